//! The port [`InventoryStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::TenantScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::HeldCredentialId;
use tenantry_domain::id::{ApiKeyId, OrganizationId, PersonalAccessTokenId};
use tenantry_domain::inventory::{HeldCredential, HeldKind, InventoryStore};
use tenantry_domain::page::{Page, PageRequest};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::list::{Held, credential};
use crate::audit::record_in_tenant;
use crate::database::Database;
use crate::row::count;
use crate::schema::{api_keys, organization_members, personal_access_tokens, projects};

/// Finds an organization's credentials in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresInventoryStore {
    database: Database,
}

impl PostgresInventoryStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl InventoryStore for PostgresInventoryStore {
    async fn list(
        &self,
        scope: &TenantScope,
        organization: OrganizationId,
        kind: Option<HeldKind>,
        page: PageRequest,
        at: OffsetDateTime,
    ) -> Result<Page<HeldCredential>, StoreError> {
        let (tenant, organization) = (scope.tenant().uuid(), organization.uuid());
        let held = Held { tenant, organization, kind, at };
        self.database
            .in_tenant(scope, async |connection| {
                let total = held.total(connection).await?;
                let rows = held.page(connection, page).await?;
                let items = rows.into_iter().map(credential).collect::<Result<_, _>>()?;
                Ok(Page { items, total: count(total), request: page })
            })
            .await
    }

    async fn revoke(
        &self,
        scope: &TenantScope,
        organization: OrganizationId,
        id: HeldCredentialId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        let id = id.uuid();
        self.database
            .in_tenant(scope, async |connection| {
                let (action, target) =
                    if end_api_key(connection, scope, organization, id, at).await? {
                        (Action::ApiKeyRevoke, Target::ApiKey(ApiKeyId::new(id)))
                    } else if end_token(connection, scope, organization, id, at).await? {
                        let target = Target::PersonalAccessToken(PersonalAccessTokenId::new(id));
                        (Action::PersonalAccessTokenRevoke, target)
                    } else {
                        return Ok(false);
                    };
                record_in_tenant(connection, scope, action, target, Some(organization), at).await?;
                Ok(true)
            })
            .await
    }
}

/// Ends a key that the list shows, and says whether there was one.
async fn end_api_key(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    organization: OrganizationId,
    id: Uuid,
    at: OffsetDateTime,
) -> QueryResult<bool> {
    let around = projects::table
        .filter(projects::tenant_id.eq(api_keys::tenant_id))
        .filter(projects::organization_id.eq(api_keys::organization_id))
        .filter(projects::id.eq(api_keys::project_id))
        .filter(projects::deleted_at.is_null());
    let ended = diesel::update(api_keys::table.find((scope.tenant().uuid(), id)))
        .filter(api_keys::organization_id.eq(organization.uuid()))
        .filter(api_keys::deleted_at.is_null())
        .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(at)))
        .filter(exists(around))
        .set(api_keys::deleted_at.eq(at))
        .execute(connection)
        .await?;
    Ok(ended == 1)
}

/// Ends a token that the list shows, and says whether there was one.
async fn end_token(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    organization: OrganizationId,
    id: Uuid,
    at: OffsetDateTime,
) -> QueryResult<bool> {
    let member = organization_members::table
        .filter(organization_members::tenant_id.eq(personal_access_tokens::tenant_id))
        .filter(organization_members::organization_id.eq(personal_access_tokens::organization_id))
        .filter(organization_members::user_id.eq(personal_access_tokens::user_id));
    let ended = diesel::update(personal_access_tokens::table.find((scope.tenant().uuid(), id)))
        .filter(personal_access_tokens::organization_id.eq(organization.uuid()))
        .filter(personal_access_tokens::revoked_at.is_null())
        .filter(personal_access_tokens::expires_at.gt(at))
        .filter(exists(member))
        .set(personal_access_tokens::revoked_at.eq(at))
        .execute(connection)
        .await?;
    Ok(ended == 1)
}
