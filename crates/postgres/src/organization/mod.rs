//! Organizations on PostgreSQL.

mod departure;
mod insert;
mod row;
mod store;

pub(crate) use departure::{leave_organizations, lock_own_organizations};
pub(crate) use insert::insert_with_owner;
pub use store::PostgresOrganizationStore;
