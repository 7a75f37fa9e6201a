//! Suspension on PostgreSQL.

mod standing;
mod store;

pub use store::PostgresSuspensionStore;
