//! What people do with tenants.

use std::sync::Arc;

use super::entity::{LogoUrl, OwnTenant, Tenant, TenantChange, TenantName};
use super::error::{ProvisionError, TenantError};
use super::founding::{Founding, Memberships};
use super::store::TenantStore;
use crate::access::{Caller, Denied, Permission, Place, SessionCaller};
use crate::clock::Clock;
use crate::id::Ids;
use crate::secret::SecretSource;

/// Tenants.
pub struct TenantService {
    tenants: Arc<dyn TenantStore>,
    secrets: Arc<dyn SecretSource>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl TenantService {
    /// Tenants kept in this store.
    pub fn new(
        tenants: Arc<dyn TenantStore>,
        secrets: Arc<dyn SecretSource>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { tenants, secrets, ids, clock }
    }

    /// Makes a tenant with its first organization; the caller, who must be in none yet, owns both.
    pub async fn create(
        &self,
        caller: &SessionCaller,
        name: TenantName,
        logo: Option<LogoUrl>,
    ) -> Result<Tenant, ProvisionError> {
        let founding = Founding::of_tenant(name, logo, &*self.ids, &*self.secrets);
        self.tenants
            .provision(&caller.own_rows(), founding, &Memberships::may_found, self.clock.now())
            .await
    }

    /// The tenants that the caller belongs to.
    pub async fn list_own(&self, caller: &SessionCaller) -> Result<Vec<OwnTenant>, TenantError> {
        Ok(self.tenants.list_own(&caller.own_rows()).await?)
    }

    /// The tenant that the caller acts in.
    pub async fn current(&self, caller: &Caller) -> Result<Tenant, TenantError> {
        let scope = caller.authorize(Permission::ReadTenant, Place::Tenant)?;
        Ok(self.tenants.find(&scope).await?.ok_or(Denied::NotFound)?)
    }

    /// Changes the tenant that the caller's session acts in.
    pub async fn change(
        &self,
        caller: &SessionCaller,
        change: TenantChange,
    ) -> Result<Tenant, TenantError> {
        let scope = caller.authorize(Permission::UpdateTenant, Place::Tenant)?;
        let changed = self.tenants.change(&scope, change, self.clock.now()).await?;
        Ok(changed.ok_or(Denied::NotFound)?)
    }

    /// Ends the tenant that the caller's session acts in, with everything in it. Its people stay, without a tenant.
    pub async fn delete(&self, caller: &SessionCaller) -> Result<(), TenantError> {
        let scope = caller.authorize(Permission::UpdateTenant, Place::Tenant)?;
        if self.tenants.delete(&scope, self.clock.now()).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }
}
