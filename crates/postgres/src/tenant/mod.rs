//! Tenants on PostgreSQL.

mod founding;
mod row;
mod store;

pub(crate) use founding::found;
pub use store::PostgresTenantStore;
