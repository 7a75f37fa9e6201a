//! Where the standing of what can be suspended is kept: read while nobody else can change it, and written.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::schema::{organizations, tenants, users};

/// The status of a tenant that still is one.
pub(super) async fn lock_tenant(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
) -> QueryResult<Option<String>> {
    tenants::table
        .find(tenant.uuid())
        .filter(tenants::deleted_at.is_null())
        .select(tenants::status)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()
}

/// The tenant and the status of an organization that still is one. Whoever operates this knows it by its own name alone.
pub(super) async fn lock_organization(
    connection: &mut AsyncPgConnection,
    organization: OrganizationId,
) -> QueryResult<Option<(TenantId, String)>> {
    let live_tenants = tenants::table.filter(tenants::deleted_at.is_null()).select(tenants::id);
    let found: Option<(Uuid, String)> = organizations::table
        .filter(organizations::id.eq(organization.uuid()))
        .filter(organizations::deleted_at.is_null())
        .filter(organizations::tenant_id.eq_any(live_tenants))
        .select((organizations::tenant_id, organizations::status))
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(found.map(|(tenant, status)| (TenantId::new(tenant), status)))
}

/// The status of an account that still is one.
pub(super) async fn lock_user(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> QueryResult<Option<String>> {
    users::table
        .find(user.uuid())
        .filter(users::deleted_at.is_null())
        .select(users::status)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()
}

pub(super) async fn set_tenant(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    status: &str,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(tenants::table.find(tenant.uuid()))
        .set((tenants::status.eq(status), tenants::updated_at.eq(at)))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn set_organization(
    connection: &mut AsyncPgConnection,
    (tenant, organization): (TenantId, OrganizationId),
    status: &str,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(organizations::table.find((tenant.uuid(), organization.uuid())))
        .set((organizations::status.eq(status), organizations::updated_at.eq(at)))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn set_user(
    connection: &mut AsyncPgConnection,
    user: UserId,
    status: &str,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(users::table.find(user.uuid()))
        .set((users::status.eq(status), users::updated_at.eq(at)))
        .execute(connection)
        .await?;
    Ok(())
}
