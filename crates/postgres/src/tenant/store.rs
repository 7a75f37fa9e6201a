//! The port [`TenantStore`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::{TenantScope, UserScope};
use tenantry_domain::id::{MemberId, TenantId};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{
    DecideFounding, Founding, Memberships, OwnTenant, ProvisionError, Tenant, TenantName,
    TenantStore,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::founding::found;
use super::row::TenantRow;
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

    async fn find(&self, scope: &TenantScope) -> Result<Option<Tenant>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let row = tenants::table
                    .find(scope.tenant().uuid())
                    .filter(tenants::deleted_at.is_null())
                    .filter(tenants::status.eq(ACTIVE))
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
