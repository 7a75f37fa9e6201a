//! The places that calls go to, and the roles that somebody has there at this moment.

use super::permission::Permission;
use super::role::{OrganizationRole, ProjectRole, TenantRole};
use crate::id::{OrganizationId, ProjectId, TenantId};

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

impl Grants {
    /// Whether these were read for this place, and found it.
    pub(super) fn found(&self, place: Place) -> bool {
        place.organization().is_none_or(|wanted| {
            self.organization.is_some_and(|grant| grant.organization == wanted)
        }) && place
            .project()
            .is_none_or(|wanted| self.project.is_some_and(|grant| grant.project == wanted))
    }

    /// Whether any of the roles suffices.
    pub(super) fn allow(&self, permission: Permission) -> bool {
        let bar = permission.bar();
        reaches(self.tenant.map(|grant| grant.role), bar.tenant)
            || reaches(self.organization.and_then(|grant| grant.role), bar.organization)
            || reaches(self.project.and_then(|grant| grant.role), bar.project)
    }
}

fn reaches<R: Ord>(role: Option<R>, bar: Option<R>) -> bool {
    matches!((role, bar), (Some(role), Some(bar)) if role >= bar)
}
