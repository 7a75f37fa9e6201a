//! Who calls, with the roles that they have at this moment where the call goes.

use std::sync::Arc;

use super::permission::Permission;
use super::role::{OrganizationRole, ProjectRole, TenantRole};
use super::scope::{TenantScope, UserScope};
use super::trail::{Origin, Trail};
use crate::id::{OrganizationId, ProjectId, SessionId, TenantId, UserId};

/// Where a call goes: nowhere in particular, to an organization, or to a project of one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// The caller's tenant as a whole.
    Tenant,
    /// One organization.
    Organization(OrganizationId),
    /// One project, named below its organization.
    Project(OrganizationId, ProjectId),
}

impl Place {
    /// The organization that it lies in.
    pub const fn organization(self) -> Option<OrganizationId> {
        match self {
            Self::Tenant => None,
            Self::Organization(organization) | Self::Project(organization, _) => Some(organization),
        }
    }

    /// The project that it is.
    pub const fn project(self) -> Option<ProjectId> {
        match self {
            Self::Tenant | Self::Organization(_) => None,
            Self::Project(_, project) => Some(project),
        }
    }
}

/// A person's place in the tenant that their session acts in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TenantGrant {
    /// The tenant.
    pub tenant: TenantId,
    /// Their role there.
    pub role: TenantRole,
}

/// An organization that exists, and the person's role there if they have one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OrganizationGrant {
    /// The organization.
    pub organization: OrganizationId,
    /// Their role there.
    pub role: Option<OrganizationRole>,
}

/// A project that exists in that organization, and the person's role there if they have one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProjectGrant {
    /// The project.
    pub project: ProjectId,
    /// Their role there.
    pub role: Option<ProjectRole>,
}

/// The roles of the moment, for one place. What does not exist in the tenant is absent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Grants {
    /// In the tenant; absent for a person without one.
    pub tenant: Option<TenantGrant>,
    /// In the place's organization.
    pub organization: Option<OrganizationGrant>,
    /// In the place's project.
    pub project: Option<ProjectGrant>,
}

/// Why a caller may not do something.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Denied {
    /// They may see it, yet not do this.
    #[error("this needs a stronger role")]
    Forbidden,
    /// As far as they can tell it does not exist.
    #[error("there is no such thing here")]
    NotFound,
}

/// An authenticated person, acting by a session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Caller {
    user: UserId,
    session: SessionId,
    grants: Grants,
    trail: Trail,
}

impl Caller {
    pub(crate) fn new(
        user: UserId,
        session: SessionId,
        grants: Grants,
        origin: Arc<Origin>,
    ) -> Self {
        Self { user, session, grants, trail: Trail::of_session(user, session, origin) }
    }

    /// A caller that nobody authenticated, to test a service with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn for_tests(user: UserId, session: SessionId, grants: Grants) -> Self {
        Self::new(user, session, grants, Arc::default())
    }

    /// The person.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The session that they act by.
    pub const fn session(&self) -> SessionId {
        self.session
    }

    /// The tenant that the session acts in.
    pub fn tenant(&self) -> Option<TenantId> {
        self.grants.tenant.map(|grant| grant.tenant)
    }

    /// Leave to work with the person's own rows.
    pub fn own_rows(&self) -> UserScope {
        UserScope::of(self.user, self.tenant(), self.trail.clone())
    }

    /// What they leave behind: who they are, by which credential, from where.
    pub const fn trail(&self) -> &Trail {
        &self.trail
    }

    /// Whether they may do this there.
    pub fn may(&self, permission: Permission, place: Place) -> bool {
        self.authorize(permission, place).is_ok()
    }

    /// Leave to do this there, or the reason why not. A right comes from the strongest of the caller's roles; where they
    /// can't even see the thing, it does not exist.
    pub fn authorize(&self, permission: Permission, place: Place) -> Result<TenantScope, Denied> {
        let tenant = self.grants.tenant.ok_or(Denied::NotFound)?;
        if !self.exists(place) {
            return Err(Denied::NotFound);
        }
        if self.grants.allow(permission) {
            Ok(TenantScope::granted(tenant.tenant, self.user, self.trail.clone()))
        } else if self.grants.allow(permission.sight()) {
            Err(Denied::Forbidden)
        } else {
            Err(Denied::NotFound)
        }
    }

    /// Whether the grants were read for this place, and found it.
    fn exists(&self, place: Place) -> bool {
        place.organization().is_none_or(|wanted| {
            self.grants.organization.is_some_and(|grant| grant.organization == wanted)
        }) && place
            .project()
            .is_none_or(|wanted| self.grants.project.is_some_and(|grant| grant.project == wanted))
    }
}

impl Grants {
    fn allow(&self, permission: Permission) -> bool {
        let bar = permission.bar();
        reaches(self.tenant.map(|grant| grant.role), bar.tenant)
            || reaches(self.organization.and_then(|grant| grant.role), bar.organization)
            || reaches(self.project.and_then(|grant| grant.role), bar.project)
    }
}

fn reaches<R: Ord>(role: Option<R>, bar: Option<R>) -> bool {
    matches!((role, bar), (Some(role), Some(bar)) if role >= bar)
}
