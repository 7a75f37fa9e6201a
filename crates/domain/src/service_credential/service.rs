//! What an operator does with service credentials.

use std::sync::Arc;

use super::entity::{NewServiceCredential, ServiceCredential, ServiceCredentialName};
use super::store::{RevokeServiceCredentialError, ServiceCredentialStore};
use crate::access::{ServiceRight, SystemScope};
use crate::clock::Clock;
use crate::credential::{CredentialFormat, CredentialKind};
use crate::id::{Ids, ServiceCredentialId};
use crate::secret::{Issued, SecretSource};
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("service credentials");

/// Service credentials. An operator at the machine needs no further leave.
pub struct ServiceCredentialService {
    credentials: Arc<dyn ServiceCredentialStore>,
    format: CredentialFormat,
    secrets: Arc<dyn SecretSource>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl ServiceCredentialService {
    /// Service credentials kept in this store.
    pub fn new(
        credentials: Arc<dyn ServiceCredentialStore>,
        format: CredentialFormat,
        secrets: Arc<dyn SecretSource>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { credentials, format, secrets, ids, clock }
    }

    /// Makes one that may do this beside verifying credentials. Its secret is in this answer and nowhere else.
    pub async fn create(
        &self,
        name: ServiceCredentialName,
        rights: Vec<ServiceRight>,
    ) -> Result<Issued<ServiceCredential>, StoreError> {
        let minted = self.format.mint(CredentialKind::ServiceCredential, self.secrets.entropy());
        let new = NewServiceCredential {
            id: ServiceCredentialId::next(&*self.ids),
            name,
            digest: minted.digest,
            masked: minted.masked,
            rights,
        };
        let item = self.credentials.insert(&SCOPE, new, self.clock.now()).await?;
        Ok(Issued { item, secret: minted.secret })
    }

    /// All there ever were, the newest first.
    pub async fn list(&self) -> Result<Vec<ServiceCredential>, StoreError> {
        self.credentials.list(&SCOPE).await
    }

    /// Ends one for good.
    pub async fn revoke(
        &self,
        id: ServiceCredentialId,
    ) -> Result<(), RevokeServiceCredentialError> {
        self.credentials.revoke(&SCOPE, id, self.clock.now()).await
    }
}
