//! Whether the installation can serve.

use async_trait::async_trait;

use crate::store_error::StoreError;

/// Looks whether what every request needs is there.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait Readiness: Send + Sync {
    /// Succeeds while the store answers and its schema is the one that this build knows.
    async fn check(&self) -> Result<(), StoreError>;
}
