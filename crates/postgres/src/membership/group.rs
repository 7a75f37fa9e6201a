//! What the three kinds of groups have in common: a row that is locked by whoever changes who is in them, and members with roles.

use std::str::FromStr;

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{OrganizationRole, Place, ProjectRole, TenantRole};
use tenantry_domain::id::{MemberId, OrganizationId, TenantId};
use tenantry_domain::membership::{GroupRole, WholeTenant};

use crate::organization::lock_live_organization;
use crate::project::lock_live_project;
use crate::schema::{organization_members, project_members, tenant_members};
use crate::tenant::lock_live_tenant;

/// A role as it is stored.
pub trait StoredRole: GroupRole + FromStr {
    /// Its name in the store.
    fn name(self) -> &'static str;
}

impl StoredRole for TenantRole {
    fn name(self) -> &'static str {
        self.as_str()
    }
}

impl StoredRole for OrganizationRole {
    fn name(self) -> &'static str {
        self.as_str()
    }
}

impl StoredRole for ProjectRole {
    fn name(self) -> &'static str {
        self.as_str()
    }
}

/// A group that people are invited to.
pub trait Inviting {}

impl Inviting for WholeTenant {}
impl Inviting for OrganizationId {}

/// Locks a group that can be run, and says whether there is one. A suspended organization can.
pub(super) async fn lock(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    place: Place,
) -> QueryResult<bool> {
    match place {
        Place::Tenant => Ok(lock_live_tenant(connection, tenant).await?.is_some()),
        Place::Organization(organization) => {
            Ok(lock_live_organization(connection, tenant, organization).await?.is_some())
        }
        Place::Project(organization, project) => {
            lock_live_project(connection, tenant, organization, project).await
        }
    }
}

/// Gives a member of a locked group another role.
pub(super) async fn set_role(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    place: Place,
    member: MemberId,
    role: &str,
) -> QueryResult<()> {
    let member = (tenant.uuid(), member.uuid());
    match place {
        Place::Tenant => {
            diesel::update(tenant_members::table.find(member))
                .set(tenant_members::role.eq(role))
                .execute(connection)
                .await?
        }
        Place::Organization(organization) => {
            diesel::update(organization_members::table.find(member))
                .filter(organization_members::organization_id.eq(organization.uuid()))
                .set(organization_members::role.eq(role))
                .execute(connection)
                .await?
        }
        Place::Project(_, project) => {
            diesel::update(project_members::table.find(member))
                .filter(project_members::project_id.eq(project.uuid()))
                .set(project_members::role.eq(role))
                .execute(connection)
                .await?
        }
    };
    Ok(())
}
