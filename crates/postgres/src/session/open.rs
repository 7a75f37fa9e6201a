//! Where a new session begins, and what it writes.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use tenantry_domain::access::Origin;
use tenantry_domain::id::UserId;
use tenantry_domain::password::PasswordHash;
use tenantry_domain::session::NewSession;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::credential::insert_refresh_token;
use crate::prepared::prepared;
use crate::row::ACTIVE;
use crate::schema::{passwords, sessions, tenant_members, tenants, users};

/// Whether the account still has the password with this hash and may be used. The hash stays until the end, so that a session
/// which begins now is among those that a change of the password ends.
pub(super) async fn holds(
    connection: &mut AsyncPgConnection,
    user: UserId,
    shown: &PasswordHash,
) -> QueryResult<bool> {
    let password: Option<Uuid> = passwords::table
        .find(user.uuid())
        .filter(passwords::hash.eq(shown.expose()))
        .select(passwords::user_id)
        .for_share()
        .first(connection)
        .await
        .optional()?;
    if password.is_none() {
        return Ok(false);
    }
    let active = users::table
        .find(user.uuid())
        .filter(users::status.eq(ACTIVE))
        .filter(users::deleted_at.is_null());
    diesel::select(diesel::dsl::exists(active)).get_result(connection).await
}

/// Whether the person has had sessions before, and none by this program.
pub(super) async fn is_new_device(
    connection: &mut AsyncPgConnection,
    user: UserId,
    user_agent: Option<&str>,
) -> QueryResult<bool> {
    let before = sessions::table.filter(sessions::user_id.eq(user.uuid()));
    let by_this = before.filter(sessions::user_agent.is_not_distinct_from(user_agent));
    let (any, by_this): (bool, bool) = diesel::select((
        diesel::dsl::exists(before.select(sessions::id)),
        diesel::dsl::exists(by_this.select(sessions::id)),
    ))
    .get_result(connection)
    .await?;
    Ok(any && !by_this)
}

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

/// Notes where a session begins, and says whether the person is there still. From then on they stay until the end, and the tenant's
/// rows with them.
pub(super) async fn mark_used(
    connection: &mut AsyncPgConnection,
    user: UserId,
    tenant: Uuid,
    at: OffsetDateTime,
) -> QueryResult<bool> {
    let mark = diesel::update(tenant_members::table)
        .filter(tenant_members::tenant_id.eq(tenant))
        .filter(tenant_members::user_id.eq(user.uuid()))
        .set(tenant_members::last_used_at.eq(at));
    let marked = prepared(mark).execute(connection).await?;
    Ok(marked == 1)
}

pub(super) async fn insert(
    connection: &mut AsyncPgConnection,
    user: UserId,
    tenant: Option<Uuid>,
    new: &NewSession,
    origin: &Origin,
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
            sessions::ip.eq(origin.ip.map(IpNet::from)),
            sessions::user_agent.eq(origin.user_agent.as_deref()),
        ))
        .execute(connection)
        .await?;
    insert_refresh_token(connection, new.refresh_digest, new.id, user).await
}
