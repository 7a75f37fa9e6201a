//! `POST /api/tenant-setting`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::setting::{PutSetting, SettingName, SettingValue};
use utoipa::ToSchema;

use super::response::SettingResponse;
use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures, SuperAdminRefusals};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Fields, InSession, Json};
use crate::services::Services;

/// The setting to keep.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PutSettingRequest {
    #[schema(example = "smtp.host", pattern = "^[A-Za-z][A-Za-z0-9_.-]{0,127}$")]
    name: String,
    /// `********` keeps the value that there is.
    #[schema(example = "mail.example.com", max_length = 4096)]
    value: String,
    /// Whether the value is to be kept encrypted, and never shown again. What is secret already, or by its name, stays so.
    #[serde(default)]
    #[schema(default = false)]
    secret: bool,
}

impl PutSettingRequest {
    fn parse(self) -> Result<PutSetting, Problem> {
        let mut fields = Fields::default();
        let name = fields.check("name", SettingName::new(self.name));
        let value = fields.check("value", SettingValue::new(self.value));
        let (name, value) = name.zip(value).ok_or_else(|| fields.problem())?;
        Ok(PutSetting { name, value, secret: self.secret })
    }
}

/// Keep a setting of the current tenant
///
/// Makes one, or gives the one of this name another value; for its `SUPER_ADMIN`s. Where the name says secret, password, token,
/// private key, API key, DSN or write key, in whatever spelling, the value is secret even if nobody says so.
#[utoipa::path(
    tag = "Tenant settings",
    request_body = PutSettingRequest,
    responses(
        (status = 200, description = "The setting, which was there before, as it is now", body = SettingResponse),
        (status = 201, description = "The setting, which is new", body = SettingResponse),
        CallerRefusals,
        BodyRefusals,
        (status = 400, description = "A field is not valid, or the value is `********` and there is none to keep (`invalid_request`), or the tenant has all the settings that it may have (`setting_limit_reached`)", body = ProblemResponse),
        SuperAdminRefusals,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/tenant-setting")]
pub(crate) async fn put_setting(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<PutSettingRequest>,
) -> Result<HttpResponse, Problem> {
    let written = services.settings.put(&caller, request.parse()?).await?;
    let mut answer = if written.is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(SettingResponse::from(written.setting)))
}
