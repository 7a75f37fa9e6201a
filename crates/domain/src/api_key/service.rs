//! What people do with API keys.

use std::sync::Arc;

use time::OffsetDateTime;

use super::entity::{ApiKey, ApiKeyName, ApiKeyPolicy, KeyRemover, NewApiKey};
use super::error::ApiKeyError;
use super::store::ApiKeyStore;
use crate::access::{Caller, Permission};
use crate::clock::Clock;
use crate::credential::{CredentialFormat, CredentialKind};
use crate::id::{ApiKeyId, Ids};
use crate::page::{Page, PageRequest};
use crate::project::ProjectPath;
use crate::secret::{Issued, SecretSource};

/// What a person gives to create a key.
pub struct CreateApiKey {
    /// What to call it.
    pub name: ApiKeyName,
    /// The name of what it is good for.
    pub resource_type: String,
    /// When it ends by itself.
    pub expires_at: Option<OffsetDateTime>,
}

/// API keys.
pub struct ApiKeyService {
    keys: Arc<dyn ApiKeyStore>,
    format: CredentialFormat,
    policy: ApiKeyPolicy,
    secrets: Arc<dyn SecretSource>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl ApiKeyService {
    /// API keys kept in this store, spelt and limited like this.
    pub fn new(
        keys: Arc<dyn ApiKeyStore>,
        format: CredentialFormat,
        policy: ApiKeyPolicy,
        secrets: Arc<dyn SecretSource>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { keys, format, policy, secrets, ids, clock }
    }

    /// The project's live keys.
    pub async fn list(
        &self,
        caller: &Caller,
        project: ProjectPath,
        page: PageRequest,
    ) -> Result<Page<ApiKey>, ApiKeyError> {
        let scope = caller.authorize(Permission::ReadProject, project.place())?;
        Ok(self.keys.list(&scope, project, page).await?)
    }

    /// Makes one. Its secret is in this answer and nowhere else.
    pub async fn create(
        &self,
        caller: &Caller,
        project: ProjectPath,
        request: CreateApiKey,
    ) -> Result<Issued<ApiKey>, ApiKeyError> {
        let scope = caller.authorize(Permission::CreateApiKey, project.place())?;
        let resource_type = self.policy.resource_type(&request.resource_type)?;
        let now = self.clock.now();
        if request.expires_at.is_some_and(|end| end <= now) {
            return Err(ApiKeyError::ExpiresInThePast);
        }
        let minted = self.format.mint(CredentialKind::ApiKey, self.secrets.entropy());
        let new = NewApiKey {
            id: ApiKeyId::next(&*self.ids),
            project,
            name: request.name,
            resource_type,
            expires_at: request.expires_at,
            digest: minted.digest,
            masked: minted.masked,
        };
        let decide = |live| self.policy.may_issue(live);
        let item = self.keys.issue(&scope, new, &decide, now).await?;
        Ok(Issued { item, secret: minted.secret })
    }

    /// Ends one for good.
    pub async fn revoke(
        &self,
        caller: &Caller,
        project: ProjectPath,
        id: ApiKeyId,
    ) -> Result<(), ApiKeyError> {
        let scope = caller.authorize(Permission::RevokeOwnApiKey, project.place())?;
        let remover = if caller.may(Permission::RevokeAnyApiKey, project.place()) {
            KeyRemover::OfAny
        } else {
            KeyRemover::OfOwn(caller.actor().id())
        };
        let decide = |key: &ApiKey| remover.may_revoke(key);
        Ok(self.keys.revoke(&scope, project, id, &decide, self.clock.now()).await?)
    }
}
