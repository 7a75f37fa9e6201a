mod ledger;
mod memory;
mod model;
mod recall;
mod tail;
