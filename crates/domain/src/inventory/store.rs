//! Where credentials of all kinds are found together.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{HeldCredential, HeldKind};
use crate::access::TenantScope;
use crate::id::{HeldCredentialId, OrganizationId};
use crate::page::{Page, PageRequest};
use crate::store_error::StoreError;

/// Finds the credentials that open something in an organization.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait InventoryStore: Send + Sync {
    /// Lists those that live, the newest first: not ended, not expired, their project there.
    async fn list(
        &self,
        scope: &TenantScope,
        organization: OrganizationId,
        kind: Option<HeldKind>,
        page: PageRequest,
        at: OffsetDateTime,
    ) -> Result<Page<HeldCredential>, StoreError>;

    /// Ends one for good, whoever holds it. Says whether there was one.
    async fn revoke(
        &self,
        scope: &TenantScope,
        organization: OrganizationId,
        id: HeldCredentialId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;
}
