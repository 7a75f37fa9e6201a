//! Answering the platform's other services.

use std::sync::Arc;

use super::answer::{ActiveCredential, HeldRole, Introspection, TokenKind};
use crate::access::Place;
use crate::authentication::{
    ApiKeyFacts, InvalidSession, LiveCredentials, PersonalAccessTokenFacts, TenantApiKeyFacts,
};
use crate::credential::CredentialKind;
use crate::id::TenantId;
use crate::session::{AccessClaims, SessionFacts};
use crate::store_error::StoreError;
use crate::tenant_api_key::TENANT_API_KEY_ROLE;
use crate::usage::UsedCredential;

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

/// Whose credentials somebody may ask about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reach {
    /// Everybody's.
    Installation,
    /// Those of one tenant.
    Tenant(TenantId),
}

/// Introspection.
pub struct IntrospectionService {
    credentials: Arc<LiveCredentials>,
}

impl IntrospectionService {
    /// Answers about these credentials.
    pub const fn new(credentials: Arc<LiveCredentials>) -> Self {
        Self { credentials }
    }

    /// Tells whoever shows `asker`, another service or a tenant's API key, about `token`.
    pub async fn introspect(
        &self,
        asker: &str,
        token: &str,
    ) -> Result<Introspection, IntrospectionError> {
        let reach = self.authenticate(asker).await?;
        let Some(active) = self.find(token).await?.filter(|active| reach.covers(active.tenant))
        else {
            return Ok(Introspection::Inactive);
        };
        if let (Some(tenant), Some(used)) = (active.tenant, active.counted()) {
            self.credentials.note_use(tenant, used);
        }
        Ok(Introspection::Active(Box::new(active)))
    }

    async fn authenticate(&self, asker: &str) -> Result<Reach, IntrospectionError> {
        if self.credentials.claimed_kind(asker) == Some(CredentialKind::TenantApiKey) {
            let key = self.credentials.tenant_api_key(asker, Place::Tenant).await?;
            let facts = key.ok_or(IntrospectionError::Unauthorized)?;
            self.credentials.note_use(facts.tenant, UsedCredential::TenantApiKey(facts.id));
            return Ok(Reach::Tenant(facts.tenant));
        }
        self.credentials.service(asker).await?.ok_or(IntrospectionError::Unauthorized)?;
        Ok(Reach::Installation)
    }

    async fn find(&self, token: &str) -> Result<Option<ActiveCredential>, StoreError> {
        let credentials = &self.credentials;
        Ok(match credentials.claimed_kind(token) {
            Some(CredentialKind::ApiKey) => credentials.api_key(token).await?.map(Into::into),
            Some(CredentialKind::PersonalAccessToken) => {
                credentials.personal_access_token(token, Place::Tenant).await?.map(Into::into)
            }
            Some(CredentialKind::TenantApiKey) => {
                credentials.tenant_api_key(token, Place::Tenant).await?.map(Into::into)
            }
            Some(CredentialKind::ServiceCredential | CredentialKind::RefreshToken) => None,
            None => match credentials.session(token, Place::Tenant).await {
                Ok((claims, facts)) => Some(of_session(&claims, facts)),
                Err(InvalidSession::Invalid) => None,
                Err(InvalidSession::Store(error)) => return Err(error),
            },
        })
    }
}

impl Reach {
    fn covers(self, tenant: Option<TenantId>) -> bool {
        match self {
            Self::Installation => true,
            Self::Tenant(own) => tenant == Some(own),
        }
    }
}

impl ActiveCredential {
    /// What a use of it is counted for.
    const fn counted(&self) -> Option<UsedCredential> {
        use crate::id::{ApiKeyId, PersonalAccessTokenId, TenantApiKeyId};
        match self.kind {
            TokenKind::AccessToken => None,
            TokenKind::ApiKey => Some(UsedCredential::ApiKey(ApiKeyId::new(self.id))),
            TokenKind::PersonalAccessToken => {
                Some(UsedCredential::PersonalAccessToken(PersonalAccessTokenId::new(self.id)))
            }
            TokenKind::TenantApiKey => {
                Some(UsedCredential::TenantApiKey(TenantApiKeyId::new(self.id)))
            }
        }
    }
}

fn of_session(claims: &AccessClaims, facts: SessionFacts) -> ActiveCredential {
    ActiveCredential {
        kind: TokenKind::AccessToken,
        subject: facts.user.uuid(),
        username: Some(facts.username),
        tenant: facts.grants.tenant.map(|grant| grant.tenant),
        organization: None,
        project: None,
        resource_type: None,
        role: facts.grants.tenant.map(|grant| HeldRole::Tenant(grant.role)),
        expires_at: Some(claims.expires_at),
        issued_at: claims.issued_at,
        id: claims.id.uuid(),
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

impl From<PersonalAccessTokenFacts> for ActiveCredential {
    fn from(facts: PersonalAccessTokenFacts) -> Self {
        Self {
            kind: TokenKind::PersonalAccessToken,
            subject: facts.user.uuid(),
            username: Some(facts.username),
            tenant: Some(facts.tenant),
            organization: Some(facts.organization),
            project: None,
            resource_type: None,
            role: Some(HeldRole::Organization(facts.role)),
            expires_at: Some(facts.expires_at),
            issued_at: facts.created_at,
            id: facts.id.uuid(),
        }
    }
}

impl From<TenantApiKeyFacts> for ActiveCredential {
    fn from(facts: TenantApiKeyFacts) -> Self {
        Self {
            kind: TokenKind::TenantApiKey,
            subject: facts.id.uuid(),
            username: None,
            tenant: Some(facts.tenant),
            organization: None,
            project: None,
            resource_type: None,
            role: Some(HeldRole::Tenant(TENANT_API_KEY_ROLE)),
            expires_at: facts.expires_at,
            issued_at: facts.created_at,
            id: facts.id.uuid(),
        }
    }
}
