//! Who calls, by what, and what that lets them do where the call goes.

use std::sync::Arc;

use super::actor::Actor;
use super::grants::{Grants, Place};
use super::permission::Permission;
use super::scope::{TenantScope, UserScope};
use super::trail::{CredentialUsed, Origin, Trail};
use crate::id::{
    OrganizationId, PersonalAccessTokenId, SessionId, TenantApiKeyId, TenantId, UserId,
};

/// Why a caller may not do something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Denied {
    /// They may see it, yet not do this.
    #[error("this needs a stronger role")]
    Forbidden,
    /// As far as they can tell it does not exist.
    #[error("there is no such thing here")]
    NotFound,
    /// Their credential, whatever its owner may do, does not reach this.
    #[error("this needs a session: sign in")]
    SessionRequired,
}

/// By what a caller was recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Identity {
    /// A person, by a session.
    Session {
        /// The person.
        user: UserId,
        /// The session.
        session: SessionId,
    },
    /// A person, by a token of theirs that reaches one organization.
    PersonalAccessToken {
        /// The person.
        user: UserId,
        /// The token.
        token: PersonalAccessTokenId,
        /// The organization.
        organization: OrganizationId,
    },
    /// A key that acts for a tenant, with no person behind it.
    TenantApiKey {
        /// The key.
        key: TenantApiKeyId,
    },
}

impl Identity {
    /// Who acts.
    pub const fn actor(self) -> Actor {
        match self {
            Self::Session { user, .. } | Self::PersonalAccessToken { user, .. } => {
                Actor::User(user)
            }
            Self::TenantApiKey { key } => Actor::TenantApiKey(key),
        }
    }

    /// The one organization that the credential reaches, if it is so bound.
    pub const fn bound_to(self) -> Option<OrganizationId> {
        match self {
            Self::PersonalAccessToken { organization, .. } => Some(organization),
            Self::Session { .. } | Self::TenantApiKey { .. } => None,
        }
    }

    fn trail(self, origin: Arc<Origin>) -> Trail {
        let (credential, id) = match self {
            Self::Session { session, .. } => (CredentialUsed::Session, session.uuid()),
            Self::PersonalAccessToken { token, .. } => {
                (CredentialUsed::PersonalAccessToken, token.uuid())
            }
            Self::TenantApiKey { key } => (CredentialUsed::TenantApiKey, key.uuid()),
        };
        Trail {
            actor: Some(self.actor()),
            credential: Some(credential),
            credential_id: Some(id),
            origin,
        }
    }
}

/// Somebody who was recognised, with the roles of the moment where they call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    identity: Identity,
    grants: Grants,
    trail: Trail,
}

impl Caller {
    pub(crate) fn new(identity: Identity, grants: Grants, origin: Arc<Origin>) -> Self {
        Self { identity, grants, trail: identity.trail(origin) }
    }

    /// A caller that nobody recognised, to test a service with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn for_tests(identity: Identity, grants: Grants) -> Self {
        Self::new(identity, grants, Arc::default())
    }

    /// By what they were recognised.
    pub const fn identity(&self) -> Identity {
        self.identity
    }

    /// Who acts.
    pub const fn actor(&self) -> Actor {
        self.identity.actor()
    }

    /// The tenant that they act in.
    pub fn tenant(&self) -> Option<TenantId> {
        self.grants.tenant.map(|grant| grant.tenant)
    }

    /// What they leave behind: who they are, by which credential, from where.
    pub const fn trail(&self) -> &Trail {
        &self.trail
    }

    /// Leave to look at the person's own account, which a key that acts for nobody has none of.
    pub fn own_account(&self) -> Result<UserScope, Denied> {
        let user = self.actor().user().ok_or(Denied::SessionRequired)?;
        Ok(UserScope::of(user, self.tenant(), self.trail.clone()))
    }

    /// Whether they may do this there.
    pub fn may(&self, permission: Permission, place: Place) -> bool {
        self.authorize(permission, place).is_ok()
    }

    /// Leave to do this there, or the reason why not. A right comes from the strongest of the caller's roles; where they
    /// can't even see the thing, it does not exist.
    pub fn authorize(&self, permission: Permission, place: Place) -> Result<TenantScope, Denied> {
        self.reach(permission, place)?;
        let tenant = self.grants.tenant.ok_or(Denied::NotFound)?;
        if !self.grants.found(place) {
            return Err(Denied::NotFound);
        }
        if self.grants.allow(permission) {
            Ok(TenantScope::granted(tenant.tenant, self.actor(), self.trail.clone()))
        } else if self.grants.allow(permission.sight()) {
            Err(Denied::Forbidden)
        } else {
            Err(Denied::NotFound)
        }
    }

    /// A credential that is bound to an organization goes there, and sees the tenant around it; nothing else, whatever its
    /// owner might do.
    fn reach(&self, permission: Permission, place: Place) -> Result<(), Denied> {
        let Some(bound) = self.identity.bound_to() else { return Ok(()) };
        match place.organization() {
            Some(wanted) if bound != wanted => Err(Denied::NotFound),
            _ if permission.changes_the_tenant() => Err(Denied::SessionRequired),
            None if permission != Permission::ReadTenant => Err(Denied::SessionRequired),
            Some(_) | None => Ok(()),
        }
    }
}
