//! `DELETE /api/tenant-setting/{id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, MessageResponse, ServerFailures, SuperAdminRefusals};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{InSession, SettingPath};
use crate::services::Services;

/// Remove a setting of the current tenant
///
/// For its `SUPER_ADMIN`s.
#[utoipa::path(
    tag = "Tenant settings",
    params(("id" = String, Path, description = "The setting")),
    responses(
        (status = 200, description = "The setting is gone", body = MessageResponse),
        CallerRefusals,
        (status = 400, description = "The id is no UUID, or several credentials (`invalid_request`)", body = ProblemResponse),
        SuperAdminRefusals,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[delete("/api/tenant-setting/{id}")]
pub(crate) async fn delete_setting(
    services: web::Data<Services>,
    InSession(caller): InSession,
    SettingPath(setting): SettingPath,
) -> Result<HttpResponse, Problem> {
    services.settings.delete(&caller, setting).await?;
    Ok(HttpResponse::Ok().json(MessageResponse { message: "the setting is deleted" }))
}
