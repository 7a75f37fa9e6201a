//! The port [`OrganizationStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::TenantScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{OrganizationId, UserId};
use tenantry_domain::organization::{
    Membership, NewOrganization, Organization, OrganizationChange, OrganizationStore,
    OrganizationWithRole,
};
use tenantry_domain::page::{Page, PageRequest};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::text::Description;
use time::OffsetDateTime;

use super::insert::insert_with_owner;
use super::row::OrganizationRow;
use crate::audit::record_in_tenant;
use crate::database::Database;
use crate::membership::hold_place;
use crate::row::{count, named};
use crate::schema::{organization_members, organizations};
use crate::tenant::hold_live_tenant;

/// Keeps organizations in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresOrganizationStore {
    database: Database,
}

impl PostgresOrganizationStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

/// Whoever asks once more is told by the rules that this is not their tenant.
const OWNER_LEFT: &str = "the owner to be has just left the tenant, or it does not work any more";

type Listed = (OrganizationRow, Option<String>);

#[async_trait]
impl OrganizationStore for PostgresOrganizationStore {
    async fn list(
        &self,
        scope: &TenantScope,
        membership: Membership,
        page: PageRequest,
    ) -> Result<Page<OrganizationWithRole>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let (total, rows) = match membership {
                    Membership::Own => own(connection, scope.actor(), page).await?,
                    Membership::All => all(connection, scope.actor(), page).await?,
                };
                let items = rows.into_iter().map(with_role).collect::<Result<_, _>>()?;
                Ok(Page { items, total: count(total), request: page })
            })
            .await
    }

    async fn insert(
        &self,
        scope: &TenantScope,
        new: NewOrganization,
        at: OffsetDateTime,
    ) -> Result<Organization, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let (tenant, actor) = (scope.tenant(), scope.actor());
                // Who leaves the tenant meanwhile would leave it with an organization that nobody owns.
                if !hold_live_tenant(connection, tenant).await?
                    || !hold_place(connection, tenant, actor).await?
                {
                    return Err(StoreError::unavailable(OWNER_LEFT).into());
                }
                let row = insert_with_owner(connection, tenant, actor, &new, at).await?;
                let (action, target) = (Action::OrganizationCreate, Target::Organization(new.id));
                record_in_tenant(connection, scope, action, target, Some(new.id), at).await?;
                Ok(row.try_into()?)
            })
            .await
    }

    async fn find(
        &self,
        scope: &TenantScope,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let row = organizations::table
                    .find((scope.tenant().uuid(), id.uuid()))
                    .filter(organizations::deleted_at.is_null())
                    .select(OrganizationRow::as_select())
                    .first(connection)
                    .await
                    .optional()?;
                Ok(row.map(Organization::try_from).transpose()?)
            })
            .await
    }

    async fn change(
        &self,
        scope: &TenantScope,
        id: OrganizationId,
        change: OrganizationChange,
        at: OffsetDateTime,
    ) -> Result<Option<Organization>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let organization = organizations::table.find((scope.tenant().uuid(), id.uuid()));
                let row = diesel::update(organization)
                    .filter(organizations::deleted_at.is_null())
                    .set((
                        change.name.as_ref().map(|name| organizations::name.eq(name.as_str())),
                        change.description.as_ref().map(|text| {
                            organizations::description.eq(text.as_ref().map(Description::as_str))
                        }),
                        organizations::updated_at.eq(at),
                    ))
                    .returning(OrganizationRow::as_returning())
                    .get_result(connection)
                    .await
                    .optional()?;
                let Some(row) = row else {
                    return Ok(None);
                };
                let (action, target) = (Action::OrganizationUpdate, Target::Organization(id));
                record_in_tenant(connection, scope, action, target, Some(id), at).await?;
                Ok(Some(row.try_into()?))
            })
            .await
    }
}

async fn own(
    connection: &mut AsyncPgConnection,
    actor: UserId,
    page: PageRequest,
) -> QueryResult<(i64, Vec<Listed>)> {
    let places = organization_members::table.on(organization_members::tenant_id
        .eq(organizations::tenant_id)
        .and(organization_members::organization_id.eq(organizations::id))
        .and(organization_members::user_id.eq(actor.uuid())));
    let list = organizations::table.inner_join(places).filter(organizations::deleted_at.is_null());
    let total = list.count().get_result(connection).await?;
    let rows = list
        .order((organizations::created_at.desc(), organizations::id.desc()))
        .limit(page.limit().into())
        .offset(page.offset())
        .select((OrganizationRow::as_select(), organization_members::role.nullable()))
        .load(connection)
        .await?;
    Ok((total, rows))
}

async fn all(
    connection: &mut AsyncPgConnection,
    actor: UserId,
    page: PageRequest,
) -> QueryResult<(i64, Vec<Listed>)> {
    let places = organization_members::table.on(organization_members::tenant_id
        .eq(organizations::tenant_id)
        .and(organization_members::organization_id.eq(organizations::id))
        .and(organization_members::user_id.eq(actor.uuid())));
    let live = organizations::table.filter(organizations::deleted_at.is_null());
    let total = live.count().get_result(connection).await?;
    let rows = live
        .left_join(places)
        .order((organizations::created_at.desc(), organizations::id.desc()))
        .limit(page.limit().into())
        .offset(page.offset())
        .select((OrganizationRow::as_select(), organization_members::role.nullable()))
        .load(connection)
        .await?;
    Ok((total, rows))
}

fn with_role((row, role): Listed) -> Result<OrganizationWithRole, StoreError> {
    let role = role.map(|role| named("organization_members.role", &role)).transpose()?;
    Ok(OrganizationWithRole { organization: row.try_into()?, role })
}
