//! Holding a tenant's roster. Who is in it is changed by whoever holds its row locked, and by nobody else.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::TenantId;
use uuid::Uuid;

use super::row::TenantRow;
use crate::row::ACTIVE;
use crate::schema::tenants;

/// Why nothing was written into a tenant that was there when the caller was looked at. Whoever asks once more is told by the rules.
pub(crate) const TENANT_WENT: &str = "the tenant has just been closed or deleted";

/// Locks a tenant that works.
pub(crate) async fn lock_live_tenant(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
) -> QueryResult<Option<TenantRow>> {
    tenants::table
        .find(tenant.uuid())
        .filter(tenants::deleted_at.is_null())
        .filter(tenants::status.eq(ACTIVE))
        .select(TenantRow::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()
}

/// Keeps a tenant that works and its roster as they are.
pub(crate) async fn hold_live_tenant(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
) -> QueryResult<bool> {
    let found: Option<Uuid> = tenants::table
        .find(tenant.uuid())
        .filter(tenants::deleted_at.is_null())
        .filter(tenants::status.eq(ACTIVE))
        .select(tenants::id)
        .for_share()
        .first(connection)
        .await
        .optional()?;
    Ok(found.is_some())
}
