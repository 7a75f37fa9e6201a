//! The port [`PersonalAccessTokenStore`].

use async_trait::async_trait;
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::UserScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{OrganizationId, PersonalAccessTokenId, TenantId};
use tenantry_domain::page::{Slice, SliceRequest};
use tenantry_domain::personal_access_token::{
    IssueTokenError, NewPersonalAccessToken, PersonalAccessToken, PersonalAccessTokenStore,
    TokenFilter,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::issue::issue;
use super::row::TokenRow;
use crate::audit::Entry;
use crate::database::Database;
use crate::row::count;
use crate::schema::{organization_members, organizations, personal_access_tokens, tenants};

/// Keeps personal access tokens in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresPersonalAccessTokenStore {
    database: Database,
}

impl PostgresPersonalAccessTokenStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

/// Which tokens a list shows.
struct Wanted {
    user: Uuid,
    organization: Option<Uuid>,
    at: OffsetDateTime,
}

impl Wanted {
    fn query(&self) -> personal_access_tokens::BoxedQuery<'_, Pg> {
        let member = organization_members::table
            .filter(organization_members::tenant_id.eq(personal_access_tokens::tenant_id))
            .filter(
                organization_members::organization_id.eq(personal_access_tokens::organization_id),
            )
            .filter(organization_members::user_id.eq(personal_access_tokens::user_id))
            .select(organization_members::user_id);
        let organization = organizations::table
            .filter(organizations::tenant_id.eq(personal_access_tokens::tenant_id))
            .filter(organizations::id.eq(personal_access_tokens::organization_id))
            .filter(organizations::deleted_at.is_null())
            .select(organizations::id);
        let tenant = tenants::table
            .filter(tenants::id.eq(personal_access_tokens::tenant_id))
            .filter(tenants::deleted_at.is_null())
            .select(tenants::id);
        let query = personal_access_tokens::table
            .filter(personal_access_tokens::user_id.eq(self.user))
            .filter(personal_access_tokens::revoked_at.is_null())
            .filter(personal_access_tokens::expires_at.gt(self.at))
            .filter(exists(member))
            .filter(exists(organization))
            .filter(exists(tenant))
            .into_boxed();
        match self.organization {
            Some(organization) => {
                query.filter(personal_access_tokens::organization_id.eq(organization))
            }
            None => query,
        }
    }
}

#[async_trait]
impl PersonalAccessTokenStore for PostgresPersonalAccessTokenStore {
    async fn list(
        &self,
        scope: &UserScope,
        filter: TokenFilter,
        slice: SliceRequest,
        at: OffsetDateTime,
    ) -> Result<Slice<PersonalAccessToken>, StoreError> {
        let organization = filter.organization.map(OrganizationId::uuid);
        let wanted = Wanted { user: scope.user().uuid(), organization, at };
        self.database
            .in_user(scope, async |connection| {
                let total = wanted.query().count().get_result(connection).await?;
                let rows: Vec<TokenRow> = wanted
                    .query()
                    .order((
                        personal_access_tokens::created_at.desc(),
                        personal_access_tokens::id.desc(),
                    ))
                    .limit(slice.limit().into())
                    .offset(slice.offset().into())
                    .select(TokenRow::as_select())
                    .load(connection)
                    .await?;
                let items = rows
                    .into_iter()
                    .map(PersonalAccessToken::try_from)
                    .collect::<Result<_, _>>()?;
                Ok(Slice { items, total: count(total) })
            })
            .await
    }

    async fn issue(
        &self,
        scope: &UserScope,
        new: NewPersonalAccessToken,
        at: OffsetDateTime,
    ) -> Result<PersonalAccessToken, IssueTokenError> {
        self.database
            .in_user(scope, async |connection| {
                Ok(issue(connection, scope, &new, at).await?.try_into()?)
            })
            .await
    }

    async fn revoke(
        &self,
        scope: &UserScope,
        id: PersonalAccessTokenId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let revoked: Option<(Uuid, Uuid)> = diesel::update(personal_access_tokens::table)
                    .filter(personal_access_tokens::id.eq(id.uuid()))
                    .filter(personal_access_tokens::user_id.eq(scope.user().uuid()))
                    .filter(personal_access_tokens::revoked_at.is_null())
                    .set(personal_access_tokens::revoked_at.eq(at))
                    .returning((
                        personal_access_tokens::tenant_id,
                        personal_access_tokens::organization_id,
                    ))
                    .get_result(connection)
                    .await
                    .optional()?;
                let Some((tenant, organization)) = revoked else {
                    return Ok(false);
                };
                let target = Target::PersonalAccessToken(id);
                let entry =
                    Entry::done(Action::PersonalAccessTokenRevoke, &target, scope.trail(), at);
                let (tenant, user) = (Some(TenantId::new(tenant)), Some(scope.user()));
                let organization = Some(OrganizationId::new(organization));
                Entry { tenant, user, organization, ..entry }.record_own(connection).await?;
                Ok(true)
            })
            .await
    }
}
