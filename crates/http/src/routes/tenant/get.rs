//! `GET /api/tenant`

use actix_web::{HttpResponse, get, web};

use super::response::TenantResponse;
use crate::answer::{CallerRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::Authenticated;
use crate::services::Services;

/// Show the current tenant
#[utoipa::path(
    tag = "Tenants",
    responses(
        (status = 200, description = "The tenant that the session acts in", body = TenantResponse),
        CallerRefusals,
        (status = 404, description = "The caller has no tenant (`not_found`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/tenant")]
pub(crate) async fn get_tenant(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
) -> Result<HttpResponse, Problem> {
    let tenant = services.tenants.current(&caller).await?;
    Ok(HttpResponse::Ok().json(TenantResponse::from(tenant)))
}
