//! Where service credentials are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{NewServiceCredential, ServiceCredential};
use crate::access::SystemScope;
use crate::id::ServiceCredentialId;
use crate::store_error::StoreError;

/// Why a service credential was not revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeServiceCredentialError {
    /// There is no live one of this name.
    #[error("there is no live service credential with this id")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps service credentials.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ServiceCredentialStore: Send + Sync {
    /// Keeps a new one.
    async fn insert(
        &self,
        scope: &SystemScope,
        new: NewServiceCredential,
        at: OffsetDateTime,
    ) -> Result<ServiceCredential, StoreError>;

    /// Lists all there ever were, the newest first.
    async fn list(&self, scope: &SystemScope) -> Result<Vec<ServiceCredential>, StoreError>;

    /// Ends a live one for good.
    async fn revoke(
        &self,
        scope: &SystemScope,
        id: ServiceCredentialId,
        at: OffsetDateTime,
    ) -> Result<(), RevokeServiceCredentialError>;
}
