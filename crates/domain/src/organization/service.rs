//! What people do with organizations.

use std::sync::Arc;

use super::entity::{
    NewOrganization, Organization, OrganizationChange, OrganizationName, OrganizationWithRole,
    ReferralCode,
};
use super::error::OrganizationError;
use super::store::{Membership, OrganizationStore};
use crate::access::{Caller, Denied, Identity, Permission, Place};
use crate::clock::Clock;
use crate::id::{Ids, MemberId, OrganizationId};
use crate::page::{Page, PageRequest};
use crate::secret::SecretSource;
use crate::text::Description;

/// Organizations.
pub struct OrganizationService {
    organizations: Arc<dyn OrganizationStore>,
    secrets: Arc<dyn SecretSource>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl OrganizationService {
    /// Organizations kept in this store.
    pub fn new(
        organizations: Arc<dyn OrganizationStore>,
        secrets: Arc<dyn SecretSource>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { organizations, secrets, ids, clock }
    }

    /// The organizations that the caller belongs to, or all of the tenant's for who runs it. Without a tenant there are none.
    /// A token shows the one that it is bound to; a key, which belongs to none, all of its tenant's.
    pub async fn list(
        &self,
        caller: &Caller,
        membership: Membership,
        page: PageRequest,
    ) -> Result<Page<OrganizationWithRole>, OrganizationError> {
        if caller.tenant().is_none() {
            return Ok(Page::empty(page));
        }
        let membership = match (membership, caller.identity()) {
            (Membership::Own, Identity::PersonalAccessToken { organization, .. }) => {
                Membership::One(organization)
            }
            (Membership::Own, Identity::TenantApiKey { .. }) => Membership::All,
            (membership, _) => membership,
        };
        let permission = match membership {
            Membership::Own | Membership::One(_) => Permission::ReadTenant,
            Membership::All => Permission::ManageTenant,
        };
        let scope = caller.authorize(permission, Place::Tenant)?;
        Ok(self.organizations.list(&scope, membership, page).await?)
    }

    /// Makes one; the caller, if a person, becomes its owner.
    pub async fn create(
        &self,
        caller: &Caller,
        name: OrganizationName,
        description: Option<Description>,
    ) -> Result<Organization, OrganizationError> {
        if caller.tenant().is_none() {
            return Err(OrganizationError::NoTenant);
        }
        let scope = caller.authorize(Permission::ManageTenant, Place::Tenant)?;
        let new = NewOrganization {
            id: OrganizationId::next(&*self.ids),
            name,
            description,
            referral_code: ReferralCode::random(&*self.secrets),
            owner_member: MemberId::next(&*self.ids),
        };
        Ok(self.organizations.insert(&scope, new, self.clock.now()).await?)
    }

    /// Shows one.
    pub async fn get(
        &self,
        caller: &Caller,
        id: OrganizationId,
    ) -> Result<Organization, OrganizationError> {
        let scope = caller.authorize(Permission::ReadOrganization, Place::Organization(id))?;
        Ok(self.organizations.find(&scope, id).await?.ok_or(Denied::NotFound)?)
    }

    /// Changes one.
    pub async fn change(
        &self,
        caller: &Caller,
        id: OrganizationId,
        change: OrganizationChange,
    ) -> Result<Organization, OrganizationError> {
        let scope = caller.authorize(Permission::UpdateOrganization, Place::Organization(id))?;
        let changed = self.organizations.change(&scope, id, change, self.clock.now()).await?;
        Ok(changed.ok_or(Denied::NotFound)?)
    }

    /// Ends one, with everything in it.
    pub async fn delete(
        &self,
        caller: &Caller,
        id: OrganizationId,
    ) -> Result<(), OrganizationError> {
        let scope = caller.authorize(Permission::DeleteOrganization, Place::Organization(id))?;
        if self.organizations.delete(&scope, id, self.clock.now()).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }
}
