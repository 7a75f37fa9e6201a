//! `DELETE /api/v1/orgs/{org_id}/projects/{project_id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, InProject};
use crate::services::Services;

/// Delete a project
///
/// For those who run the organization. The project's API keys are dead at once.
#[utoipa::path(
    tag = "Projects",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("project_id" = String, Path, description = "The project"),
    ),
    responses(
        (status = 204, description = "The project is gone"),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[delete("/api/v1/orgs/{org_id}/projects/{project_id}")]
pub(crate) async fn delete_project(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InProject(path): InProject,
) -> Result<HttpResponse, Problem> {
    services.projects.delete(&caller, path).await?;
    Ok(HttpResponse::NoContent().finish())
}
