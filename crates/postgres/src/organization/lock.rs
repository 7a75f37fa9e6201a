//! Holding an organization's roster. Who is in it is changed by whoever holds its row locked, and by nobody else.

use diesel::QueryResult;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::{OrganizationId, TenantId};
use uuid::Uuid;

use super::row::OrganizationRow;
use crate::row::ACTIVE;
use crate::schema::organizations;

#[auto_type(no_type_alias)]
fn live(tenant: Uuid, organization: Uuid) -> _ {
    organizations::table.find((tenant, organization)).filter(organizations::deleted_at.is_null())
}

/// Locks an organization that works.
pub(crate) async fn lock_live_organization(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
) -> QueryResult<Option<OrganizationRow>> {
    live(tenant.uuid(), organization.uuid())
        .filter(organizations::status.eq(ACTIVE))
        .select(OrganizationRow::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()
}

/// Keeps an organization that works and its roster as they are.
pub(crate) async fn hold_live_organization(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
) -> QueryResult<bool> {
    let found: Option<Uuid> = live(tenant.uuid(), organization.uuid())
        .filter(organizations::status.eq(ACTIVE))
        .select(organizations::id)
        .for_share()
        .first(connection)
        .await
        .optional()?;
    Ok(found.is_some())
}
