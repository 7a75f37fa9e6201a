//! What a setting writes. Whoever writes one holds the tenant, so that none is counted wrongly.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::TenantScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::SettingId;
use tenantry_domain::setting::{
    ChangeSettingError, DecideSetting, SettingName, SettingsBefore, StoredSetting, StoredValue,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::row::{SettingRow, columns};
use crate::audit::record_in_tenant;
use crate::database::WorkError;
use crate::row::count;
use crate::schema::tenant_settings;
use crate::tenant::{TENANT_WENT, lock_live_tenant};

pub(super) async fn put(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    id: SettingId,
    name: &SettingName,
    decide: DecideSetting<'_>,
    at: OffsetDateTime,
) -> Result<StoredSetting, WorkError<ChangeSettingError>> {
    let tenant = scope.tenant();
    if lock_live_tenant(connection, tenant).await?.is_none() {
        return Err(StoreError::unavailable(TENANT_WENT).into());
    }
    let former = lock(connection, tenant.uuid(), name).await?;
    let former: Option<StoredSetting> = former.map(StoredSetting::try_from).transpose()?;
    let before = SettingsBefore {
        value: former.as_ref().map(|setting| setting.value.clone()),
        count: count(number_of(connection, tenant.uuid()).await?),
    };
    let value = decide(&before).map_err(|refused| WorkError::Refused(refused.into()))?;
    let (action, row) = if let Some(former) = former {
        let row = replace(connection, tenant.uuid(), former.id, value, at).await?;
        (Action::SettingUpdate, row)
    } else {
        let row = insert(connection, tenant.uuid(), id, name, value, at).await?;
        (Action::SettingCreate, row)
    };
    let setting = StoredSetting::try_from(row)?;
    let target = Target::Setting(setting.id);
    record_in_tenant(connection, scope, action, target, None, at).await?;
    Ok(setting)
}

/// The setting of this name, which can't be removed meanwhile.
async fn lock(
    connection: &mut AsyncPgConnection,
    tenant: Uuid,
    name: &SettingName,
) -> QueryResult<Option<SettingRow>> {
    tenant_settings::table
        .filter(tenant_settings::tenant_id.eq(tenant))
        .filter(tenant_settings::name.eq(name.as_str()))
        .select(SettingRow::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()
}

async fn number_of(connection: &mut AsyncPgConnection, tenant: Uuid) -> QueryResult<i64> {
    tenant_settings::table
        .filter(tenant_settings::tenant_id.eq(tenant))
        .count()
        .get_result(connection)
        .await
}

async fn replace(
    connection: &mut AsyncPgConnection,
    tenant: Uuid,
    former: SettingId,
    value: StoredValue,
    at: OffsetDateTime,
) -> QueryResult<SettingRow> {
    let (value, sealed) = columns(value);
    diesel::update(tenant_settings::table.find((tenant, former.uuid())))
        .set((
            tenant_settings::value.eq(value),
            tenant_settings::sealed.eq(sealed),
            tenant_settings::updated_at.eq(at),
        ))
        .returning(SettingRow::as_returning())
        .get_result(connection)
        .await
}

async fn insert(
    connection: &mut AsyncPgConnection,
    tenant: Uuid,
    id: SettingId,
    name: &SettingName,
    value: StoredValue,
    at: OffsetDateTime,
) -> QueryResult<SettingRow> {
    let (value, sealed) = columns(value);
    diesel::insert_into(tenant_settings::table)
        .values((
            tenant_settings::tenant_id.eq(tenant),
            tenant_settings::id.eq(id.uuid()),
            tenant_settings::name.eq(name.as_str()),
            tenant_settings::value.eq(value),
            tenant_settings::sealed.eq(sealed),
            tenant_settings::created_at.eq(at),
            tenant_settings::updated_at.eq(at),
        ))
        .returning(SettingRow::as_returning())
        .get_result(connection)
        .await
}
