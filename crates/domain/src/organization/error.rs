//! What organizations refuse.

use crate::access::Denied;
use crate::store_error::StoreError;

/// Why nothing was done with an organization.
#[derive(Debug, thiserror::Error)]
pub enum OrganizationError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The caller has no tenant to make one in.
    #[error("create a tenant first")]
    NoTenant,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
