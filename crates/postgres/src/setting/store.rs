//! The port [`SettingStore`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::TenantScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::SettingId;
use tenantry_domain::setting::{
    ChangeSettingError, DecideSetting, SettingName, SettingStore, StoredSetting,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use super::put::put;
use super::row::SettingRow;
use crate::audit::record_in_tenant;
use crate::database::Database;
use crate::schema::tenant_settings;

/// Keeps the settings of tenants in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresSettingStore {
    database: Database,
}

impl PostgresSettingStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl SettingStore for PostgresSettingStore {
    async fn list(&self, scope: &TenantScope) -> Result<Vec<StoredSetting>, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let rows: Vec<SettingRow> = tenant_settings::table
                    .filter(tenant_settings::tenant_id.eq(scope.tenant().uuid()))
                    .order(tenant_settings::name)
                    .select(SettingRow::as_select())
                    .load(connection)
                    .await?;
                let settings = rows.into_iter().map(StoredSetting::try_from);
                Ok(settings.collect::<Result<_, _>>()?)
            })
            .await
    }

    async fn put<'a>(
        &self,
        scope: &TenantScope,
        id: SettingId,
        name: SettingName,
        decide: DecideSetting<'a>,
        at: OffsetDateTime,
    ) -> Result<StoredSetting, ChangeSettingError> {
        self.database
            .in_tenant(scope, async |connection| {
                put(connection, scope, id, &name, decide, at).await
            })
            .await
    }

    async fn delete(
        &self,
        scope: &TenantScope,
        id: SettingId,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_tenant(scope, async |connection| {
                let setting = tenant_settings::table.find((scope.tenant().uuid(), id.uuid()));
                if diesel::delete(setting).execute(connection).await? == 0 {
                    return Ok(false);
                }
                let (action, target) = (Action::SettingDelete, Target::Setting(id));
                record_in_tenant(connection, scope, action, target, None, at).await?;
                Ok(true)
            })
            .await
    }
}
