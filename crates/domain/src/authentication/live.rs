//! Credentials that are good at this moment.

use std::sync::Arc;

use super::directory::{
    ApiKeyFacts, CredentialDirectory, PersonalAccessTokenFacts, ServiceFacts, TenantApiKeyFacts,
};
use super::fault::{Fault, Finding};
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

    /// What an access token states and what its session allows at this place, if both hold, or what is wrong.
    pub async fn session(
        &self,
        token: &str,
        place: Place,
    ) -> Result<Finding<(AccessClaims, SessionFacts)>, StoreError> {
        let now = self.clock.now();
        let claims = match self.tokens.verify(token, now) {
            Ok(claims) => claims,
            Err(InvalidAccessToken::Foreign) => return Ok(Finding::Bad(Fault::Malformed)),
            Err(InvalidAccessToken::Expired) => return Ok(Finding::Bad(Fault::Expired)),
        };
        let (session, tenant) = (claims.session, claims.tenant);
        let found = match self.sessions.recall_session(session, tenant, place) {
            Some(recalled) => recalled,
            None => self.sessions.find_session(session, tenant, place).await?,
        };
        Ok(match found {
            Some(facts) => facts.bear_out(&claims, now).map(|()| (claims, facts)).into(),
            None => Finding::Bad(Fault::Unknown),
        })
    }

    /// The project's API key that this is.
    pub async fn api_key(&self, text: &str) -> Result<Finding<ApiKeyFacts>, StoreError> {
        let Some(digest) = self.digest(CredentialKind::ApiKey, text) else {
            return Ok(Finding::Bad(Fault::Malformed));
        };
        let found = match self.directory.recall_api_key(&digest) {
            Some(recalled) => recalled,
            None => self.directory.find_api_key(digest).await?,
        };
        let now = self.clock.now();
        Ok(found.map_or(Finding::Bad(Fault::Unknown), |facts| facts.examine(now)))
    }

    /// The personal access token that this is, with its owner's roles at this place.
    pub async fn personal_access_token(
        &self,
        text: &str,
        place: Place,
    ) -> Result<Finding<PersonalAccessTokenFacts>, StoreError> {
        let Some(digest) = self.digest(CredentialKind::PersonalAccessToken, text) else {
            return Ok(Finding::Bad(Fault::Malformed));
        };
        let found = match self.directory.recall_personal_access_token(&digest, place) {
            Some(recalled) => recalled,
            None => self.directory.find_personal_access_token(digest, place).await?,
        };
        let now = self.clock.now();
        Ok(found.map_or(Finding::Bad(Fault::Unknown), |facts| facts.examine(now)))
    }

    /// The tenant's API key that this is, with what there is of this place in its tenant. A prefix that is given must be the key's.
    pub async fn tenant_api_key(
        &self,
        text: &str,
        prefix: Option<&str>,
        place: Place,
    ) -> Result<Finding<TenantApiKeyFacts>, StoreError> {
        let Some(digest) = self.digest(CredentialKind::TenantApiKey, text) else {
            return Ok(Finding::Bad(Fault::Malformed));
        };
        let found = match self.directory.recall_tenant_api_key(&digest, place) {
            Some(recalled) => recalled,
            None => self.directory.find_tenant_api_key(digest, place).await?,
        };
        let now = self.clock.now();
        let meant = found.filter(|facts| prefix.is_none_or(|prefix| prefix == facts.prefix));
        Ok(meant.map_or(Finding::Bad(Fault::Unknown), |facts| facts.examine(now)))
    }

    /// The other service whose credential this is. To be shown it is all that such a credential is for, so this is a use of it.
    pub async fn service(&self, text: &str) -> Result<Option<ServiceFacts>, StoreError> {
        let Some(digest) = self.digest(CredentialKind::ServiceCredential, text) else {
            return Ok(None);
        };
        let found = match self.directory.recall_service(&digest) {
            Some(recalled) => recalled,
            None => self.directory.find_service(digest).await?,
        };
        let found = found.filter(|facts| !facts.revoked);
        if let Some(facts) = &found {
            self.note_use(None, UsedCredential::ServiceCredential(facts.id));
        }
        Ok(found)
    }

    /// Counts a use of one that turned out to be good for what was asked.
    pub fn note_use(&self, tenant: impl Into<Option<TenantId>>, credential: UsedCredential) {
        self.usage.record(tenant.into(), credential, self.clock.now());
    }

    /// What to look a well-formed credential of this kind up by. Anything else asks nobody.
    fn digest(&self, kind: CredentialKind, text: &str) -> Option<SecretDigest> {
        self.format.recognise(text).filter(|shown| shown.kind == kind).map(|shown| shown.digest)
    }
}
