//! How often and when credentials were used, on PostgreSQL.

mod store;

pub use store::PostgresUsageStore;
