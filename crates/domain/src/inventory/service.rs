//! What those who run an organization do about the credentials in it.

use std::sync::Arc;

use super::entity::{HeldCredential, HeldKind};
use super::error::InventoryError;
use super::store::InventoryStore;
use crate::access::{Caller, Denied, Permission, Place};
use crate::clock::Clock;
use crate::id::{HeldCredentialId, OrganizationId};
use crate::page::{Page, PageRequest};

/// The credentials that open something in an organization.
pub struct InventoryService {
    credentials: Arc<dyn InventoryStore>,
    clock: Arc<dyn Clock>,
}

impl InventoryService {
    /// Credentials found in this store.
    pub fn new(credentials: Arc<dyn InventoryStore>, clock: Arc<dyn Clock>) -> Self {
        Self { credentials, clock }
    }

    /// All that live, or those of one kind.
    pub async fn list(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        kind: Option<HeldKind>,
        page: PageRequest,
    ) -> Result<Page<HeldCredential>, InventoryError> {
        let place = Place::Organization(organization);
        let scope = caller.authorize(Permission::UpdateOrganization, place)?;
        Ok(self.credentials.list(&scope, organization, kind, page, self.clock.now()).await?)
    }

    /// Ends one for good, whoever holds it.
    pub async fn revoke(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        id: HeldCredentialId,
    ) -> Result<(), InventoryError> {
        let place = Place::Organization(organization);
        let scope = caller.authorize(Permission::UpdateOrganization, place)?;
        if self.credentials.revoke(&scope, organization, id, self.clock.now()).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }
}
