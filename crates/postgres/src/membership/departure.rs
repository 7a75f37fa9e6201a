//! Taking somebody out of a group whose roster is locked, and of all that lies in it.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{Place, TenantScope};
use tenantry_domain::id::{ApiKeyId, OrganizationId, ProjectId, TenantId, UserId};
use tenantry_domain::membership::{ChangeRosterError, RemainingApiKey, Removal, may_leave_tenant};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::database::WorkError;
use crate::invitation::cancel_to_person;
use crate::organization::{leave_organizations, lock_own_organizations};
use crate::personal_access_token::end_tokens;
use crate::project::leave_projects;
use crate::schema::{
    api_keys, organization_members, organizations, project_members, tenant_members,
};
use crate::tenant::leave_tenant;

/// Takes a person out, and says what they leave behind.
pub(super) async fn depart(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    place: Place,
    user: UserId,
    at: OffsetDateTime,
) -> Result<Removal, WorkError<ChangeRosterError>> {
    let tenant = scope.tenant();
    let ended_credentials = match place {
        Place::Tenant => {
            let alone = lock_own_organizations(connection, tenant, user).await?;
            may_leave_tenant(alone).map_err(|error| WorkError::Refused(error.into()))?;
            lock_place(connection, tenant, user).await?;
            // Or they would come back by one that was sent to them before.
            cancel_to_person(connection, scope, user, at).await?;
            leave_projects(connection, tenant, user).await?;
            leave_organizations(connection, tenant, user).await?;
            leave_tenant(connection, tenant, user).await?;
            end_tokens(connection, scope, None, user, at).await?
        }
        Place::Organization(organization) => {
            leave_organization(connection, tenant, organization, user).await?;
            end_tokens(connection, scope, Some(organization), user, at).await?
        }
        Place::Project(_, project) => {
            leave_project(connection, tenant, project, user).await?;
            Vec::new()
        }
    };
    let remaining_api_keys = remaining_keys(connection, tenant, place, user, at).await?;
    Ok(Removal { ended_credentials, remaining_api_keys })
}

/// Keeps anybody from giving the person a place that would hang in the air.
async fn lock_place(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    user: UserId,
) -> QueryResult<()> {
    let _: Option<Uuid> = tenant_members::table
        .filter(tenant_members::tenant_id.eq(tenant.uuid()))
        .filter(tenant_members::user_id.eq(user.uuid()))
        .select(tenant_members::id)
        .for_update()
        .first(connection)
        .await
        .optional()?;
    Ok(())
}

async fn leave_organization(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
    user: UserId,
) -> QueryResult<()> {
    let place = organization_members::table
        .filter(organization_members::tenant_id.eq(tenant.uuid()))
        .filter(organization_members::organization_id.eq(organization.uuid()))
        .filter(organization_members::user_id.eq(user.uuid()));
    diesel::delete(place).execute(connection).await?;
    let in_projects = project_members::table
        .filter(project_members::tenant_id.eq(tenant.uuid()))
        .filter(project_members::organization_id.eq(organization.uuid()))
        .filter(project_members::user_id.eq(user.uuid()));
    diesel::delete(in_projects).execute(connection).await?;
    Ok(())
}

async fn leave_project(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    project: ProjectId,
    user: UserId,
) -> QueryResult<()> {
    let place = project_members::table
        .filter(project_members::tenant_id.eq(tenant.uuid()))
        .filter(project_members::project_id.eq(project.uuid()))
        .filter(project_members::user_id.eq(user.uuid()));
    diesel::delete(place).execute(connection).await?;
    Ok(())
}

/// The live keys of the group's projects that the person made, the oldest first.
async fn remaining_keys(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    place: Place,
    user: UserId,
    at: OffsetDateTime,
) -> QueryResult<Vec<RemainingApiKey>> {
    // An organization that was deleted took its keys along.
    let around = organizations::table.on(organizations::tenant_id
        .eq(api_keys::tenant_id)
        .and(organizations::id.eq(api_keys::organization_id)));
    let mut keys = api_keys::table
        .inner_join(around)
        .filter(organizations::deleted_at.is_null())
        .filter(api_keys::tenant_id.eq(tenant.uuid()))
        .filter(api_keys::created_by.eq(user.uuid()))
        .filter(api_keys::deleted_at.is_null())
        .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(at)))
        .into_boxed();
    if let Some(organization) = place.organization() {
        keys = keys.filter(api_keys::organization_id.eq(organization.uuid()));
    }
    if let Some(project) = place.project() {
        keys = keys.filter(api_keys::project_id.eq(project.uuid()));
    }
    let rows: Vec<(Uuid, String, Uuid)> = keys
        .order((api_keys::created_at, api_keys::id))
        .select((api_keys::id, api_keys::name, api_keys::project_id))
        .load(connection)
        .await?;
    let key = |(id, name, project)| RemainingApiKey {
        id: ApiKeyId::new(id),
        name,
        project: ProjectId::new(project),
        created_by: user,
    };
    Ok(rows.into_iter().map(key).collect())
}
