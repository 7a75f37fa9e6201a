//! What a change leaves behind in the audit log: who acts, by which credential, and from where.

use std::net::IpAddr;
use std::sync::Arc;

use uuid::Uuid;

use super::actor::Actor;
use crate::id::UserId;

/// Where a request comes from, for people to recognise and for the log.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origin {
    /// The client's address, as far as trusted proxies vouch for it.
    pub ip: Option<IpAddr>,
    /// What the program calls itself.
    pub user_agent: Option<String>,
    /// The request's name, as its answer has it.
    pub request_id: Option<String>,
}

impl Origin {
    /// From nowhere that anybody needs to know.
    pub(crate) fn unknown() -> Arc<Self> {
        Arc::default()
    }
}

/// By what somebody shows who they are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CredentialUsed {
    /// Their password.
    Password,
    /// A session's access token.
    Session,
    /// A personal access token.
    PersonalAccessToken,
    /// A tenant's API key.
    TenantApiKey,
    /// A project's API key, which does nothing here but end itself.
    ApiKey,
    /// The credential of one of the platform's other services.
    ServiceCredential,
    /// A session's refresh token.
    RefreshToken,
    /// A code or a link that was sent to them.
    SentSecret,
    /// A hand at the machine itself.
    Operator,
}

impl CredentialUsed {
    /// Its name on the wire and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Session => "session",
            Self::PersonalAccessToken => "personal_access_token",
            Self::TenantApiKey => "tenant_api_key",
            Self::ApiKey => "api_key",
            Self::ServiceCredential => "service_credential",
            Self::RefreshToken => "refresh_token",
            Self::SentSecret => "sent_secret",
            Self::Operator => "operator",
        }
    }
}

/// Who acts, by what, from where.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Trail {
    /// Who acts, where that is known.
    pub actor: Option<Actor>,
    /// What shows it.
    pub credential: Option<CredentialUsed>,
    /// Which one of those it is.
    pub credential_id: Option<Uuid>,
    /// From where.
    pub origin: Arc<Origin>,
}

impl Trail {
    /// Somebody whom nothing shows to be anybody yet.
    pub fn of_stranger(origin: &Arc<Origin>) -> Self {
        Self { origin: Arc::clone(origin), ..Self::default() }
    }

    /// A person who has just shown something that has no name of its own.
    pub fn of_person(user: UserId, credential: CredentialUsed, origin: &Arc<Origin>) -> Self {
        Self {
            actor: Some(user.into()),
            credential: Some(credential),
            credential_id: None,
            origin: Arc::clone(origin),
        }
    }

    /// Whoever works at the machine itself.
    pub fn of_operator() -> Self {
        Self { credential: Some(CredentialUsed::Operator), ..Self::default() }
    }
}
