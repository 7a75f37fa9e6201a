//! A setting on the wire.

use serde::Serialize;
use tenantry_domain::setting::Setting;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

/// A setting, without what is secret in it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingResponse {
    id: Uuid,
    #[schema(example = "smtp.host")]
    name: String,
    /// The value; `********` of one that is secret.
    #[schema(example = "mail.example.com")]
    value: String,
    tenant_id: Uuid,
    /// Whether the value is kept encrypted and never shown.
    is_secret: bool,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

impl From<Setting> for SettingResponse {
    fn from(setting: Setting) -> Self {
        Self {
            id: setting.id.uuid(),
            name: setting.name.as_str().to_owned(),
            value: setting.value,
            tenant_id: setting.tenant.uuid(),
            is_secret: setting.is_secret,
            created_at: setting.created_at,
            updated_at: setting.updated_at,
        }
    }
}
