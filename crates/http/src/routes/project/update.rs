//! `PATCH /api/v1/orgs/{org_id}/projects/{project_id}`

use actix_web::{HttpResponse, patch, web};
use serde::Deserialize;
use tenantry_domain::project::{ProjectChange, ProjectName};
use tenantry_domain::text::Description;
use utoipa::ToSchema;

use super::response::ProjectResponse;
use crate::answer::{BodyRefusals, CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, InProject, Json, nullable, present};
use crate::services::Services;

/// What changes; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateProjectRequest {
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    name: Option<String>,
    /// `null` clears it.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Option<Option<String>>,
}

impl UpdateProjectRequest {
    fn parse(self) -> Result<ProjectChange, Problem> {
        let mut fields = Fields::default();
        let name = fields.optional("name", self.name, ProjectName::new);
        let description = fields.nullable("description", self.description, Description::new);
        name.zip(description)
            .map(|(name, description)| ProjectChange { name, description })
            .ok_or_else(|| fields.problem())
    }
}

/// Change a project
#[utoipa::path(
    tag = "Projects",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("project_id" = String, Path, description = "The project"),
    ),
    request_body = UpdateProjectRequest,
    responses(
        (status = 200, description = "The project as it is now", body = ProjectResponse),
        CallerRefusals,
        BodyRefusals,
        PlaceRefusals,
        (status = 409, description = "Another live project of the organization has the name (`project_name_taken`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[patch("/api/v1/orgs/{org_id}/projects/{project_id}")]
pub(crate) async fn update_project(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InProject(path): InProject,
    Json(request): Json<UpdateProjectRequest>,
) -> Result<HttpResponse, Problem> {
    let changed = services.projects.change(&caller, path, request.parse()?).await?;
    Ok(HttpResponse::Ok().json(ProjectResponse::from(changed)))
}
