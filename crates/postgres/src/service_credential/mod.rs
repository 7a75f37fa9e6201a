//! The credentials of the platform's other services, on PostgreSQL.

mod row;
mod store;

pub(crate) use row::rights;
pub use store::PostgresServiceCredentialStore;
