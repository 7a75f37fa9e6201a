//! The port [`ProjectMemberStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{ProjectRole, TenantScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{MemberId, OrganizationId, TenantId, UserId};
use tenantry_domain::membership::{AddMemberError, Member, MemberStatus, ProjectMemberStore};
use tenantry_domain::project::ProjectPath;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::EmailAddress;
use time::OffsetDateTime;
use uuid::Uuid;

use super::PostgresProjectMembers;
use super::place::hold_place;
use crate::audit::record_in_tenant;
use crate::database::WorkError;
use crate::organization::hold_live_organization;
use crate::project::lock_live_project;
use crate::schema::{organization_members, project_members, users};

#[async_trait]
impl ProjectMemberStore for PostgresProjectMembers {
    async fn add(
        &self,
        scope: &TenantScope,
        project: ProjectPath,
        of_organization: MemberId,
        id: MemberId,
        role: ProjectRole,
        at: OffsetDateTime,
    ) -> Result<Member<ProjectRole>, AddMemberError> {
        self.database
            .in_tenant(scope, async |connection| {
                let tenant = scope.tenant();
                let gone = || WorkError::Refused(AddMemberError::Gone);
                // Nobody can be taken out of the organization meanwhile, who is to come into its project.
                if !hold_live_organization(connection, tenant, project.organization).await?
                    || !lock_live_project(connection, tenant, project.organization, project.project)
                        .await?
                {
                    return Err(gone());
                }
                let found = find(connection, tenant, project.organization, of_organization).await?;
                let (user, email) = found.ok_or_else(gone)?;
                if !hold_place(connection, tenant, user).await? {
                    return Err(gone());
                }
                if !insert(connection, tenant, project, user, id, role, at).await? {
                    return Err(WorkError::Refused(AddMemberError::AlreadyMember));
                }
                let (action, target) = (Action::MemberAdd, Target::Member(id));
                let organization = Some(project.organization);
                record_in_tenant(connection, scope, action, target, organization, at).await?;
                let email = EmailAddress::new(&email).map_err(StoreError::failed)?;
                let (user, status) = (Some(user), MemberStatus::Active);
                Ok(Member { id, user, email, role, status, created_at: at })
            })
            .await
    }
}

/// A member of the organization, and their address.
async fn find(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
    member: MemberId,
) -> QueryResult<Option<(UserId, String)>> {
    let found: Option<(Uuid, String)> = organization_members::table
        .find((tenant.uuid(), member.uuid()))
        .inner_join(users::table.on(users::id.eq(organization_members::user_id)))
        .filter(organization_members::organization_id.eq(organization.uuid()))
        .select((users::id, users::email))
        .first(connection)
        .await
        .optional()?;
    Ok(found.map(|(user, email)| (UserId::new(user), email)))
}

/// Gives a person a place in a locked project, and says whether they had none.
async fn insert(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    project: ProjectPath,
    user: UserId,
    member: MemberId,
    role: ProjectRole,
    at: OffsetDateTime,
) -> QueryResult<bool> {
    let inserted = diesel::insert_into(project_members::table)
        .values((
            project_members::tenant_id.eq(tenant.uuid()),
            project_members::id.eq(member.uuid()),
            project_members::organization_id.eq(project.organization.uuid()),
            project_members::project_id.eq(project.project.uuid()),
            project_members::user_id.eq(user.uuid()),
            project_members::role.eq(role.as_str()),
            project_members::created_at.eq(at),
        ))
        .on_conflict((
            project_members::tenant_id,
            project_members::organization_id,
            project_members::project_id,
            project_members::user_id,
        ))
        .do_nothing()
        .execute(connection)
        .await?;
    Ok(inserted == 1)
}
