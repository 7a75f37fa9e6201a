//! What those who own a tenant do with its API keys.

use std::sync::Arc;

use time::OffsetDateTime;

use super::entity::{NewTenantApiKey, TenantApiKey, TenantApiKeyName};
use super::error::TenantApiKeyError;
use super::store::TenantApiKeyStore;
use crate::access::{Denied, Permission, Place, SessionCaller, TenantScope};
use crate::clock::Clock;
use crate::credential::{CredentialFormat, CredentialKind};
use crate::id::{Ids, TenantApiKeyId};
use crate::secret::{Issued, SecretSource};

/// The API keys of tenants. Only people in a session make and end them: no key makes another of its kind.
pub struct TenantApiKeyService {
    keys: Arc<dyn TenantApiKeyStore>,
    format: CredentialFormat,
    secrets: Arc<dyn SecretSource>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl TenantApiKeyService {
    /// Tenant API keys kept in this store.
    pub fn new(
        keys: Arc<dyn TenantApiKeyStore>,
        format: CredentialFormat,
        secrets: Arc<dyn SecretSource>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { keys, format, secrets, ids, clock }
    }

    /// The tenant's keys, the newest first.
    pub async fn list(
        &self,
        caller: &SessionCaller,
    ) -> Result<Vec<TenantApiKey>, TenantApiKeyError> {
        Ok(self.keys.list(&authorize(caller)?, self.clock.now()).await?)
    }

    /// Makes one, which may have ended already. Its secret is in this answer and nowhere else.
    pub async fn create(
        &self,
        caller: &SessionCaller,
        name: TenantApiKeyName,
        expires_at: Option<OffsetDateTime>,
    ) -> Result<Issued<TenantApiKey>, TenantApiKeyError> {
        let scope = authorize(caller)?;
        let minted = self.format.mint(CredentialKind::TenantApiKey, self.secrets.entropy());
        let new = NewTenantApiKey {
            id: TenantApiKeyId::next(&*self.ids),
            name,
            expires_at,
            digest: minted.digest,
            masked: minted.masked,
            prefix: minted.prefix,
        };
        let item = self.keys.insert(&scope, new, self.clock.now()).await?;
        Ok(Issued { item, secret: minted.secret })
    }

    /// Ends one for good.
    pub async fn delete(
        &self,
        caller: &SessionCaller,
        id: TenantApiKeyId,
    ) -> Result<(), TenantApiKeyError> {
        let scope = authorize(caller)?;
        if self.keys.delete(&scope, id, self.clock.now()).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }
}

fn authorize(caller: &SessionCaller) -> Result<TenantScope, Denied> {
    caller.authorize(Permission::UpdateTenant, Place::Tenant)
}
