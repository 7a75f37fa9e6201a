//! Holding a project's roster. Who is in it is changed by whoever holds its row locked, or takes somebody out of all around it.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::{OrganizationId, ProjectId, TenantId};
use uuid::Uuid;

use crate::row::ACTIVE;
use crate::schema::projects;

/// Locks a project that works, and says whether there is one.
pub(crate) async fn lock_live_project(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
    project: ProjectId,
) -> QueryResult<bool> {
    let found: Option<Uuid> = projects::table
        .find((tenant.uuid(), project.uuid()))
        .filter(projects::organization_id.eq(organization.uuid()))
        .filter(projects::deleted_at.is_null())
        .filter(projects::status.eq(ACTIVE))
        .select(projects::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(found.is_some())
}
