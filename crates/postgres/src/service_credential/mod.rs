//! The credentials of the platform's other services, on PostgreSQL.

mod row;
mod store;

pub use store::PostgresServiceCredentialStore;
