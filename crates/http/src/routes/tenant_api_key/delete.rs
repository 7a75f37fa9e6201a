//! `DELETE /api/tenant-api-key/{id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, MessageResponse, ServerFailures, SuperAdminRefusals};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{InSession, TenantApiKeyPath};
use crate::services::Services;

/// Delete an API key of the current tenant
///
/// For its `SUPER_ADMIN`s. The key is dead at once.
#[utoipa::path(
    tag = "Tenant API keys",
    params(("id" = String, Path, description = "The key")),
    responses(
        (status = 200, description = "The key is dead", body = MessageResponse),
        CallerRefusals,
        (status = 400, description = "The id is no UUID, or several credentials (`invalid_request`)", body = ProblemResponse),
        SuperAdminRefusals,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[delete("/api/tenant-api-key/{id}")]
pub(crate) async fn delete_tenant_api_key(
    services: web::Data<Services>,
    InSession(caller): InSession,
    TenantApiKeyPath(key): TenantApiKeyPath,
) -> Result<HttpResponse, Problem> {
    services.tenant_api_keys.delete(&caller, key).await?;
    Ok(HttpResponse::Ok().json(MessageResponse { message: "the API key is deleted" }))
}
