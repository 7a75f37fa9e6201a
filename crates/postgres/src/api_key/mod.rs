//! API keys on PostgreSQL.

mod row;
mod store;

pub use store::PostgresApiKeyStore;
