//! What becomes of the tokens of somebody who leaves. They are locked in the order in which their uses are counted, so that the two
//! don't wait for each other.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{TenantScope, UserScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{OrganizationId, PersonalAccessTokenId, TenantId, UserId};
use tenantry_domain::membership::EndedCredential;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::audit::{Entry, record_in_tenant};
use crate::schema::personal_access_tokens;

/// Ends the live tokens of a person in a tenant, or in one organization of it, and tells which these were.
pub(crate) async fn end_tokens(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    organization: Option<OrganizationId>,
    user: UserId,
    at: OffsetDateTime,
) -> QueryResult<Vec<EndedCredential>> {
    let organization = organization.map(OrganizationId::uuid);
    let is_meant = organization
        .into_sql::<Nullable<SqlUuid>>()
        .is_null()
        .or(personal_access_tokens::organization_id.nullable().eq(organization));
    let ended: Vec<(Uuid, Uuid, String)> = personal_access_tokens::table
        .filter(personal_access_tokens::tenant_id.eq(scope.tenant().uuid()))
        .filter(personal_access_tokens::user_id.eq(user.uuid()))
        .filter(personal_access_tokens::revoked_at.is_null())
        .filter(personal_access_tokens::expires_at.gt(at))
        .filter(is_meant)
        .order(personal_access_tokens::id)
        .select((
            personal_access_tokens::id,
            personal_access_tokens::organization_id,
            personal_access_tokens::name,
        ))
        .for_no_key_update()
        .load(connection)
        .await?;
    diesel::update(personal_access_tokens::table)
        .filter(personal_access_tokens::tenant_id.eq(scope.tenant().uuid()))
        .filter(personal_access_tokens::id.eq_any(ended.iter().map(|(id, _, _)| *id)))
        .set(personal_access_tokens::revoked_at.eq(at))
        .execute(connection)
        .await?;
    let mut credentials = Vec::new();
    for (id, organization, name) in ended {
        let id = PersonalAccessTokenId::new(id);
        let (action, target) = (Action::PersonalAccessTokenRevoke, Target::PersonalAccessToken(id));
        let organization = Some(OrganizationId::new(organization));
        record_in_tenant(connection, scope, action, target, organization, at).await?;
        credentials.push(EndedCredential { id, name });
    }
    Ok(credentials)
}

/// Ends all live tokens of a person who deletes their account.
pub(crate) async fn end_own_tokens(
    connection: &mut AsyncPgConnection,
    scope: &UserScope,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let live: Vec<(Uuid, Uuid, Uuid)> = personal_access_tokens::table
        .filter(personal_access_tokens::user_id.eq(scope.user().uuid()))
        .filter(personal_access_tokens::revoked_at.is_null())
        .order((personal_access_tokens::tenant_id, personal_access_tokens::id))
        .select((
            personal_access_tokens::id,
            personal_access_tokens::tenant_id,
            personal_access_tokens::organization_id,
        ))
        .for_no_key_update()
        .load(connection)
        .await?;
    diesel::update(personal_access_tokens::table)
        .filter(personal_access_tokens::user_id.eq(scope.user().uuid()))
        .filter(personal_access_tokens::id.eq_any(live.iter().map(|(id, _, _)| *id)))
        .set(personal_access_tokens::revoked_at.eq(at))
        .execute(connection)
        .await?;
    for (id, tenant, organization) in live {
        let target = Target::PersonalAccessToken(PersonalAccessTokenId::new(id));
        let entry = Entry::done(Action::PersonalAccessTokenRevoke, &target, scope.trail(), at);
        let (tenant, user) = (Some(TenantId::new(tenant)), Some(scope.user()));
        let organization = Some(OrganizationId::new(organization));
        Entry { tenant, user, organization, ..entry }.record_own(connection).await?;
    }
    Ok(())
}
