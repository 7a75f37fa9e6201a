//! `GET /api/tenant-api-key`

use actix_web::{HttpResponse, get, web};

use super::response::TenantApiKeyResponse;
use crate::answer::{CallerRefusals, ServerFailures, SuperAdminRefusals};
use crate::problem::Problem;
use crate::request::InSession;
use crate::services::Services;

/// List the API keys of the current tenant
///
/// All that were not deleted, expired ones too, the newest first; for its `SUPER_ADMIN`s.
#[utoipa::path(
    tag = "Tenant API keys",
    responses(
        (status = 200, description = "The keys", body = Vec<TenantApiKeyResponse>),
        CallerRefusals,
        SuperAdminRefusals,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[get("/api/tenant-api-key")]
pub(crate) async fn list_tenant_api_keys(
    services: web::Data<Services>,
    InSession(caller): InSession,
) -> Result<HttpResponse, Problem> {
    let found = services.tenant_api_keys.list(&caller).await?;
    let keys: Vec<TenantApiKeyResponse> = found.into_iter().map(Into::into).collect();
    Ok(HttpResponse::Ok().json(keys))
}
