//! What the inventory refuses.

use crate::access::Denied;
use crate::store_error::StoreError;

/// Why nothing was shown or ended.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// The caller may not, or there is no such credential.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
