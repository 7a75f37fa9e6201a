//! A setting as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::id::{SettingId, TenantId};
use tenantry_domain::secret::SealedBytes;
use tenantry_domain::setting::{SettingName, StoredSetting, StoredValue};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::UnknownValue;
use crate::schema::tenant_settings;

#[derive(Queryable, Selectable)]
#[diesel(table_name = tenant_settings, check_for_backend(Pg))]
pub(super) struct SettingRow {
    tenant_id: Uuid,
    id: Uuid,
    name: String,
    value: Option<String>,
    sealed: Option<Vec<u8>>,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl TryFrom<SettingRow> for StoredSetting {
    type Error = StoreError;

    fn try_from(row: SettingRow) -> Result<Self, StoreError> {
        let value = match (row.value, row.sealed) {
            (Some(value), None) => StoredValue::Plain(value),
            (None, Some(sealed)) => StoredValue::Sealed(SealedBytes(sealed)),
            _ => return Err(UnknownValue::in_column("tenant_settings.value")),
        };
        Ok(Self {
            id: SettingId::new(row.id),
            tenant: TenantId::new(row.tenant_id),
            name: SettingName::new(row.name).map_err(StoreError::failed)?,
            value,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// The two columns of a value, of which one is empty.
pub(super) fn columns(value: StoredValue) -> (Option<String>, Option<Vec<u8>>) {
    match value {
        StoredValue::Plain(value) => (Some(value), None),
        StoredValue::Sealed(SealedBytes(sealed)) => (None, Some(sealed)),
    }
}
