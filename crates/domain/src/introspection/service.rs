//! Answering the platform's other services.

use std::sync::Arc;

use super::answer::{ActiveCredential, Introspection, TokenKind};
use super::directory::{ApiKeyFacts, CredentialDirectory, CredentialFacts};
use crate::access::Place;
use crate::api_key::KeyUsage;
use crate::clock::Clock;
use crate::credential::{CredentialFormat, CredentialKind};
use crate::id::ServiceCredentialId;
use crate::session::{AuthenticationError, Authenticator};
use crate::store_error::StoreError;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum IntrospectionError {
    /// Whoever asks has not shown a credential that lets them.
    #[error("a service credential is needed")]
    Unauthorized,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Introspection.
pub struct IntrospectionService {
    credentials: Arc<dyn CredentialDirectory>,
    authenticator: Arc<Authenticator>,
    usage: Arc<KeyUsage>,
    format: CredentialFormat,
    clock: Arc<dyn Clock>,
}

impl IntrospectionService {
    /// Answers from this directory about random credentials, and through this authenticator about access tokens.
    pub fn new(
        credentials: Arc<dyn CredentialDirectory>,
        authenticator: Arc<Authenticator>,
        usage: Arc<KeyUsage>,
        format: CredentialFormat,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { credentials, authenticator, usage, format, clock }
    }

    /// Tells the service that shows `asker` about `token`.
    pub async fn introspect(
        &self,
        asker: &str,
        token: &str,
    ) -> Result<Introspection, IntrospectionError> {
        self.authenticate(asker).await?;
        let active = match self.format.claimed_kind(token) {
            Some(_) => self.api_key(token).await?,
            None => self.access_token(token).await?,
        };
        Ok(active.map_or(Introspection::Inactive, |active| Introspection::Active(Box::new(active))))
    }

    async fn authenticate(&self, asker: &str) -> Result<ServiceCredentialId, IntrospectionError> {
        let shown = self
            .format
            .recognise(asker)
            .filter(|credential| credential.kind == CredentialKind::ServiceCredential)
            .ok_or(IntrospectionError::Unauthorized)?;
        match self.credentials.find(shown.digest).await? {
            Some(CredentialFacts::Service { id, revoked: false }) => Ok(id),
            Some(CredentialFacts::Service { revoked: true, .. } | CredentialFacts::ApiKey(_))
            | None => Err(IntrospectionError::Unauthorized),
        }
    }

    async fn api_key(&self, token: &str) -> Result<Option<ActiveCredential>, StoreError> {
        let recognised = self
            .format
            .recognise(token)
            .filter(|credential| credential.kind == CredentialKind::ApiKey);
        let Some(recognised) = recognised else {
            return Ok(None);
        };
        let now = self.clock.now();
        Ok(match self.credentials.find(recognised.digest).await? {
            Some(CredentialFacts::ApiKey(facts)) if facts.is_good(now) => {
                self.usage.record(facts.tenant, facts.id, now);
                Some(facts.into())
            }
            Some(CredentialFacts::ApiKey(_) | CredentialFacts::Service { .. }) | None => None,
        })
    }

    async fn access_token(&self, token: &str) -> Result<Option<ActiveCredential>, StoreError> {
        match self.authenticator.examine(token, Place::Tenant).await {
            Ok((claims, facts)) => Ok(Some(ActiveCredential {
                kind: TokenKind::AccessToken,
                subject: facts.user.uuid(),
                username: Some(facts.username),
                tenant: facts.grants.tenant.map(|grant| grant.tenant),
                organization: None,
                project: None,
                resource_type: None,
                role: facts.grants.tenant.map(|grant| grant.role),
                expires_at: Some(claims.expires_at),
                issued_at: claims.issued_at,
                id: claims.id.uuid(),
            })),
            Err(AuthenticationError::Invalid) => Ok(None),
            Err(AuthenticationError::Store(error)) => Err(error),
        }
    }
}

impl ApiKeyFacts {
    fn is_good(&self, now: time::OffsetDateTime) -> bool {
        self.works && self.expires_at.is_none_or(|end| now < end)
    }
}

impl From<ApiKeyFacts> for ActiveCredential {
    fn from(facts: ApiKeyFacts) -> Self {
        Self {
            kind: TokenKind::ApiKey,
            subject: facts.id.uuid(),
            username: None,
            tenant: Some(facts.tenant),
            organization: Some(facts.organization),
            project: Some(facts.project),
            resource_type: Some(facts.resource_type),
            role: None,
            expires_at: facts.expires_at,
            issued_at: facts.created_at,
            id: facts.id.uuid(),
        }
    }
}
