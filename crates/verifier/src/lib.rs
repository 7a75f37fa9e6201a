//! A memory of what credentials are good for, which never answers from what it knew more than a second ago.
//!
//! It stands before any source of such facts: before PostgreSQL in Tenantry itself, before whatever another service asks. A
//! [`ChangeLog`](tenantry_domain::change::ChangeLog) tells of every change of a right; a [`Tail`] follows it. Only while the tail is proven to be current does a
//! [`Memory`] answer by itself. At all other times the source is asked, and where that fails there is no answer.

mod clock;
mod freshness;
mod ledger;
mod memory;
mod remembering;
mod resource_types;
mod subjects;
mod tail;
mod tally;

pub use clock::{MonotonicClock, SystemMonotonicClock};
pub use freshness::Freshness;
pub use ledger::{Ledger, Stamp};
pub use memory::{Capacity, Memory, MemoryCounts, Remembered};
pub use remembering::{RememberingCredentials, RememberingSessions};
pub use subjects::Subjects;
pub use tail::{Tail, TailState};

#[cfg(test)]
mod tests;
