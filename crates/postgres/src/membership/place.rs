//! Places that people are given in tenants and organizations. Who does this holds the roster.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{OrganizationRole, TenantRole};
use tenantry_domain::id::{MemberId, OrganizationId, TenantId, UserId};
use time::OffsetDateTime;
use uuid::Uuid;

use super::group::StoredRole as _;
use crate::database::WorkError;
use crate::row::named;
use crate::schema::{organization_members, tenant_members};

/// Takes a person into a tenant. If they are in it, they keep the stronger role.
pub(crate) async fn join_tenant<E>(
    connection: &mut AsyncPgConnection,
    (tenant, user): (TenantId, UserId),
    member: MemberId,
    role: TenantRole,
    at: OffsetDateTime,
) -> Result<(), WorkError<E>> {
    let place = tenant_members::table
        .filter(tenant_members::tenant_id.eq(tenant.uuid()))
        .filter(tenant_members::user_id.eq(user.uuid()));
    let held: Option<String> =
        place.select(tenant_members::role).first(connection).await.optional()?;
    match held {
        None => {
            diesel::insert_into(tenant_members::table)
                .values((
                    tenant_members::tenant_id.eq(tenant.uuid()),
                    tenant_members::id.eq(member.uuid()),
                    tenant_members::user_id.eq(user.uuid()),
                    tenant_members::role.eq(role.name()),
                    tenant_members::created_at.eq(at),
                ))
                .execute(connection)
                .await?;
        }
        Some(held) if named::<TenantRole>("tenant_members.role", &held)? < role => {
            let stronger = tenant_members::role.eq(role.name());
            diesel::update(place).set(stronger).execute(connection).await?;
        }
        Some(_) => {}
    }
    Ok(())
}

/// Takes a person of the tenant into an organization. If they are in it, they keep the stronger role.
pub(crate) async fn join_organization<E>(
    connection: &mut AsyncPgConnection,
    (tenant, organization, user): (TenantId, OrganizationId, UserId),
    member: MemberId,
    role: OrganizationRole,
    at: OffsetDateTime,
) -> Result<(), WorkError<E>> {
    let place = organization_members::table
        .filter(organization_members::tenant_id.eq(tenant.uuid()))
        .filter(organization_members::organization_id.eq(organization.uuid()))
        .filter(organization_members::user_id.eq(user.uuid()));
    let held: Option<String> =
        place.select(organization_members::role).first(connection).await.optional()?;
    match held {
        None => {
            let around = (tenant, organization, user);
            insert_organization_member(connection, around, member, role.name(), at).await?;
        }
        Some(held) if named::<OrganizationRole>("organization_members.role", &held)? < role => {
            let stronger = organization_members::role.eq(role.name());
            diesel::update(place).set(stronger).execute(connection).await?;
        }
        Some(_) => {}
    }
    Ok(())
}

pub(super) async fn insert_organization_member(
    connection: &mut AsyncPgConnection,
    (tenant, organization, user): (TenantId, OrganizationId, UserId),
    member: MemberId,
    role: &str,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::insert_into(organization_members::table)
        .values((
            organization_members::tenant_id.eq(tenant.uuid()),
            organization_members::id.eq(member.uuid()),
            organization_members::organization_id.eq(organization.uuid()),
            organization_members::user_id.eq(user.uuid()),
            organization_members::role.eq(role),
            organization_members::created_at.eq(at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Keeps a person in the tenant, if they are in it, who is to be given a place that needs this one.
pub(crate) async fn hold_place(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    user: UserId,
) -> QueryResult<bool> {
    let place: Option<Uuid> = tenant_members::table
        .filter(tenant_members::tenant_id.eq(tenant.uuid()))
        .filter(tenant_members::user_id.eq(user.uuid()))
        .select(tenant_members::id)
        .for_key_share()
        .first(connection)
        .await
        .optional()?;
    Ok(place.is_some())
}
