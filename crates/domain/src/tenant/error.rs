//! What tenants refuse.

use super::founding::FoundingDenied;
use crate::access::Denied;
use crate::store_error::StoreError;

/// Why no tenant was made.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// A rule forbids it.
    #[error(transparent)]
    Founding(#[from] FoundingDenied),
    /// The account is gone.
    #[error("this account no longer exists")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was done with a tenant.
#[derive(Debug, thiserror::Error)]
pub enum TenantError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
