//! What there is to be allowed, and the least role that allows it.

use super::role::{OrganizationRole, ProjectRole, TenantRole};

/// Something that one may or may not do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Permission {
    /// See the tenant.
    ReadTenant,
    /// Be no member of the tenant any more.
    LeaveTenant,
    /// Change or end the tenant, its settings and its API keys.
    UpdateTenant,
    /// Create organizations, manage the tenant's members, read its audit log, see every organization.
    ManageTenant,
    /// See an organization and its members.
    ReadOrganization,
    /// Change an organization, manage its members and invitations, read its referrals.
    UpdateOrganization,
    /// Create an organization's projects, and see all of them.
    ManageProjects,
    /// Delete an organization, grant or remove its owners.
    DeleteOrganization,
    /// See a project, its members and its API keys.
    ReadProject,
    /// Create API keys in a project.
    CreateApiKey,
    /// Change a project and manage its members.
    UpdateProject,
    /// End a project: the organization's act, not the project's own.
    DeleteProject,
    /// Revoke an API key that one created.
    RevokeOwnApiKey,
    /// Revoke anybody's API key.
    RevokeAnyApiKey,
}

/// The least role of each kind that suffices; `None` where no role of that kind does.
pub(super) struct Bar {
    pub(super) tenant: Option<TenantRole>,
    pub(super) organization: Option<OrganizationRole>,
    pub(super) project: Option<ProjectRole>,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::ReadTenant,
        Self::LeaveTenant,
        Self::UpdateTenant,
        Self::ManageTenant,
        Self::ReadOrganization,
        Self::UpdateOrganization,
        Self::ManageProjects,
        Self::DeleteOrganization,
        Self::ReadProject,
        Self::CreateApiKey,
        Self::UpdateProject,
        Self::DeleteProject,
        Self::RevokeOwnApiKey,
        Self::RevokeAnyApiKey,
    ];

    pub(super) const fn bar(self) -> Bar {
        use OrganizationRole as Org;
        use ProjectRole as Project;
        use TenantRole as Tenant;
        let (tenant, organization, project) = match self {
            Self::ReadTenant | Self::LeaveTenant => (Some(Tenant::Member), None, None),
            Self::UpdateTenant => (Some(Tenant::SuperAdmin), None, None),
            Self::ManageTenant => (Some(Tenant::Admin), None, None),
            Self::ReadOrganization => (Some(Tenant::Admin), Some(Org::Member), None),
            Self::UpdateOrganization | Self::ManageProjects | Self::DeleteProject => {
                (Some(Tenant::Admin), Some(Org::Admin), None)
            }
            Self::DeleteOrganization => (Some(Tenant::SuperAdmin), Some(Org::Owner), None),
            Self::ReadProject | Self::CreateApiKey | Self::RevokeOwnApiKey => {
                (Some(Tenant::Admin), Some(Org::Admin), Some(Project::Member))
            }
            Self::UpdateProject | Self::RevokeAnyApiKey => {
                (Some(Tenant::Admin), Some(Org::Admin), Some(Project::Admin))
            }
        };
        Bar { tenant, organization, project }
    }

    /// Whether it changes the tenant as a whole, or one's place in it, wherever it is asked for.
    pub(super) const fn changes_the_tenant(self) -> bool {
        matches!(self, Self::LeaveTenant | Self::UpdateTenant | Self::ManageTenant)
    }

    /// What one must be allowed to do for a refusal to be a refusal, and not a denial that the thing exists.
    pub(super) const fn sight(self) -> Self {
        match self {
            Self::ReadTenant | Self::LeaveTenant | Self::UpdateTenant | Self::ManageTenant => {
                Self::ReadTenant
            }
            Self::ReadOrganization
            | Self::UpdateOrganization
            | Self::ManageProjects
            | Self::DeleteOrganization => Self::ReadOrganization,
            Self::ReadProject
            | Self::CreateApiKey
            | Self::UpdateProject
            | Self::DeleteProject
            | Self::RevokeOwnApiKey
            | Self::RevokeAnyApiKey => Self::ReadProject,
        }
    }
}
