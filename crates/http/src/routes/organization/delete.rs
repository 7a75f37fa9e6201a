//! `DELETE /api/v1/orgs/{org_id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, InOrganization};
use crate::services::Services;

/// Delete an organization
///
/// For its owners, and the `SUPER_ADMIN`s of the tenant. Everything in it stops working at once: its projects, their API keys, and the
/// personal access tokens that are bound to it.
#[utoipa::path(
    tag = "Organizations",
    params(("org_id" = String, Path, description = "The organization")),
    responses(
        (status = 204, description = "The organization is gone"),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[delete("/api/v1/orgs/{org_id}")]
pub(crate) async fn delete_organization(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InOrganization(organization): InOrganization,
) -> Result<HttpResponse, Problem> {
    services.organizations.delete(&caller, organization).await?;
    Ok(HttpResponse::NoContent().finish())
}
