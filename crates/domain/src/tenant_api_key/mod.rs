//! Tenant API keys: what acts for a whole tenant with no person behind it, such as a job that sets projects up.

mod entity;
mod error;
mod service;
mod store;

pub use entity::{NewTenantApiKey, TENANT_API_KEY_ROLE, TenantApiKey, TenantApiKeyName};
pub use error::TenantApiKeyError;
pub use service::TenantApiKeyService;
pub use store::TenantApiKeyStore;

#[cfg(any(test, feature = "mocks"))]
pub use store::MockTenantApiKeyStore;

#[cfg(test)]
mod tests;
