//! Projects on PostgreSQL.

mod list;
mod row;
mod store;

pub use store::PostgresProjectStore;
