//! `PATCH /api/v1/orgs/{org_id}`

use actix_web::{HttpResponse, patch, web};
use serde::Deserialize;
use tenantry_domain::organization::{OrganizationChange, OrganizationName};
use tenantry_domain::text::Description;
use utoipa::ToSchema;

use super::response::OrganizationResponse;
use crate::answer::{BodyRefusals, CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, Fields, InOrganization, Json, nullable, present};
use crate::services::Services;

/// What changes; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpdateOrganizationRequest {
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    name: Option<String>,
    /// `null` clears it.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    description: Option<Option<String>>,
}

impl UpdateOrganizationRequest {
    fn parse(self) -> Result<OrganizationChange, Problem> {
        let mut fields = Fields::default();
        let name = fields.optional("name", self.name, OrganizationName::new);
        let description = fields.nullable("description", self.description, Description::new);
        name.zip(description)
            .map(|(name, description)| OrganizationChange { name, description })
            .ok_or_else(|| fields.problem())
    }
}

/// Change an organization
#[utoipa::path(
    tag = "Organizations",
    params(("org_id" = String, Path, description = "The organization")),
    request_body = UpdateOrganizationRequest,
    responses(
        (status = 200, description = "The organization as it is now", body = OrganizationResponse),
        CallerRefusals,
        BodyRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[patch("/api/v1/orgs/{org_id}")]
pub(crate) async fn update_organization(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InOrganization(organization): InOrganization,
    Json(request): Json<UpdateOrganizationRequest>,
) -> Result<HttpResponse, Problem> {
    let changed = services.organizations.change(&caller, organization, request.parse()?).await?;
    Ok(HttpResponse::Ok().json(OrganizationResponse::from(changed)))
}
