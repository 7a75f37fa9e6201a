//! What tenant API keys refuse.

use crate::access::Denied;
use crate::store_error::StoreError;

/// Why nothing was done with a tenant's API keys.
#[derive(Debug, thiserror::Error)]
pub enum TenantApiKeyError {
    /// The caller may not, or there is no such key.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
