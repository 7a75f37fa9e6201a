//! Tenants on PostgreSQL.

mod departure;
mod founding;
mod lock;
mod purge;
mod row;
mod store;

pub(crate) use departure::{find_sole_run, leave_tenant, lock_tenant};
pub(crate) use founding::{found, take_along_sessions};
pub(crate) use lock::{TENANT_WENT, hold_live_tenant, lock_live_tenant};
pub use purge::PostgresTenantPurgeStore;
pub(crate) use row::TenantRow;
pub use store::PostgresTenantStore;
