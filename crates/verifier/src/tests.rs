mod ledger;
mod memory;
mod model;
mod tail;
