//! A service credential as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::access::ServiceRight;
use tenantry_domain::id::ServiceCredentialId;
use tenantry_domain::service_credential::{ServiceCredential, ServiceCredentialName};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::schema::service_credentials;

#[derive(Queryable, Selectable)]
#[diesel(table_name = service_credentials, check_for_backend(Pg))]
pub(super) struct ServiceCredentialRow {
    id: Uuid,
    name: String,
    masked: String,
    created_at: OffsetDateTime,
    revoked_at: Option<OffsetDateTime>,
    rights: Vec<Option<String>>,
    last_used_at: Option<OffsetDateTime>,
}

impl TryFrom<ServiceCredentialRow> for ServiceCredential {
    type Error = StoreError;

    fn try_from(row: ServiceCredentialRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: ServiceCredentialId::new(row.id),
            name: ServiceCredentialName::new(row.name).map_err(StoreError::failed)?,
            masked: row.masked,
            rights: rights(&row.rights),
            created_at: row.created_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        })
    }
}

/// The rights that this build knows. While nodes are replaced one by one, newer ones may write others, which are of no use here.
pub(crate) fn rights(stored: &[Option<String>]) -> Vec<ServiceRight> {
    stored.iter().flatten().filter_map(|name| name.parse().ok()).collect()
}
