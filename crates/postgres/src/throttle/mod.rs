//! Tallies of what was tried, on PostgreSQL: one count for all nodes.

mod statements;
mod store;

pub use store::PostgresThrottleStore;
