//! A tenant's API key on the wire.

use serde::Serialize;
use tenantry_domain::secret::Issued;
use tenantry_domain::tenant_api_key::TenantApiKey;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// An API key of a tenant.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TenantApiKeyResponse {
    id: Uuid,
    #[schema(example = "nightly set-up")]
    name: String,
    /// How the key begins and ends; in the answer that made it, the key itself.
    #[schema(example = "tk-nc-3kTn...9QfA")]
    api_key: String,
    /// How the key begins: what `X-APP-ID` may say along with it.
    #[schema(example = "tk-nc-3kTn")]
    prefix: String,
    tenant_id: Uuid,
    /// When it ends by itself; null if it doesn't.
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
    /// Whether that has come.
    expired: bool,
    /// When it was last good for something; null before that.
    #[serde(with = "time::serde::rfc3339::option")]
    last_used_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<TenantApiKey> for TenantApiKeyResponse {
    fn from(key: TenantApiKey) -> Self {
        Self {
            id: key.id.uuid(),
            name: key.name.into_string(),
            api_key: key.masked,
            prefix: key.prefix,
            tenant_id: key.tenant.uuid(),
            expires_at: key.expires_at,
            expired: key.expired,
            last_used_at: key.last_used_at,
            created_at: key.created_at,
        }
    }
}

impl From<Issued<TenantApiKey>> for TenantApiKeyResponse {
    fn from(issued: Issued<TenantApiKey>) -> Self {
        Self { api_key: issued.secret.expose().to_owned(), ..issued.item.into() }
    }
}
