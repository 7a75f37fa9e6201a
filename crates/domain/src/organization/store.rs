//! Where organizations are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{NewOrganization, Organization, OrganizationChange, OrganizationWithRole};
use crate::access::TenantScope;
use crate::id::OrganizationId;
use crate::page::{Page, PageRequest};
use crate::store_error::StoreError;

/// Which organizations a list shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Membership {
    /// Those that the person belongs to.
    Own,
    /// All of the tenant's.
    All,
    /// The one that a credential is bound to.
    One(OrganizationId),
}

/// Keeps organizations.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait OrganizationStore: Send + Sync {
    /// Lists live organizations, the newest first, each with the role of the person who acts.
    async fn list(
        &self,
        scope: &TenantScope,
        membership: Membership,
        page: PageRequest,
    ) -> Result<Page<OrganizationWithRole>, StoreError>;

    /// Keeps a new organization, with the person who acts as its owner; a key makes one without.
    async fn insert(
        &self,
        scope: &TenantScope,
        new: NewOrganization,
        at: OffsetDateTime,
    ) -> Result<Organization, StoreError>;

    /// Finds a live one.
    async fn find(
        &self,
        scope: &TenantScope,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError>;

    /// Changes a live one, and says what it is then.
    async fn change(
        &self,
        scope: &TenantScope,
        id: OrganizationId,
        change: OrganizationChange,
        at: OffsetDateTime,
    ) -> Result<Option<Organization>, StoreError>;

    /// Ends a live one, and everything in it with it. Says whether there was one.
    async fn delete(
        &self,
        scope: &TenantScope,
        id: OrganizationId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;
}
