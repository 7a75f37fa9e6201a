//! Leaving a tenant. Who is in it is changed by whoever holds its row locked, and by nobody else.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::TenantRole;
use tenantry_domain::id::{TenantId, UserId};
use tenantry_domain::user::SoleHolding;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::schema::{tenant_members, tenants};

/// Locks the roster of a tenant, and says what it is called if it still is one.
pub(crate) async fn lock_tenant(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
) -> QueryResult<Option<String>> {
    let found: Option<(String, Option<OffsetDateTime>)> = tenants::table
        .find(tenant.uuid())
        .select((tenants::name, tenants::deleted_at))
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    Ok(found.and_then(|(name, deleted_at)| deleted_at.is_none().then_some(name)))
}

/// Whether this person alone runs a tenant of this name whose roster is locked.
pub(crate) async fn find_sole_run(
    connection: &mut AsyncPgConnection,
    (tenant, name): (TenantId, String),
    user: UserId,
) -> QueryResult<Option<SoleHolding>> {
    let runners: Vec<Uuid> = tenant_members::table
        .filter(tenant_members::tenant_id.eq(tenant.uuid()))
        .filter(tenant_members::role.eq(TenantRole::SuperAdmin.as_str()))
        .select(tenant_members::user_id)
        .limit(2)
        .load(connection)
        .await?;
    let alone = runners == [user.uuid()];
    Ok(alone.then_some(SoleHolding::Tenant { id: tenant, name }))
}

pub(crate) async fn leave_tenant(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    user: UserId,
) -> QueryResult<()> {
    let place = tenant_members::table
        .filter(tenant_members::tenant_id.eq(tenant.uuid()))
        .filter(tenant_members::user_id.eq(user.uuid()));
    diesel::delete(place).execute(connection).await?;
    Ok(())
}
