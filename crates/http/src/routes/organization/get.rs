//! `GET /api/v1/orgs/{org_id}`

use actix_web::{HttpResponse, get, web};

use super::response::OrganizationResponse;
use crate::answer::{CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, InOrganization};
use crate::services::Services;

/// Show an organization
#[utoipa::path(
    tag = "Organizations",
    params(("org_id" = String, Path, description = "The organization")),
    responses(
        (status = 200, description = "The organization", body = OrganizationResponse),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/orgs/{org_id}")]
pub(crate) async fn get_organization(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InOrganization(organization): InOrganization,
) -> Result<HttpResponse, Problem> {
    let organization = services.organizations.get(&caller, organization).await?;
    Ok(HttpResponse::Ok().json(OrganizationResponse::from(organization)))
}
