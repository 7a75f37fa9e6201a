//! What people do with their personal access tokens.

use std::sync::Arc;

use super::entity::{
    NewPersonalAccessToken, PersonalAccessToken, TokenFilter, TokenLifetime, TokenName,
};
use super::error::PersonalAccessTokenError;
use super::store::PersonalAccessTokenStore;
use crate::access::{Denied, SessionCaller};
use crate::clock::Clock;
use crate::credential::{CredentialFormat, CredentialKind};
use crate::id::{Ids, OrganizationId, PersonalAccessTokenId};
use crate::page::{Slice, SliceRequest};
use crate::secret::{Issued, SecretSource};

/// What a person gives to create a token.
pub struct CreatePersonalAccessToken {
    /// The organization that it is to be bound to.
    pub organization: OrganizationId,
    /// What to call it.
    pub name: TokenName,
    /// For how long it is to be good.
    pub lifetime: TokenLifetime,
}

/// Personal access tokens. Only people in a session make and end them: no token makes another.
pub struct PersonalAccessTokenService {
    tokens: Arc<dyn PersonalAccessTokenStore>,
    enabled: bool,
    format: CredentialFormat,
    secrets: Arc<dyn SecretSource>,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
}

impl PersonalAccessTokenService {
    /// Personal access tokens kept in this store, where they are `enabled`.
    pub fn new(
        tokens: Arc<dyn PersonalAccessTokenStore>,
        enabled: bool,
        format: CredentialFormat,
        secrets: Arc<dyn SecretSource>,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { tokens, enabled, format, secrets, ids, clock }
    }

    /// Whether there are any here.
    pub const fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// The caller's live tokens, whatever tenant their session acts in.
    pub async fn list(
        &self,
        caller: &SessionCaller,
        filter: TokenFilter,
        slice: SliceRequest,
    ) -> Result<Slice<PersonalAccessToken>, PersonalAccessTokenError> {
        self.check_enabled()?;
        Ok(self.tokens.list(&caller.own_rows(), filter, slice, self.clock.now()).await?)
    }

    /// Makes one. Its secret is in this answer and nowhere else.
    pub async fn create(
        &self,
        caller: &SessionCaller,
        request: CreatePersonalAccessToken,
    ) -> Result<Issued<PersonalAccessToken>, PersonalAccessTokenError> {
        self.check_enabled()?;
        let minted = self.format.mint(CredentialKind::PersonalAccessToken, self.secrets.entropy());
        let now = self.clock.now();
        let new = NewPersonalAccessToken {
            id: PersonalAccessTokenId::next(&*self.ids),
            organization: request.organization,
            name: request.name,
            expires_at: request.lifetime.after(now),
            digest: minted.digest,
            masked: minted.masked,
            prefix: minted.prefix,
        };
        let item = self.tokens.issue(&caller.own_rows(), new, now).await?;
        Ok(Issued { item, secret: minted.secret })
    }

    /// Ends one of the caller's tokens for good.
    pub async fn revoke(
        &self,
        caller: &SessionCaller,
        id: PersonalAccessTokenId,
    ) -> Result<(), PersonalAccessTokenError> {
        self.check_enabled()?;
        if self.tokens.revoke(&caller.own_rows(), id, self.clock.now()).await? {
            Ok(())
        } else {
            Err(Denied::NotFound.into())
        }
    }

    const fn check_enabled(&self) -> Result<(), PersonalAccessTokenError> {
        if self.enabled { Ok(()) } else { Err(PersonalAccessTokenError::Disabled) }
    }
}
