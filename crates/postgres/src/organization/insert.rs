//! What a new organization writes, in a new tenant or in an old one.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::OrganizationRole;
use tenantry_domain::id::{TenantId, UserId};
use tenantry_domain::organization::NewOrganization;
use time::OffsetDateTime;

use super::row::OrganizationRow;
use crate::schema::{organization_members, organizations};

/// Makes an organization with its owner, if a person makes it.
pub(crate) async fn insert_organization(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    owner: Option<UserId>,
    new: &NewOrganization,
    at: OffsetDateTime,
) -> QueryResult<OrganizationRow> {
    let row = diesel::insert_into(organizations::table)
        .values((
            organizations::tenant_id.eq(tenant.uuid()),
            organizations::id.eq(new.id.uuid()),
            organizations::name.eq(new.name.as_str()),
            organizations::description.eq(new.description.as_ref().map(|text| text.as_str())),
            organizations::referral_code.eq(new.referral_code.as_str()),
            organizations::created_at.eq(at),
            organizations::updated_at.eq(at),
        ))
        .returning(OrganizationRow::as_returning())
        .get_result(connection)
        .await?;
    if let Some(owner) = owner {
        diesel::insert_into(organization_members::table)
            .values((
                organization_members::tenant_id.eq(tenant.uuid()),
                organization_members::id.eq(new.owner_member.uuid()),
                organization_members::organization_id.eq(new.id.uuid()),
                organization_members::user_id.eq(owner.uuid()),
                organization_members::role.eq(OrganizationRole::Owner.as_str()),
                organization_members::created_at.eq(at),
            ))
            .execute(connection)
            .await?;
    }
    Ok(row)
}
