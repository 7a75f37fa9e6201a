//! `POST /api/tenant`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::tenant::{LogoUrl, TenantName};
use utoipa::ToSchema;

use super::response::TenantResponse;
use crate::answer::{BodyRefusals, CallerRefusals, ServerFailures, SessionRefusal};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Fields, InSession, Json};
use crate::services::Services;

/// The tenant to make.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreateTenantRequest {
    #[schema(example = "Analytical Engines", min_length = 1, max_length = 255)]
    name: String,
    /// An http or https URL.
    #[schema(example = "https://example.com/logo.svg", max_length = 2048)]
    logo: Option<String>,
}

impl CreateTenantRequest {
    fn parse(self) -> Result<(TenantName, Option<LogoUrl>), Problem> {
        let mut fields = Fields::default();
        let name = fields.check("name", TenantName::new(self.name));
        let logo = fields.optional("logo", self.logo, LogoUrl::new);
        name.zip(logo).ok_or_else(|| fields.problem())
    }
}

/// Create a tenant
///
/// For a person who is in none yet. Makes the tenant's first organization of the same name; the caller becomes `SUPER_ADMIN` of the
/// one and owner of the other, and may go on with the token at hand.
#[utoipa::path(
    tag = "Tenants",
    request_body = CreateTenantRequest,
    responses(
        (status = 201, description = "The tenant", body = TenantResponse),
        CallerRefusals,
        SessionRefusal,
        BodyRefusals,
        (status = 400, description = "A field is not valid (`invalid_request`), or the caller is in a tenant already (`tenant_exists`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/tenant")]
pub(crate) async fn create_tenant(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<CreateTenantRequest>,
) -> Result<HttpResponse, Problem> {
    let (name, logo) = request.parse()?;
    let tenant = services.tenants.create(&caller, name, logo).await?;
    Ok(HttpResponse::Created().json(TenantResponse::from(tenant)))
}
