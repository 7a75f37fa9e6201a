//! What is told about a credential.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::access::{OrganizationRole, TenantRole};
use crate::api_key::ResourceType;
use crate::id::{OrganizationId, ProjectId, TenantId};
use crate::usage::UsedCredential;

/// Which kind of credential is good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// A session's access token.
    AccessToken,
    /// A project's API key.
    ApiKey,
    /// A personal access token.
    PersonalAccessToken,
    /// A tenant's API key.
    TenantApiKey,
}

impl TokenKind {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::ApiKey => "api_key",
            Self::PersonalAccessToken => "personal_access_token",
            Self::TenantApiKey => "tenant_api_key",
        }
    }
}

/// The role that a credential acts with, in the widest place that it reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeldRole {
    /// In the tenant.
    Tenant(TenantRole),
    /// In the organization that it is bound to.
    Organization(OrganizationRole),
}

impl HeldRole {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tenant(role) => role.as_str(),
            Self::Organization(role) => role.as_str(),
        }
    }
}

/// A credential that is good, and for what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActiveCredential {
    /// Which kind it is.
    pub kind: TokenKind,
    /// Whom it speaks for: the person of an access token or a personal one, else the credential itself.
    pub subject: Uuid,
    /// How the person is known.
    pub username: Option<String>,
    /// The tenant that it acts in.
    pub tenant: Option<TenantId>,
    /// The organization that it is bound to.
    pub organization: Option<OrganizationId>,
    /// The project that it is bound to.
    pub project: Option<ProjectId>,
    /// What it is good for.
    pub resource_type: Option<ResourceType>,
    /// The role that it acts with.
    pub role: Option<HeldRole>,
    /// When it ends by itself.
    pub expires_at: Option<OffsetDateTime>,
    /// When it was made.
    pub issued_at: OffsetDateTime,
    /// Names the credential.
    pub id: Uuid,
    /// What a use of it is counted for: itself, or the session that it belongs to.
    pub used: UsedCredential,
}

/// The answer about a credential.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Introspection {
    /// It is good.
    Active(Box<ActiveCredential>),
    /// It is not; nobody learns why.
    Inactive,
}
