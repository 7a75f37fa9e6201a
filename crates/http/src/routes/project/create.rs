//! `POST /api/v1/orgs/{org_id}/projects`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::project::ProjectName;
use tenantry_domain::text::Description;
use utoipa::ToSchema;

use super::response::ProjectResponse;
use crate::answer::{BodyRefusals, CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, InOrganization, Json};
use crate::services::Services;

/// The project to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateProjectRequest {
    #[schema(example = "Bernoulli numbers", min_length = 1, max_length = 100)]
    name: String,
    #[schema(max_length = 1000)]
    description: Option<String>,
}

impl CreateProjectRequest {
    fn parse(self) -> Result<(ProjectName, Option<Description>), Problem> {
        let mut fields = Fields::default();
        let name = fields.check("name", ProjectName::new(self.name));
        let description = fields.optional("description", self.description, Description::new);
        name.zip(description).ok_or_else(|| fields.problem())
    }
}

/// Create a project
///
/// For those who run the organization; the caller becomes the project's administrator.
#[utoipa::path(
    tag = "Projects",
    params(("org_id" = String, Path, description = "The organization")),
    request_body = CreateProjectRequest,
    responses(
        (status = 201, description = "The project", body = ProjectResponse),
        CallerRefusals,
        BodyRefusals,
        PlaceRefusals,
        (status = 409, description = "Another live project of the organization has the name; case makes no difference (`project_name_taken`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[post("/api/v1/orgs/{org_id}/projects")]
pub(crate) async fn create_project(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InOrganization(organization): InOrganization,
    Json(request): Json<CreateProjectRequest>,
) -> Result<HttpResponse, Problem> {
    let (name, description) = request.parse()?;
    let project = services.projects.create(&caller, organization, name, description).await?;
    Ok(HttpResponse::Created().json(ProjectResponse::from(project)))
}
