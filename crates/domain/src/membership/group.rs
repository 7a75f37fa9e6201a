//! What people are members of, and what each of them asks of who manages its members.

use crate::access::{Caller, OrganizationRole, Permission, Place, ProjectRole, TenantRole};
use crate::id::OrganizationId;
use crate::project::ProjectPath;

/// A role in some group, the weakest being the least.
pub trait GroupRole: Copy + Ord + Send + Sync + std::fmt::Debug + 'static {
    /// The role that a group can't be without, if there is one.
    const HEAD: Option<Self>;
}

impl GroupRole for TenantRole {
    const HEAD: Option<Self> = Some(Self::SuperAdmin);
}

impl GroupRole for OrganizationRole {
    const HEAD: Option<Self> = Some(Self::Owner);
}

impl GroupRole for ProjectRole {
    const HEAD: Option<Self> = None;
}

/// Something that has members.
pub trait Group: Copy + Send + Sync + std::fmt::Debug + PartialEq + 'static {
    /// The roles in it.
    type Role: GroupRole;
    /// What one must be allowed to leave it.
    const LEAVE: Permission;
    /// What one must be allowed to see its members.
    const LIST: Permission;
    /// What one must be allowed to change its members.
    const MANAGE: Permission;

    /// Where it lies.
    fn place(self) -> Place;

    /// The strongest role that a caller who manages it may grant, change or take away: none above their own.
    fn most(self, caller: &Caller) -> Self::Role;
}

/// The tenant that the caller's session acts in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WholeTenant;

impl Group for WholeTenant {
    type Role = TenantRole;
    const LEAVE: Permission = Permission::LeaveTenant;
    const LIST: Permission = Permission::ManageTenant;
    const MANAGE: Permission = Permission::ManageTenant;

    fn place(self) -> Place {
        Place::Tenant
    }

    fn most(self, caller: &Caller) -> TenantRole {
        if caller.may(Permission::UpdateTenant, self.place()) {
            TenantRole::SuperAdmin
        } else {
            TenantRole::Admin
        }
    }
}

impl Group for OrganizationId {
    type Role = OrganizationRole;
    const LEAVE: Permission = Permission::ReadOrganization;
    const LIST: Permission = Permission::ReadOrganization;
    const MANAGE: Permission = Permission::UpdateOrganization;

    fn place(self) -> Place {
        Place::Organization(self)
    }

    fn most(self, caller: &Caller) -> OrganizationRole {
        if caller.may(Permission::DeleteOrganization, self.place()) {
            OrganizationRole::Owner
        } else {
            OrganizationRole::Admin
        }
    }
}

impl Group for ProjectPath {
    type Role = ProjectRole;
    const LEAVE: Permission = Permission::ReadProject;
    const LIST: Permission = Permission::ReadProject;
    const MANAGE: Permission = Permission::UpdateProject;

    fn place(self) -> Place {
        Self::place(self)
    }

    fn most(self, _: &Caller) -> ProjectRole {
        ProjectRole::Admin
    }
}
