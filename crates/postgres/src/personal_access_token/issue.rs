//! What a new token writes, and what must stay as it is until it is written.

use diesel::QueryResult;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::UserScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
use tenantry_domain::personal_access_token::{IssueTokenError, NewPersonalAccessToken};
use time::OffsetDateTime;
use uuid::Uuid;

use super::row::TokenRow;
use crate::audit::Entry;
use crate::credential::insert_personal_access_token;
use crate::database::{WorkError, enter_tenant, enter_user};
use crate::organization::hold_active_organization;
use crate::schema::{organization_members, personal_access_tokens, tenant_members};
use crate::tenant::hold_live_tenant;
use crate::user::hold_account;

pub(super) async fn issue(
    connection: &mut AsyncPgConnection,
    scope: &UserScope,
    new: &NewPersonalAccessToken,
    at: OffsetDateTime,
) -> Result<TokenRow, WorkError<IssueTokenError>> {
    let user = scope.user();
    let Some(tenant) = hold_membership(connection, user, new.organization).await? else {
        return Err(WorkError::Refused(IssueTokenError::NoMember));
    };
    let row = diesel::insert_into(personal_access_tokens::table)
        .values((
            personal_access_tokens::tenant_id.eq(tenant.uuid()),
            personal_access_tokens::id.eq(new.id.uuid()),
            personal_access_tokens::organization_id.eq(new.organization.uuid()),
            personal_access_tokens::user_id.eq(user.uuid()),
            personal_access_tokens::name.eq(new.name.as_str()),
            personal_access_tokens::prefix.eq(&new.prefix),
            personal_access_tokens::masked.eq(&new.masked),
            personal_access_tokens::created_at.eq(at),
            personal_access_tokens::expires_at.eq(new.expires_at),
        ))
        .returning(TokenRow::as_returning())
        .get_result(connection)
        .await?;
    insert_personal_access_token(connection, new.digest, new.id, tenant, user).await?;
    let target = Target::PersonalAccessToken(new.id);
    let entry = Entry::done(Action::PersonalAccessTokenCreate, &target, scope.trail(), at);
    let (tenant, user, organization) = (Some(tenant), Some(user), Some(new.organization));
    Entry { tenant, user, organization, ..entry }.record_own(connection).await?;
    Ok(row)
}

/// Keeps the person in the organization, if they are in it and it works, and names its tenant. Whoever takes somebody out holds the
/// roster of the organization or of the tenant, and so waits here, and finds the token then.
async fn hold_membership(
    connection: &mut AsyncPgConnection,
    user: UserId,
    organization: OrganizationId,
) -> QueryResult<Option<TenantId>> {
    if !hold_account(connection, user).await?.is_some_and(|account| account.is_active()) {
        return Ok(None);
    }
    let Some(tenant) = find_tenant(connection, user, organization).await? else {
        return Ok(None);
    };
    let place = organization_members::table
        .filter(organization_members::tenant_id.eq(tenant.uuid()))
        .filter(organization_members::organization_id.eq(organization.uuid()))
        .filter(organization_members::user_id.eq(user.uuid()));
    enter_tenant(connection, tenant).await?;
    let is_held = hold_live_tenant(connection, tenant).await?
        && hold_active_organization(connection, tenant, organization).await?
        // Read anew, now that nobody can change it any more.
        && diesel::select(exists(place.select(organization_members::id)))
            .get_result(connection)
            .await?;
    enter_user(connection, user).await?;
    Ok(is_held.then_some(tenant))
}

/// In which tenant the organization lies, if the person is in it. The few tenants of a person are found at once; of an organization
/// by itself nothing is.
async fn find_tenant(
    connection: &mut AsyncPgConnection,
    user: UserId,
    organization: OrganizationId,
) -> QueryResult<Option<TenantId>> {
    let inside = organization_members::table.on(organization_members::tenant_id
        .eq(tenant_members::tenant_id)
        .and(organization_members::user_id.eq(tenant_members::user_id)));
    let tenant: Option<Uuid> = tenant_members::table
        .inner_join(inside)
        .filter(tenant_members::user_id.eq(user.uuid()))
        .filter(organization_members::organization_id.eq(organization.uuid()))
        .select(tenant_members::tenant_id)
        .first(connection)
        .await
        .optional()?;
    Ok(tenant.map(TenantId::new))
}
