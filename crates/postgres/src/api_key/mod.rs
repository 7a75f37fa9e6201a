//! API keys on PostgreSQL.

mod row;
mod store;
mod usage;

pub use store::PostgresApiKeyStore;
pub use usage::PostgresKeyUsageStore;
