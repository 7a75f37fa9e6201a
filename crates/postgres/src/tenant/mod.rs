//! Tenants on PostgreSQL.

mod departure;
mod founding;
mod lock;
mod row;
mod store;

pub(crate) use departure::{leave_tenant, lock_tenant};
pub(crate) use founding::{found, take_along_sessions};
pub(crate) use lock::{hold_live_tenant, lock_live_tenant};
pub(crate) use row::TenantRow;
pub use store::PostgresTenantStore;
