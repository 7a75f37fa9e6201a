//! The port [`ApiKeyStore`].

use async_trait::async_trait;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::future::try_join;
use tenantry_domain::access::{Denied, TenantScope};
use tenantry_domain::api_key::{
    ApiKey, ApiKeyStore, DecideIssue, DecideRevoke, IssueError, NewApiKey, RevokeError,
};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::ApiKeyId;
use tenantry_domain::page::{Page, PageRequest};
use tenantry_domain::project::ProjectPath;
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::row::ApiKeyRow;
use crate::audit::record_in_tenant;
use crate::credential::insert_api_key;
use crate::database::{Database, WorkError};
use crate::prepared::prepared;
use crate::row::count;
use crate::schema::{api_keys, projects};

/// Keeps API keys in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresApiKeyStore {
    database: Database,
}

impl PostgresApiKeyStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

/// A project's keys that nobody deleted; those that ended by themselves are among them.
#[auto_type(no_type_alias)]
fn kept(tenant: Uuid, organization: Uuid, project: Uuid) -> _ {
    api_keys::table
        .filter(api_keys::tenant_id.eq(tenant))
        .filter(api_keys::organization_id.eq(organization))
        .filter(api_keys::project_id.eq(project))
        .filter(api_keys::deleted_at.is_null())
}

#[async_trait]
impl ApiKeyStore for PostgresApiKeyStore {
    async fn list(
        &self,
        scope: &TenantScope,
        project: ProjectPath,
        page: PageRequest,
    ) -> Result<Page<ApiKey>, StoreError> {
        let (organization, project) = (project.organization.uuid(), project.project.uuid());
        let keys = || kept(scope.tenant().uuid(), organization, project);
        let (total, rows) = self
            .database
            .ask_in_tenant(scope, "API keys of a project", async |connection| {
                let (mut first, mut second) = (connection, connection);
                let total = keys().count().get_result(&mut first);
                let rows = keys()
                    .order((api_keys::created_at.desc(), api_keys::id.desc()))
                    .limit(page.limit().into())
                    .offset(page.offset())
                    .select(ApiKeyRow::as_select())
                    .load(&mut second);
                try_join(total, rows).await
            })
            .await?;
        let items = rows.into_iter().map(ApiKey::try_from).collect::<Result<_, _>>()?;
        Ok(Page { items, total: count(total), request: page })
    }

    async fn issue<'a>(
        &self,
        scope: &TenantScope,
        new: NewApiKey,
        decide: DecideIssue<'a>,
        at: OffsetDateTime,
    ) -> Result<ApiKey, IssueError> {
        self.database
            .in_tenant(scope, async |connection| {
                let tenant = scope.tenant().uuid();
                let (organization, project) =
                    (new.project.organization.uuid(), new.project.project.uuid());
                // Whoever issues waits here for whoever else does, and for whoever deletes the project.
                let around: Option<Uuid> = projects::table
                    .find((tenant, project))
                    .filter(projects::organization_id.eq(organization))
                    .filter(projects::deleted_at.is_null())
                    .select(projects::id)
                    .for_no_key_update()
                    .first(connection)
                    .await
                    .optional()?;
                if around.is_none() {
                    return Err(WorkError::Refused(IssueError::Gone));
                }
                let live: i64 = kept(tenant, organization, project)
                    .filter(api_keys::expires_at.is_null().or(api_keys::expires_at.gt(at)))
                    .count()
                    .get_result(connection)
                    .await?;
                decide(count(live)).map_err(|limit| WorkError::Refused(limit.into()))?;
                let row = diesel::insert_into(api_keys::table)
                    .values((
                        api_keys::tenant_id.eq(tenant),
                        api_keys::id.eq(new.id.uuid()),
                        api_keys::organization_id.eq(organization),
                        api_keys::project_id.eq(project),
                        api_keys::name.eq(new.name.as_str()),
                        api_keys::masked.eq(&new.masked),
                        api_keys::resource_type.eq(new.resource_type.as_str()),
                        api_keys::created_by.eq(scope.actor().uuid()),
                        api_keys::created_at.eq(at),
                        api_keys::expires_at.eq(new.expires_at),
                    ))
                    .returning(ApiKeyRow::as_returning())
                    .get_result(connection)
                    .await?;
                insert_api_key(connection, new.digest, new.id, scope.tenant()).await?;
                let (action, target) = (Action::ApiKeyCreate, Target::ApiKey(new.id));
                let organization = Some(new.project.organization);
                record_in_tenant(connection, scope, action, target, organization, at).await?;
                Ok(row.try_into()?)
            })
            .await
    }

    async fn revoke<'a>(
        &self,
        scope: &TenantScope,
        project: ProjectPath,
        id: ApiKeyId,
        decide: DecideRevoke<'a>,
        at: OffsetDateTime,
    ) -> Result<(), RevokeError> {
        self.database
            .in_tenant(scope, async |connection| {
                let tenant = scope.tenant().uuid();
                let row: Option<ApiKeyRow> =
                    kept(tenant, project.organization.uuid(), project.project.uuid())
                        .filter(api_keys::id.eq(id.uuid()))
                        .select(ApiKeyRow::as_select())
                        .for_no_key_update()
                        .first(connection)
                        .await
                        .optional()?;
                let row = row.ok_or(WorkError::Refused(RevokeError::Denied(Denied::NotFound)))?;
                decide(&row.try_into()?).map_err(WorkError::Refused)?;
                let end = diesel::update(api_keys::table.find((tenant, id.uuid())))
                    .set(api_keys::deleted_at.eq(at));
                prepared(end).execute(connection).await?;
                let (action, target) = (Action::ApiKeyRevoke, Target::ApiKey(id));
                let organization = Some(project.organization);
                record_in_tenant(connection, scope, action, target, organization, at).await?;
                Ok(())
            })
            .await
    }
}
