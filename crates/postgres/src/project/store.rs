//! The port [`ProjectStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel::result::Error;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::future::try_join;
use tenantry_domain::access::{ProjectRole, TenantScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
use tenantry_domain::page::{Page, PageRequest};
use tenantry_domain::project::{
    NameTaken, NewProject, Project, ProjectChange, ProjectFilter, ProjectPath, ProjectStore,
    ProjectWriteError, Visibility,
};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::text::Description;
use time::OffsetDateTime;
use uuid::Uuid;

use super::creator::hold_creator;
use super::list::Wanted;
use super::row::{ProjectRow, name_key};
use crate::audit::record_in_tenant;
use crate::constraint::{PROJECT_NAME_TAKEN, is_violated};
use crate::database::{Database, WorkError};
use crate::organization::hold_live_organization;
use crate::row::count;
use crate::schema::{api_keys, project_members, projects};

/// Keeps projects in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresProjectStore {
    database: Database,
}

impl PostgresProjectStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

/// A live project by its path: below another organization it does not exist.
#[auto_type(no_type_alias)]
fn live(tenant: Uuid, organization: Uuid, project: Uuid) -> _ {
    projects::table
        .find((tenant, project))
        .filter(projects::organization_id.eq(organization))
        .filter(projects::deleted_at.is_null())
}

#[async_trait]
impl ProjectStore for PostgresProjectStore {
    async fn list(
        &self,
        scope: &TenantScope,
        organization: OrganizationId,
        visibility: Visibility,
        filter: ProjectFilter,
        page: PageRequest,
    ) -> Result<Page<Project>, StoreError> {
        let person = scope.actor().user();
        let wanted = Wanted { organization, person, visibility, filter: &filter };
        let (total, rows) = self
            .database
            .ask_in_tenant(scope, wanted.question(), async |connection| {
                try_join(wanted.total(connection), wanted.page(connection, page)).await
            })
            .await?;
        let items = rows.into_iter().map(Project::try_from).collect::<Result<_, _>>()?;
        Ok(Page { items, total: count(total), request: page })
    }

    async fn insert(
        &self,
        scope: &TenantScope,
        new: NewProject,
        at: OffsetDateTime,
    ) -> Result<Project, ProjectWriteError> {
        self.database
            .in_tenant(scope, async |connection| {
                let tenant = scope.tenant().uuid();
                let (organization, creator) = (new.organization.uuid(), scope.actor().user());
                // Held until the end, so that neither the organization nor who is in it goes from around the new project.
                let may = hold_live_organization(connection, scope.tenant(), new.organization)
                    .await?
                    && match creator {
                        Some(creator) => {
                            hold_creator(connection, scope.tenant(), creator, new.organization)
                                .await?
                        }
                        None => true,
                    };
                if !may {
                    return Err(WorkError::Refused(ProjectWriteError::Gone));
                }
                let row = diesel::insert_into(projects::table)
                    .values((
                        projects::tenant_id.eq(tenant),
                        projects::id.eq(new.id.uuid()),
                        projects::organization_id.eq(organization),
                        projects::name.eq(new.name.as_str()),
                        projects::name_key.eq(name_key(new.name.as_str())),
                        projects::description.eq(new.description.as_ref().map(Description::as_str)),
                        projects::created_at.eq(at),
                        projects::updated_at.eq(at),
                    ))
                    .returning(ProjectRow::as_returning())
                    .get_result(connection)
                    .await
                    .map_err(taken)?;
                if let Some(creator) = creator {
                    insert_administrator(connection, scope.tenant(), &new, creator, at).await?;
                }
                let (action, target) = (Action::ProjectCreate, Target::Project(new.id));
                let organization = Some(new.organization);
                record_in_tenant(connection, scope, action, target, organization, at).await?;
                Ok(row.try_into()?)
            })
            .await
    }

