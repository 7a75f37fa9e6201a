//! A tenant as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::id::TenantId;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{LogoUrl, Tenant, TenantName};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::schema::tenants;

#[derive(Queryable, Selectable)]
#[diesel(table_name = tenants, check_for_backend(Pg))]
pub(crate) struct TenantRow {
    id: Uuid,
    name: String,
    logo: Option<String>,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl TryFrom<TenantRow> for Tenant {
    type Error = StoreError;

    fn try_from(row: TenantRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: TenantId::new(row.id),
            name: TenantName::new(row.name).map_err(StoreError::failed)?,
            logo: row.logo.map(LogoUrl::new).transpose().map_err(StoreError::failed)?,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
