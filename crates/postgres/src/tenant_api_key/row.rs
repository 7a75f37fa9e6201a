//! A tenant's API key as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::id::{TenantApiKeyId, TenantId};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant_api_key::{TenantApiKey, TenantApiKeyName};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::schema::tenant_api_keys;

#[derive(Queryable, Selectable)]
#[diesel(table_name = tenant_api_keys, check_for_backend(Pg))]
pub(super) struct TenantApiKeyRow {
    tenant_id: Uuid,
    id: Uuid,
    name: String,
    prefix: String,
    masked: String,
    created_at: OffsetDateTime,
    expires_at: Option<OffsetDateTime>,
    last_used_at: Option<OffsetDateTime>,
}

impl TenantApiKeyRow {
    /// The key as it is at this moment.
    pub(super) fn into_key(self, at: OffsetDateTime) -> Result<TenantApiKey, StoreError> {
        Ok(TenantApiKey {
            id: TenantApiKeyId::new(self.id),
            tenant: TenantId::new(self.tenant_id),
            name: TenantApiKeyName::new(self.name).map_err(StoreError::failed)?,
            masked: self.masked,
            prefix: self.prefix,
            created_at: self.created_at,
            expires_at: self.expires_at,
            expired: TenantApiKey::has_expired(self.expires_at, at),
            last_used_at: self.last_used_at,
        })
    }
}
