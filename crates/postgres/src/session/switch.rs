//! From one tenant to another, in the same session.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::UserScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{TenantId, UserId};
use tenantry_domain::session::TenantSwitch;
use time::OffsetDateTime;
use uuid::Uuid;

use super::open::mark_used;
use crate::audit::Entry;
use crate::credential::insert_refresh_token;
use crate::row::ACTIVE;
use crate::schema::{sessions, tenant_members, tenants};

pub(super) async fn switch_tenant(
    connection: &mut AsyncPgConnection,
    scope: &UserScope,
    switch: &TenantSwitch,
    at: OffsetDateTime,
) -> QueryResult<Option<OffsetDateTime>> {
    let user = scope.user();
    if !hold_membership(connection, user, switch.tenant).await? {
        return Ok(None);
    }
    let session: Option<(Vec<u8>, OffsetDateTime)> = sessions::table
        .find(switch.session.uuid())
        .filter(sessions::user_id.eq(user.uuid()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::idle_expires_at.gt(at))
        .filter(sessions::absolute_expires_at.gt(at))
        .select((sessions::current_digest, sessions::absolute_expires_at))
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    let Some((parent, absolute_expires_at)) = session else {
        return Ok(None);
    };
    let idle_expires_at = switch.idle_expires_at.min(absolute_expires_at);
    diesel::update(sessions::table.find(switch.session.uuid()))
        .set((
            sessions::tenant_id.eq(switch.tenant.uuid()),
            sessions::parent_digest.eq(parent),
            sessions::current_digest.eq(switch.refresh_digest.as_bytes().as_slice()),
            sessions::rotated_at.eq(at),
            sessions::last_used_at.eq(at),
            sessions::idle_expires_at.eq(idle_expires_at),
        ))
        .execute(connection)
        .await?;
    insert_refresh_token(connection, switch.refresh_digest, switch.session, user).await?;
    mark_used(connection, user, switch.tenant.uuid(), at).await?;
    let target = Target::Session(switch.session);
    let entry = Entry::done(Action::SessionSwitchTenant, &target, scope.trail(), at);
    let tenant = Some(switch.tenant);
    Entry { tenant, user: Some(user), ..entry }.record_own(connection).await?;
    Ok(Some(idle_expires_at))
}

/// Locks the person's place in a tenant that works, if they have one, and says whether they do.
async fn hold_membership(
    connection: &mut AsyncPgConnection,
    user: UserId,
    tenant: TenantId,
) -> QueryResult<bool> {
    let place: Option<Uuid> = tenant_members::table
        .filter(tenant_members::tenant_id.eq(tenant.uuid()))
        .filter(tenant_members::user_id.eq(user.uuid()))
        .select(tenant_members::id)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    if place.is_none() {
        return Ok(false);
    }
    let works = tenants::table
        .find(tenant.uuid())
        .filter(tenants::status.eq(ACTIVE))
        .filter(tenants::deleted_at.is_null());
    diesel::select(diesel::dsl::exists(works)).get_result(connection).await
}
