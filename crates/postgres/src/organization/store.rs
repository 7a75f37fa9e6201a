//! The port [`OrganizationStore`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::TenantScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::OrganizationId;
use tenantry_domain::organization::{
    Membership, NewOrganization, Organization, OrganizationChange, OrganizationStore,
    OrganizationWithRole,
};
use tenantry_domain::page::{Page, PageRequest};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::text::Description;
use time::OffsetDateTime;

use super::insert::insert_organization;
use super::list::{all, own, with_role};
use super::row::OrganizationRow;
use crate::audit::record_in_tenant;
use crate::database::Database;
use crate::invitation::cancel_all;
use crate::membership::hold_place;
use crate::row::count;
use crate::schema::organizations;
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
                let person = scope.actor().user();
                let (total, rows) = match membership {
                    Membership::Own => own(connection, person, page).await?,
                    Membership::All => all(connection, person, None, page).await?,
                    Membership::One(one) => all(connection, person, Some(one), page).await?,
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
                let (tenant, owner) = (scope.tenant(), scope.actor().user());
                // Who leaves the tenant meanwhile would leave it with an organization that nobody owns.
                let may = hold_live_tenant(connection, tenant).await?
                    && match owner {
                        Some(owner) => hold_place(connection, tenant, owner).await?,
                        None => true,
                    };
                if !may {
                    return Err(StoreError::unavailable(OWNER_LEFT).into());
                }
                let row = insert_organization(connection, tenant, owner, &new, at).await?;
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

    async fn delete(
        &self,
        scope: &TenantScope,
        id: OrganizationId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                // What lies in it asks whether it lives, so that nothing but its invitations has to be touched.
                let organization = organizations::table.find((scope.tenant().uuid(), id.uuid()));
                let deleted = diesel::update(organization)
                    .filter(organizations::deleted_at.is_null())
                    .set((organizations::deleted_at.eq(at), organizations::updated_at.eq(at)))
                    .execute(connection)
                    .await?;
                if deleted == 0 {
                    return Ok(false);
                }
                cancel_all(connection, scope.tenant(), id, at).await?;
                let (action, target) = (Action::OrganizationDelete, Target::Organization(id));
                record_in_tenant(connection, scope, action, target, Some(id), at).await?;
                Ok(true)
            })
            .await
    }
}
