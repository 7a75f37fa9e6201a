//! From a presented credential to a caller.

use std::sync::Arc;

use super::live::LiveCredentials;
use crate::access::{Caller, Identity, Origin, Place, ServiceCaller};
use crate::credential::CredentialKind;
use crate::store_error::StoreError;
use crate::usage::UsedCredential;

/// A credential as it was presented, not yet believed.
#[derive(Clone, Copy)]
pub enum Presented<'a> {
    /// As a bearer token: an access token or a personal access token.
    Bearer(&'a str),
    /// As the key of a tenant.
    TenantApiKey {
        /// The key.
        key: &'a str,
        /// What the client says that the key begins with, if it does.
        prefix: Option<&'a str>,
    },
}

/// Why a caller is nobody.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// The credential is not valid, or what it stands for is over.
    #[error("the credential is not valid")]
    Invalid,
    /// It is a project's API key, which may well be good, yet not for this.
    #[error("a project's API key is for the platform's other services; here, sign in")]
    ProjectApiKey,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Tells who calls.
pub struct Authenticator {
    credentials: Arc<LiveCredentials>,
}

impl Authenticator {
    /// Believes these credentials.
    pub const fn new(credentials: Arc<LiveCredentials>) -> Self {
        Self { credentials }
    }

    /// Who presents this, with their roles of this moment at the place that they call.
    pub async fn authenticate(
        &self,
        presented: Presented<'_>,
        place: Place,
        origin: Arc<Origin>,
    ) -> Result<Caller, AuthenticationError> {
        let (Presented::Bearer(text) | Presented::TenantApiKey { key: text, .. }) = presented;
        let kind = self.credentials.claimed_kind(text);
        match (presented, kind) {
            // Saying what it is saves a person an hour.
            (_, Some(CredentialKind::ApiKey)) => Err(AuthenticationError::ProjectApiKey),
            (Presented::Bearer(text), Some(CredentialKind::PersonalAccessToken)) => {
                self.personal_access_token(text, place, origin).await
            }
            (Presented::Bearer(token), None) => self.session(token, place, origin).await,
            (Presented::TenantApiKey { key, prefix }, Some(CredentialKind::TenantApiKey)) => {
                self.tenant_api_key(key, prefix, place, origin).await
            }
            (Presented::Bearer(_) | Presented::TenantApiKey { .. }, _) => {
                Err(AuthenticationError::Invalid)
            }
        }
    }

    /// Which of the platform's other services shows this.
    pub async fn authenticate_service(
        &self,
        shown: &str,
        origin: Arc<Origin>,
    ) -> Result<ServiceCaller, AuthenticationError> {
        let facts = self.credentials.service(shown).await?.ok_or(AuthenticationError::Invalid)?;
        Ok(ServiceCaller::new(facts.id, facts.rights, origin))
    }

    async fn session(
        &self,
        token: &str,
        place: Place,
        origin: Arc<Origin>,
    ) -> Result<Caller, AuthenticationError> {
        let found = self.credentials.session(token, place).await?.good();
        let (claims, facts) = found.ok_or(AuthenticationError::Invalid)?;
        let tenant = facts.grants.tenant.map(|grant| grant.tenant);
        self.credentials.note_use(tenant, UsedCredential::Session(claims.session));
        let identity = Identity::Session { user: facts.user, session: claims.session };
        Ok(Caller::new(identity, facts.grants, origin))
    }

    async fn personal_access_token(
        &self,
        text: &str,
        place: Place,
        origin: Arc<Origin>,
    ) -> Result<Caller, AuthenticationError> {
        let found = self.credentials.personal_access_token(text, place).await?.good();
        let facts = found.ok_or(AuthenticationError::Invalid)?;
        self.credentials.note_use(facts.tenant, UsedCredential::PersonalAccessToken(facts.id));
        let identity = Identity::PersonalAccessToken {
            user: facts.user,
            token: facts.id,
            organization: facts.organization,
        };
        Ok(Caller::new(identity, facts.grants, origin))
    }

    async fn tenant_api_key(
        &self,
        key: &str,
        prefix: Option<&str>,
        place: Place,
        origin: Arc<Origin>,
    ) -> Result<Caller, AuthenticationError> {
        let found = self.credentials.tenant_api_key(key, prefix, place).await?.good();
        let facts = found.ok_or(AuthenticationError::Invalid)?;
        self.credentials.note_use(facts.tenant, UsedCredential::TenantApiKey(facts.id));
        Ok(Caller::new(Identity::TenantApiKey { key: facts.id }, facts.grants(), origin))
    }
}
