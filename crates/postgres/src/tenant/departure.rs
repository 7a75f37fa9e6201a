//! Leaving a tenant. Who is in it is changed by whoever holds its row locked, and by nobody else.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::TenantRole;
use tenantry_domain::id::{TenantId, UserId};
use tenantry_domain::user::SoleHolding;
use uuid::Uuid;

use crate::schema::{tenant_members, tenants};

/// Locks the roster of a tenant that still is one, and says whether this person alone runs it.
pub(crate) async fn lock_tenant(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    user: UserId,
) -> QueryResult<Option<SoleHolding>> {
    let live: Option<String> = tenants::table
        .find(tenant.uuid())
        .filter(tenants::deleted_at.is_null())
        .select(tenants::name)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    let runners: Vec<Uuid> = tenant_members::table
        .filter(tenant_members::tenant_id.eq(tenant.uuid()))
        .filter(tenant_members::role.eq(TenantRole::SuperAdmin.as_str()))
        .select(tenant_members::user_id)
        .limit(2)
        .load(connection)
        .await?;
    let alone = runners == [user.uuid()];
    Ok(live.filter(|_| alone).map(|name| SoleHolding::Tenant { id: tenant, name }))
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
