//! A tenant on the wire.

use serde::Serialize;
use tenantry_domain::tenant::Tenant;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// A tenant.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TenantResponse {
    id: Uuid,
    #[schema(example = "Analytical Engines")]
    name: String,
    #[schema(example = "https://example.com/logo.svg")]
    logo: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

impl From<Tenant> for TenantResponse {
    fn from(tenant: Tenant) -> Self {
        Self {
            id: tenant.id.uuid(),
            name: tenant.name.into_string(),
            logo: tenant.logo.map(|logo| logo.as_str().to_owned()),
            created_at: tenant.created_at,
            updated_at: tenant.updated_at,
        }
    }
}
