//! `GET /api/v1/orgs/{org_id}/projects/{project_id}`

use actix_web::{HttpResponse, get, web};

use super::response::ProjectResponse;
use crate::answer::{CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, InProject};
use crate::services::Services;

/// Show a project
#[utoipa::path(
    tag = "Projects",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("project_id" = String, Path, description = "The project"),
    ),
    responses(
        (status = 200, description = "The project", body = ProjectResponse),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/orgs/{org_id}/projects/{project_id}")]
pub(crate) async fn get_project(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InProject(path): InProject,
) -> Result<HttpResponse, Problem> {
    let project = services.projects.get(&caller, path).await?;
    Ok(HttpResponse::Ok().json(ProjectResponse::from(project)))
}
