//! Tenants: the outermost boundary of isolation, to exactly one of which everything below belongs.

mod entity;
mod error;
mod founding;
mod purge;
mod service;
mod store;

pub use entity::{InvalidLogoUrl, LogoUrl, OwnTenant, Tenant, TenantChange, TenantName};
pub use error::{ProvisionError, TenantError};
pub use founding::{Founding, FoundingDenied, Memberships};
pub use purge::{Remains, TenantPurge, TenantPurgeStore};
pub use service::TenantService;
pub use store::{DecideFounding, TenantStore};

#[cfg(any(test, feature = "mocks"))]
pub use purge::MockTenantPurgeStore;
#[cfg(any(test, feature = "mocks"))]
pub use store::MockTenantStore;

#[cfg(test)]
mod tests;
