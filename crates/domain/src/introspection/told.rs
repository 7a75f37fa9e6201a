//! What is told of each kind of credential that is good.

use super::answer::{ActiveCredential, HeldRole, TokenKind};
use crate::authentication::{ApiKeyFacts, PersonalAccessTokenFacts, TenantApiKeyFacts};
use crate::session::{AccessClaims, SessionFacts};
use crate::tenant_api_key::TENANT_API_KEY_ROLE;
use crate::usage::UsedCredential;

pub(super) fn of_session(claims: &AccessClaims, facts: SessionFacts) -> ActiveCredential {
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
        used: UsedCredential::Session(claims.session),
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
            used: UsedCredential::ApiKey(facts.id),
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
            used: UsedCredential::PersonalAccessToken(facts.id),
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
            used: UsedCredential::TenantApiKey(facts.id),
        }
    }
}
