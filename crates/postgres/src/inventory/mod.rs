//! The inventory of an organization's credentials on PostgreSQL.

mod list;
mod store;

pub use store::PostgresInventoryStore;
