//! Where tenants are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{OwnTenant, Tenant, TenantChange};
use super::error::ProvisionError;
use super::founding::{Founding, FoundingDenied, Memberships};
use crate::access::{TenantScope, UserScope};
use crate::store_error::StoreError;

/// The rule about who may found a tenant, asked while the founder's memberships can't change.
pub type DecideFounding<'a> = &'a (dyn Fn(Memberships) -> Result<(), FoundingDenied> + Send + Sync);

/// Keeps tenants.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait TenantStore: Send + Sync {
    /// Locks the founder's account, asks `decide`, and makes the tenant with its first organization. The founder's sessions
    /// that act in no tenant act in this one from then on.
    async fn provision<'a>(
        &self,
        scope: &UserScope,
        founding: Founding,
        decide: DecideFounding<'a>,
        at: OffsetDateTime,
    ) -> Result<Tenant, ProvisionError>;

    /// Lists the live tenants that the scope's person belongs to, the one joined first first.
    async fn list_own(&self, scope: &UserScope) -> Result<Vec<OwnTenant>, StoreError>;

    /// Finds the scope's tenant.
    async fn find(&self, scope: &TenantScope) -> Result<Option<Tenant>, StoreError>;

    /// Changes the scope's tenant, and says what it is then.
    async fn change(
        &self,
        scope: &TenantScope,
        change: TenantChange,
        at: OffsetDateTime,
    ) -> Result<Option<Tenant>, StoreError>;

    /// Ends the scope's tenant and, with it, everything in it at once. Says whether it was there. The rows go later.
    async fn delete(&self, scope: &TenantScope, at: OffsetDateTime) -> Result<bool, StoreError>;
}
