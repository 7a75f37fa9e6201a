//! Where a new session begins, and what it writes.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use tenantry_domain::id::UserId;
use tenantry_domain::session::NewSession;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::credential::insert_refresh_token;
use crate::row::ACTIVE;
use crate::schema::{sessions, tenant_members, tenants};

/// The tenant used last, else the one joined first, among those that live.
pub(super) async fn choose_tenant(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> QueryResult<Option<Uuid>> {
    tenant_members::table
        .inner_join(tenants::table)
        .filter(tenant_members::user_id.eq(user.uuid()))
        .filter(tenants::status.eq(ACTIVE))
        .filter(tenants::deleted_at.is_null())
        .order((
            tenant_members::last_used_at.desc().nulls_last(),
            tenant_members::created_at,
            tenant_members::id,
        ))
        .select(tenant_members::tenant_id)
        .first(connection)
        .await
        .optional()
}

pub(super) async fn mark_used(
    connection: &mut AsyncPgConnection,
    user: UserId,
    tenant: Uuid,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(tenant_members::table)
        .filter(tenant_members::tenant_id.eq(tenant))
        .filter(tenant_members::user_id.eq(user.uuid()))
        .set(tenant_members::last_used_at.eq(at))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn insert(
    connection: &mut AsyncPgConnection,
    user: UserId,
    tenant: Option<Uuid>,
    new: &NewSession,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(new.id.uuid()),
            sessions::user_id.eq(user.uuid()),
            sessions::tenant_id.eq(tenant),
            sessions::current_digest.eq(new.refresh_digest.as_bytes().as_slice()),
            sessions::rotated_at.eq(at),
            sessions::created_at.eq(at),
            sessions::last_used_at.eq(at),
            sessions::idle_expires_at.eq(new.idle_expires_at),
            sessions::absolute_expires_at.eq(new.absolute_expires_at),
            sessions::ip.eq(new.client.ip.map(IpNet::from)),
            sessions::user_agent.eq(new.client.user_agent.as_deref()),
        ))
        .execute(connection)
        .await?;
    insert_refresh_token(connection, new.refresh_digest, new.id, user).await
}
