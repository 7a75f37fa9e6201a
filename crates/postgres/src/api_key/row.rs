//! An API key as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::api_key::{ApiKey, ApiKeyName, ResourceType};
use tenantry_domain::id::{ActorId, ApiKeyId};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::count;
use crate::schema::api_keys;

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys, check_for_backend(Pg))]
pub(super) struct ApiKeyRow {
    id: Uuid,
    name: String,
    masked: String,
    resource_type: String,
    created_by: Uuid,
    created_at: OffsetDateTime,
    expires_at: Option<OffsetDateTime>,
    last_used_at: Option<OffsetDateTime>,
    request_count: i64,
}

impl TryFrom<ApiKeyRow> for ApiKey {
    type Error = StoreError;

    fn try_from(row: ApiKeyRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ApiKeyId::new(row.id),
            name: ApiKeyName::new(row.name).map_err(StoreError::failed)?,
            masked: row.masked,
            resource_type: ResourceType::stored(row.resource_type),
            created_by: ActorId::new(row.created_by),
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            request_count: count(row.request_count),
        })
    }
}
