//! The keys that sign access tokens, on PostgreSQL.

mod row;
mod store;

pub use store::PostgresSigningKeyStore;
