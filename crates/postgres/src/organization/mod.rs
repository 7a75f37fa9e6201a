//! Organizations on PostgreSQL.

mod insert;
mod row;
mod store;

pub(crate) use insert::insert_with_owner;
pub use store::PostgresOrganizationStore;
