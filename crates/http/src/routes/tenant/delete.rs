//! `DELETE /api/tenant`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, MessageResponse, ServerFailures, SuperAdminRefusals};
use crate::problem::Problem;
use crate::request::InSession;
use crate::services::Services;

/// Delete the current tenant
///
/// For its `SUPER_ADMIN`s. Everything in it is gone for everybody at once, and every credential of it is dead. Its people stay, without
/// this tenant, and may create one again.
#[utoipa::path(
    tag = "Tenants",
    responses(
        (status = 200, description = "The tenant is gone", body = MessageResponse),
        CallerRefusals,
        SuperAdminRefusals,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[delete("/api/tenant")]
pub(crate) async fn delete_tenant(
    services: web::Data<Services>,
    InSession(caller): InSession,
) -> Result<HttpResponse, Problem> {
    services.tenants.delete(&caller).await?;
    Ok(HttpResponse::Ok().json(MessageResponse { message: "the tenant is deleted" }))
}