    async fn find(
        &self,
        scope: &TenantScope,
        path: ProjectPath,
    ) -> Result<Option<Project>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let row =
                    live(scope.tenant().uuid(), path.organization.uuid(), path.project.uuid())
                        .select(ProjectRow::as_select())
                        .first(connection)
                        .await
                        .optional()?;
                Ok(row.map(Project::try_from).transpose()?)
            })
            .await
    }

    async fn change(
        &self,
        scope: &TenantScope,
        path: ProjectPath,
        change: ProjectChange,
        at: OffsetDateTime,
    ) -> Result<Project, ProjectWriteError> {
        self.database
            .in_tenant(scope, async |connection| {
                let name = change.name.as_ref().map(|name| {
                    (
                        projects::name.eq(name.as_str()),
                        projects::name_key.eq(name_key(name.as_str())),
                    )
                });
                let description = change
                    .description
                    .as_ref()
                    .map(|text| projects::description.eq(text.as_ref().map(Description::as_str)));
                let row: Option<ProjectRow> = diesel::update(live(
                    scope.tenant().uuid(),
                    path.organization.uuid(),
                    path.project.uuid(),
                ))
                .set((name, description, projects::updated_at.eq(at)))
                .returning(ProjectRow::as_returning())
                .get_result(connection)
                .await
                .optional()
                .map_err(taken)?;
                let row = row.ok_or(WorkError::Refused(ProjectWriteError::Gone))?;
                let (action, target) = (Action::ProjectUpdate, Target::Project(path.project));
                let organization = Some(path.organization);
                record_in_tenant(connection, scope, action, target, organization, at).await?;
                Ok(row.try_into()?)
            })
            .await
    }

    async fn delete(
        &self,
        scope: &TenantScope,
        path: ProjectPath,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let deleted = diesel::update(live(
                    scope.tenant().uuid(),
                    path.organization.uuid(),
                    path.project.uuid(),
                ))
                .set((projects::deleted_at.eq(at), projects::updated_at.eq(at)))
                .execute(connection)
                .await?;
                if deleted == 0 {
                    return Ok(false);
                }
                end_keys(connection, scope, path, at).await?;
                let (action, target) = (Action::ProjectDelete, Target::Project(path.project));
                let organization = Some(path.organization);
                record_in_tenant(connection, scope, action, target, organization, at).await?;
                Ok(true)
            })
            .await
    }
}

async fn insert_administrator(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    new: &NewProject,
    creator: UserId,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::insert_into(project_members::table)
        .values((
            project_members::tenant_id.eq(tenant.uuid()),
            project_members::id.eq(new.creator_member.uuid()),
            project_members::organization_id.eq(new.organization.uuid()),
            project_members::project_id.eq(new.id.uuid()),
            project_members::user_id.eq(creator.uuid()),
            project_members::role.eq(ProjectRole::Admin.as_str()),
            project_members::created_at.eq(at),
        ))
        .execute(connection)
        .await?;
    Ok(())
}

/// Ends a project's keys. They are locked in the order in which their uses are counted, so that the two don't wait for each
/// other.
async fn end_keys(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    path: ProjectPath,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let tenant = scope.tenant().uuid();
    let keys: Vec<Uuid> = api_keys::table
        .filter(api_keys::tenant_id.eq(tenant))
        .filter(api_keys::organization_id.eq(path.organization.uuid()))
        .filter(api_keys::project_id.eq(path.project.uuid()))
        .filter(api_keys::deleted_at.is_null())
        .order(api_keys::id)
        .select(api_keys::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    diesel::update(api_keys::table)
        .filter(api_keys::tenant_id.eq(tenant))
        .filter(api_keys::id.eq_any(keys))
        .set(api_keys::deleted_at.eq(at))
        .execute(connection)
        .await?;
    Ok(())
}

fn taken(error: Error) -> WorkError<ProjectWriteError> {
    if is_violated(PROJECT_NAME_TAKEN, &error) {
        WorkError::Refused(NameTaken.into())
    } else {
        error.into()
    }
}
