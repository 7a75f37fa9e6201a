//! Leaving organizations. Who is in one is changed by whoever holds its row locked, and by nobody else.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::OrganizationRole;
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
use tenantry_domain::user::SoleHolding;
use uuid::Uuid;

use crate::schema::{organization_members, organizations};

/// Locks the rosters of the live organizations of a tenant that a person is in, in the order of their names, and says which of
/// them this person alone owns.
pub(crate) async fn lock_own_organizations(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    user: UserId,
) -> QueryResult<Vec<SoleHolding>> {
    let own = organization_members::table
        .filter(organization_members::tenant_id.eq(tenant.uuid()))
        .filter(organization_members::user_id.eq(user.uuid()))
        .select(organization_members::organization_id);
    let live: Vec<(Uuid, String)> = organizations::table
        .filter(organizations::tenant_id.eq(tenant.uuid()))
        .filter(organizations::id.eq_any(own))
        .filter(organizations::deleted_at.is_null())
        .order(organizations::id)
        .select((organizations::id, organizations::name))
        .for_no_key_update()
        .load(connection)
        .await?;
    // Read anew, now that nobody can change it any more.
    let owners: Vec<(Uuid, Uuid)> = organization_members::table
        .filter(organization_members::tenant_id.eq(tenant.uuid()))
        .filter(organization_members::organization_id.eq_any(live.iter().map(|(id, _)| *id)))
        .filter(organization_members::role.eq(OrganizationRole::Owner.as_str()))
        .select((organization_members::organization_id, organization_members::user_id))
        .load(connection)
        .await?;
    let is_alone = |organization: Uuid| {
        let mut of_it = owners.iter().filter(|(id, _)| *id == organization).map(|(_, owner)| owner);
        of_it.next() == Some(&user.uuid()) && of_it.next().is_none()
    };
    let alone = live.into_iter().filter(|(id, _)| is_alone(*id));
    let holding = |(id, name)| SoleHolding::Organization { id: OrganizationId::new(id), name };
    Ok(alone.map(holding).collect())
}

pub(crate) async fn leave_organizations(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    user: UserId,
) -> QueryResult<()> {
    let places = organization_members::table
        .filter(organization_members::tenant_id.eq(tenant.uuid()))
        .filter(organization_members::user_id.eq(user.uuid()));
    diesel::delete(places).execute(connection).await?;
    Ok(())
}
