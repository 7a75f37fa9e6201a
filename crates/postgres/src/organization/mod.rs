//! Organizations on PostgreSQL.

mod departure;
mod insert;
mod list;
mod lock;
mod row;
mod store;

pub(crate) use departure::{leave_organizations, lock_own_organizations};
pub(crate) use insert::insert_organization;
pub(crate) use lock::{hold_active_organization, hold_live_organization, lock_live_organization};
pub(crate) use row::OrganizationRow;
pub use store::PostgresOrganizationStore;
