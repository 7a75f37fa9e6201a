//! Credentials that are good at this moment.

use std::sync::Arc;

use super::directory::{
    ApiKeyFacts, CredentialDirectory, PersonalAccessTokenFacts, ServiceFacts, TenantApiKeyFacts,
};
use crate::access::Place;
use crate::clock::Clock;
use crate::credential::{CredentialFormat, CredentialKind};
use crate::id::TenantId;
use crate::secret::SecretDigest;
use crate::session::{
    AccessClaims, AccessTokens, InvalidAccessToken, SessionDirectory, SessionFacts,
};
use crate::store_error::StoreError;
use crate::usage::{Usage, UsedCredential};

/// Why an access token stands for no session.
#[derive(Debug, thiserror::Error)]
pub enum InvalidSession {
    /// The token is not valid, or what it stands for is over.
    #[error("the access token is not valid")]
    Invalid,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<InvalidAccessToken> for InvalidSession {
    fn from(_: InvalidAccessToken) -> Self {
        Self::Invalid
    }
}

/// Tells good credentials from all others.
pub struct LiveCredentials {
    tokens: Arc<dyn AccessTokens>,
    sessions: Arc<dyn SessionDirectory>,
    directory: Arc<dyn CredentialDirectory>,
    usage: Arc<Usage>,
    format: CredentialFormat,
    clock: Arc<dyn Clock>,
}

impl LiveCredentials {
    /// Believes what these directories bear out.
    pub fn new(
        tokens: Arc<dyn AccessTokens>,
        sessions: Arc<dyn SessionDirectory>,
        directory: Arc<dyn CredentialDirectory>,
        usage: Arc<Usage>,
        format: CredentialFormat,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { tokens, sessions, directory, usage, format, clock }
    }

    /// The kind that a text claims to be, right or wrong in the rest; none for an access token.
    pub fn claimed_kind(&self, text: &str) -> Option<CredentialKind> {
        self.format.claimed_kind(text)
    }

    /// What an access token states and what its session allows at this place, if both hold.
    pub async fn session(
        &self,
        token: &str,
        place: Place,
    ) -> Result<(AccessClaims, SessionFacts), InvalidSession> {
        let now = self.clock.now();
        let claims = self.tokens.verify(token, now)?;
        let found = self.sessions.find_session(claims.session, claims.tenant, place).await?;
        match found {
            Some(facts) if facts.bears_out(&claims, now) => Ok((claims, facts)),
            _ => Err(InvalidSession::Invalid),
        }
    }

    /// The project's API key that this is.
    pub async fn api_key(&self, text: &str) -> Result<Option<ApiKeyFacts>, StoreError> {
        let Some(digest) = self.digest(CredentialKind::ApiKey, text) else { return Ok(None) };
        let found = self.directory.find_api_key(digest).await?;
        let now = self.clock.now();
        Ok(found.filter(|facts| facts.is_good(now)))
    }

    /// The personal access token that this is, with its owner's roles at this place.
    pub async fn personal_access_token(
        &self,
        text: &str,
        place: Place,
    ) -> Result<Option<PersonalAccessTokenFacts>, StoreError> {
        let Some(digest) = self.digest(CredentialKind::PersonalAccessToken, text) else {
            return Ok(None);
        };
        let found = self.directory.find_personal_access_token(digest, place).await?;
        let now = self.clock.now();
        Ok(found.filter(|facts| facts.is_good(now)))
    }

    /// The tenant's API key that this is, with what there is of this place in its tenant.
    pub async fn tenant_api_key(
        &self,
        text: &str,
        place: Place,
    ) -> Result<Option<TenantApiKeyFacts>, StoreError> {
        let Some(digest) = self.digest(CredentialKind::TenantApiKey, text) else {
            return Ok(None);
        };
        let found = self.directory.find_tenant_api_key(digest, place).await?;
        let now = self.clock.now();
        Ok(found.filter(|facts| facts.is_good(now)))
    }

    /// The other service whose credential this is.
    pub async fn service(&self, text: &str) -> Result<Option<ServiceFacts>, StoreError> {
        let Some(digest) = self.digest(CredentialKind::ServiceCredential, text) else {
            return Ok(None);
        };
        let found = self.directory.find_service(digest).await?;
        Ok(found.filter(|facts| !facts.revoked))
    }

    /// Counts a use of one that turned out to be good for what was asked.
    pub fn note_use(&self, tenant: TenantId, credential: UsedCredential) {
        self.usage.record(tenant, credential, self.clock.now());
    }

    /// What to look a well-formed credential of this kind up by. Anything else asks nobody.
    fn digest(&self, kind: CredentialKind, text: &str) -> Option<SecretDigest> {
        self.format.recognise(text).filter(|shown| shown.kind == kind).map(|shown| shown.digest)
    }
}
