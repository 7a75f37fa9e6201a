//! The API keys of tenants on PostgreSQL.

mod row;
mod store;

pub use store::PostgresTenantApiKeyStore;
