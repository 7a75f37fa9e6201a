//! `POST /api/v1/orgs`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::organization::OrganizationName;
use tenantry_domain::text::Description;
use utoipa::ToSchema;

use super::response::OrganizationResponse;
use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, Json};
use crate::services::Services;

/// The organization to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateOrganizationRequest {
    #[schema(example = "Difference Engines", min_length = 1, max_length = 100)]
    name: String,
    #[schema(max_length = 1000)]
    description: Option<String>,
}

impl CreateOrganizationRequest {
    fn parse(self) -> Result<(OrganizationName, Option<Description>), Problem> {
        let mut fields = Fields::default();
        let name = fields.check("name", OrganizationName::new(self.name));
        let description = fields.optional("description", self.description, Description::new);
        name.zip(description).ok_or_else(|| fields.problem())
    }
}

/// Create an organization
///
/// In the caller's tenant, for those who run it; the caller becomes its owner. A tenant API key, which is nobody, makes one without.
#[utoipa::path(
    tag = "Organizations",
    request_body = CreateOrganizationRequest,
    responses(
        (status = 201, description = "The organization", body = OrganizationResponse),
        CallerRefusals,
        BodyRefusals,
        (status = 403, description = "The caller doesn't run the tenant (`forbidden`), or shows a personal access token, which doesn't reach it (`session_required`)", body = ProblemResponse),
        (status = 409, description = "The caller has no tenant (`no_tenant`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("tenant_api_key" = [])),
)]
#[post("/api/v1/orgs")]
pub(crate) async fn create_organization(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    Json(request): Json<CreateOrganizationRequest>,
) -> Result<HttpResponse, Problem> {
    let (name, description) = request.parse()?;
    let organization = services.organizations.create(&caller, name, description).await?;
    Ok(HttpResponse::Created().json(OrganizationResponse::from(organization)))
}
