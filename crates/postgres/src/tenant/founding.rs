//! What founding a tenant writes: the same for a person who signs up and for one who is in no tenant any more.

use diesel::QueryResult;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{TenantRole, Trail};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::UserId;
use tenantry_domain::tenant::Founding;
use time::OffsetDateTime;
use uuid::Uuid;

use super::row::TenantRow;
use crate::audit::Entry;
use crate::database::{enter_tenant, enter_user};
use crate::organization::insert_organization;
use crate::schema::{sessions, tenant_members, tenants};

/// Makes the tenant with its first organization, lets the founder's sessions act there, and leaves the connection with the
/// founder's own rows.
pub(crate) async fn found(
    connection: &mut AsyncPgConnection,
    founder: UserId,
    founding: &Founding,
    trail: &Trail,
    at: OffsetDateTime,
) -> QueryResult<TenantRow> {
    enter_tenant(connection, founding.tenant).await?;
    let tenant = founding.tenant.uuid();
    let row = diesel::insert_into(tenants::table)
        .values((
            tenants::id.eq(tenant),
            tenants::name.eq(founding.name.as_str()),
            tenants::logo.eq(founding.logo.as_ref().map(|logo| logo.as_str())),
            tenants::created_at.eq(at),
            tenants::updated_at.eq(at),
        ))
        .returning(TenantRow::as_returning())
        .get_result(connection)
        .await?;
    diesel::insert_into(tenant_members::table)
        .values((
            tenant_members::tenant_id.eq(tenant),
            tenant_members::id.eq(founding.founder_member.uuid()),
            tenant_members::user_id.eq(founder.uuid()),
            tenant_members::role.eq(TenantRole::SuperAdmin.as_str()),
            tenant_members::created_at.eq(at),
        ))
        .execute(connection)
        .await?;
    let owner = Some(founder);
    insert_organization(connection, founding.tenant, owner, &founding.organization, at).await?;
    // Who signs up has no account yet to be somebody by, and founds as somebody.
    let trail = Trail { actor: Some(founder.into()), ..trail.clone() };
    // One entry for both: it is found by its first organization too.
    let target = Target::Tenant(founding.tenant);
    let (in_tenant, user) = (Some(founding.tenant), Some(founder));
    let organization = Some(founding.organization.id);
    let entry = Entry::done(Action::TenantCreate, &target, &trail, at);
    Entry { tenant: in_tenant, user, organization, ..entry }.record(connection).await?;
    enter_user(connection, founder).await?;
    take_along_sessions(connection, founder, tenant).await?;
    Ok(row)
}

/// A person's live sessions that act in no tenant, or in one that is gone or not theirs any more, act in this one, which they have
/// just founded or joined.
pub(crate) async fn take_along_sessions(
    connection: &mut AsyncPgConnection,
    person: UserId,
    tenant: Uuid,
) -> QueryResult<()> {
    // A person sees the tenants that they are in and no other.
    let acts_somewhere = exists(
        tenants::table
            .filter(tenants::id.nullable().eq(sessions::tenant_id))
            .filter(tenants::deleted_at.is_null()),
    );
    // In the order in which they are ended, so that the two don't wait for each other.
    let stray: Vec<Uuid> = sessions::table
        .filter(sessions::user_id.eq(person.uuid()))
        .filter(sessions::ended_at.is_null())
        .filter(not(acts_somewhere))
        .order(sessions::id)
        .select(sessions::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    diesel::update(sessions::table.filter(sessions::id.eq_any(stray)))
        .set(sessions::tenant_id.eq(tenant))
        .execute(connection)
        .await?;
    Ok(())
}
