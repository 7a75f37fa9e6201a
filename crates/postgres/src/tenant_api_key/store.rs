//! The port [`TenantApiKeyStore`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::TenantScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::TenantApiKeyId;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant_api_key::{NewTenantApiKey, TenantApiKey, TenantApiKeyStore};
use time::OffsetDateTime;

use super::row::TenantApiKeyRow;
use crate::audit::record_in_tenant;
use crate::credential::insert_tenant_api_key;
use crate::database::Database;
use crate::schema::tenant_api_keys;
use crate::tenant::{TENANT_WENT, hold_live_tenant};

/// Keeps the API keys of tenants in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresTenantApiKeyStore {
    database: Database,
}

impl PostgresTenantApiKeyStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl TenantApiKeyStore for PostgresTenantApiKeyStore {
    async fn list(
        &self,
        scope: &TenantScope,
        at: OffsetDateTime,
    ) -> Result<Vec<TenantApiKey>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let rows: Vec<TenantApiKeyRow> = tenant_api_keys::table
                    .filter(tenant_api_keys::tenant_id.eq(scope.tenant().uuid()))
                    .filter(tenant_api_keys::deleted_at.is_null())
                    .order((tenant_api_keys::created_at.desc(), tenant_api_keys::id.desc()))
                    .select(TenantApiKeyRow::as_select())
                    .load(connection)
                    .await?;
                let keys = rows.into_iter().map(|row| row.into_key(at));
                Ok(keys.collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn insert(
        &self,
        scope: &TenantScope,
        new: NewTenantApiKey,
        at: OffsetDateTime,
    ) -> Result<TenantApiKey, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                if !hold_live_tenant(connection, scope.tenant()).await? {
                    return Err(StoreError::unavailable(TENANT_WENT).into());
                }
                let row: TenantApiKeyRow = diesel::insert_into(tenant_api_keys::table)
                    .values((
                        tenant_api_keys::tenant_id.eq(scope.tenant().uuid()),
                        tenant_api_keys::id.eq(new.id.uuid()),
                        tenant_api_keys::name.eq(new.name.as_str()),
                        tenant_api_keys::prefix.eq(&new.prefix),
                        tenant_api_keys::masked.eq(&new.masked),
                        tenant_api_keys::created_at.eq(at),
                        tenant_api_keys::expires_at.eq(new.expires_at),
                    ))
                    .returning(TenantApiKeyRow::as_returning())
                    .get_result(connection)
                    .await?;
                insert_tenant_api_key(connection, new.digest, new.id, scope.tenant()).await?;
                let (action, target) = (Action::TenantApiKeyCreate, Target::TenantApiKey(new.id));
                record_in_tenant(connection, scope, action, target, None, at).await?;
                Ok(row.into_key(at)?)
            })
            .await
    }

    async fn delete(
        &self,
        scope: &TenantScope,
        id: TenantApiKeyId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let key = tenant_api_keys::table.find((scope.tenant().uuid(), id.uuid()));
                let deleted = diesel::update(key)
                    .filter(tenant_api_keys::deleted_at.is_null())
                    .set(tenant_api_keys::deleted_at.eq(at))
                    .execute(connection)
                    .await?;
                if deleted == 0 {
                    return Ok(false);
                }
                let (action, target) = (Action::TenantApiKeyDelete, Target::TenantApiKey(id));
                record_in_tenant(connection, scope, action, target, None, at).await?;
                Ok(true)
            })
            .await
    }
}
