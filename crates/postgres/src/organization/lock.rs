//! Holding an organization's roster. Who is in it is changed by whoever holds its row locked, and by nobody else.
//!
//! Suspension ends what draws on an organization, credentials and roles, and lets nobody in; its tenant goes on running it. So most
//! of what is written asks whether it lives, and only what gives somebody a right there whether it is active.

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

/// Locks an organization that was not deleted.
pub(crate) async fn lock_live_organization(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
) -> QueryResult<Option<OrganizationRow>> {
    live(tenant.uuid(), organization.uuid())
        .select(OrganizationRow::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()
}

/// Keeps an organization that was not deleted and its roster as they are.
pub(crate) async fn hold_live_organization(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
) -> QueryResult<bool> {
    Ok(hold(connection, tenant, organization).await?.is_some())
}

/// Keeps an organization that works and its roster as they are.
pub(crate) async fn hold_active_organization(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
) -> QueryResult<bool> {
    Ok(hold(connection, tenant, organization).await?.is_some_and(|status| status == ACTIVE))
}

/// Keeps it, and says which status it has.
async fn hold(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
) -> QueryResult<Option<String>> {
    live(tenant.uuid(), organization.uuid())
        .select(organizations::status)
        .for_share()
        .first(connection)
        .await
        .optional()
}
