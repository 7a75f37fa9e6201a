//! Ending credentials by what was kept of them, on PostgreSQL.

mod found;
mod store;

pub use store::PostgresRevocationStore;
