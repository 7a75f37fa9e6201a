//! Tenants on PostgreSQL.

mod departure;
mod founding;
mod row;
mod store;

pub(crate) use departure::{leave_tenant, lock_tenant};
pub(crate) use founding::found;
pub use store::PostgresTenantStore;
