//! The port [`TenantStore`].

use async_trait::async_trait;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::{TenantScope, UserScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{MemberId, TenantId};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{
    DecideFounding, Founding, LogoUrl, Memberships, OwnTenant, ProvisionError, Tenant,
    TenantChange, TenantName, TenantStore,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::founding::found;
use super::row::TenantRow;
use crate::audit::record_in_tenant;
use crate::database::{Database, WorkError};
use crate::row::{ACTIVE, count, named};
use crate::schema::{tenant_members, tenants, users};

/// Keeps tenants in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresTenantStore {
    database: Database,
}

impl PostgresTenantStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

/// A tenant that works.
#[auto_type(no_type_alias)]
fn open(tenant: Uuid) -> _ {
    let active: &'static str = ACTIVE;
    tenants::table
        .find(tenant)
        .filter(tenants::deleted_at.is_null())
        .filter(tenants::status.eq(active))
}

#[async_trait]
impl TenantStore for PostgresTenantStore {
    async fn provision<'a>(
        &self,
        scope: &UserScope,
        founding: Founding,
        decide: DecideFounding<'a>,
        at: OffsetDateTime,
    ) -> Result<Tenant, ProvisionError> {
        self.database
            .in_user(scope, async |connection| {
                let founder = scope.user().uuid();
                // Whoever adds a membership locks the account first, so that the count below holds.
                let account: Option<Uuid> = users::table
                    .find(founder)
                    .filter(users::deleted_at.is_null())
                    .select(users::id)
                    .for_no_key_update()
                    .first(connection)
                    .await
                    .optional()?;
                if account.is_none() {
                    return Err(WorkError::Refused(ProvisionError::Gone));
                }
                // A suspended tenant is not gone: to found another would be a way around the suspension.
                let memberships: i64 = tenant_members::table
                    .inner_join(tenants::table)
                    .filter(tenant_members::user_id.eq(founder))
                    .filter(tenants::deleted_at.is_null())
                    .count()
                    .get_result(connection)
                    .await?;
                decide(Memberships(count(memberships)))
                    .map_err(|denied| WorkError::Refused(denied.into()))?;
                let row = found(connection, scope.user(), &founding, scope.trail(), at).await?;
                Ok(row.try_into()?)
            })
            .await
    }

    async fn list_own(&self, scope: &UserScope) -> Result<Vec<OwnTenant>, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let rows: Vec<OwnTenantColumns> = tenant_members::table
                    .inner_join(tenants::table)
                    .filter(tenant_members::user_id.eq(scope.user().uuid()))
                    .filter(tenants::status.eq(ACTIVE))
                    .filter(tenants::deleted_at.is_null())
                    .order((tenant_members::created_at, tenant_members::id))
                    .select((tenants::id, tenants::name, tenant_members::id, tenant_members::role))
                    .load(connection)
                    .await?;
                Ok(rows.into_iter().map(own_tenant).collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn change(
        &self,
        scope: &TenantScope,
        change: TenantChange,
        at: OffsetDateTime,
    ) -> Result<Option<Tenant>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let row: Option<TenantRow> = diesel::update(open(scope.tenant().uuid()))
                    .set((
                        change.name.as_ref().map(|name| tenants::name.eq(name.as_str())),
                        change
                            .logo
                            .as_ref()
                            .map(|logo| tenants::logo.eq(logo.as_ref().map(LogoUrl::as_str))),
                        tenants::updated_at.eq(at),
                    ))
                    .returning(TenantRow::as_returning())
                    .get_result(connection)
                    .await
                    .optional()?;
                let Some(row) = row else {
                    return Ok(None);
                };
                let (action, target) = (Action::TenantUpdate, Target::Tenant(scope.tenant()));
                record_in_tenant(connection, scope, action, target, None, at).await?;
                Ok(Some(row.try_into()?))
            })
            .await
    }

    async fn delete(&self, scope: &TenantScope, at: OffsetDateTime) -> Result<bool, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                // What lies in it asks whether it lives, so that nothing else has to be touched.
                let deleted = diesel::update(open(scope.tenant().uuid()))
                    .set((tenants::deleted_at.eq(at), tenants::updated_at.eq(at)))
                    .execute(connection)
                    .await?;
                if deleted == 0 {
                    return Ok(false);
                }
                let (action, target) = (Action::TenantDelete, Target::Tenant(scope.tenant()));
                record_in_tenant(connection, scope, action, target, None, at).await?;
                Ok(true)
            })
            .await
    }

    async fn find(&self, scope: &TenantScope) -> Result<Option<Tenant>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let row = open(scope.tenant().uuid())
                    .select(TenantRow::as_select())
                    .first(connection)
                    .await
                    .optional()?;
                Ok(row.map(Tenant::try_from).transpose()?)
            })
            .await
    }
}

/// A tenant's name and title, then the person's place and role there.
type OwnTenantColumns = (Uuid, String, Uuid, String);

fn own_tenant((id, name, member, role): OwnTenantColumns) -> Result<OwnTenant, StoreError> {
    Ok(OwnTenant {
        member: MemberId::new(member),
        id: TenantId::new(id),
        name: TenantName::new(name).map_err(StoreError::failed)?,
        role: named("tenant_members.role", &role)?,
    })
}
