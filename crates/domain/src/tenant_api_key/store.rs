//! Where tenant API keys are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{NewTenantApiKey, TenantApiKey};
use crate::access::TenantScope;
use crate::id::TenantApiKeyId;
use crate::store_error::StoreError;

/// Keeps the API keys of tenants.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait TenantApiKeyStore: Send + Sync {
    /// Lists those that were not deleted, the newest first.
    async fn list(
        &self,
        scope: &TenantScope,
        at: OffsetDateTime,
    ) -> Result<Vec<TenantApiKey>, StoreError>;

    /// Keeps a new one.
    async fn insert(
        &self,
        scope: &TenantScope,
        new: NewTenantApiKey,
        at: OffsetDateTime,
    ) -> Result<TenantApiKey, StoreError>;

    /// Ends one for good. Says whether there was one.
    async fn delete(
        &self,
        scope: &TenantScope,
        id: TenantApiKeyId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;
}
