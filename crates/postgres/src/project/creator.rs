//! Who may be the first in a new project.

use diesel::QueryResult;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::TenantRole;
use tenantry_domain::id::{OrganizationId, TenantId, UserId};

use crate::membership::hold_place;
use crate::schema::{organization_members, tenant_members};

/// Keeps a person in the tenant, and says whether they belong to the organization, which is held, or run the tenant around it.
pub(super) async fn hold_creator(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    creator: UserId,
    organization: OrganizationId,
) -> QueryResult<bool> {
    if !hold_place(connection, tenant, creator).await? {
        return Ok(false);
    }
    let in_organization = organization_members::table
        .filter(organization_members::tenant_id.eq(tenant.uuid()))
        .filter(organization_members::organization_id.eq(organization.uuid()))
        .filter(organization_members::user_id.eq(creator.uuid()));
    let runs_tenant = tenant_members::table
        .filter(tenant_members::tenant_id.eq(tenant.uuid()))
        .filter(tenant_members::user_id.eq(creator.uuid()))
        .filter(
            tenant_members::role
                .eq_any([TenantRole::Admin.as_str(), TenantRole::SuperAdmin.as_str()]),
        );
    diesel::select(exists(in_organization).or(exists(runs_tenant))).get_result(connection).await
}
