//! `GET /api/tenant-setting`

use actix_web::{HttpResponse, get, web};

use super::response::SettingResponse;
use crate::answer::{CallerRefusals, ServerFailures, SuperAdminRefusals};
use crate::problem::Problem;
use crate::request::InSession;
use crate::services::Services;

/// List the settings of the current tenant
///
/// All of them, by name; for its `SUPER_ADMIN`s. What is secret is shown as `********`.
#[utoipa::path(
    tag = "Tenant settings",
    responses(
        (status = 200, description = "The settings", body = Vec<SettingResponse>),
        CallerRefusals,
        SuperAdminRefusals,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[get("/api/tenant-setting")]
pub(crate) async fn list_settings(
    services: web::Data<Services>,
    InSession(caller): InSession,
) -> Result<HttpResponse, Problem> {
    let found = services.settings.list(&caller).await?;
    let settings: Vec<SettingResponse> = found.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(settings))
}
