//! Leaving projects.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::{TenantId, UserId};

use crate::schema::project_members;

pub(crate) async fn leave_projects(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    user: UserId,
) -> QueryResult<()> {
    let places = project_members::table
        .filter(project_members::tenant_id.eq(tenant.uuid()))
        .filter(project_members::user_id.eq(user.uuid()));
    diesel::delete(places).execute(connection).await?;
    Ok(())
}
