//! `POST /api/v1/orgs/{org_id}/projects/{project_id}/api-keys`

use actix_web::{HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use tenantry_domain::api_key::{ApiKey, ApiKeyName, CreateApiKey};
use tenantry_domain::secret::Issued;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{BodyRefusals, CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, Fields, InProject, Json, moment};
use crate::services::Services;

/// The key to make.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreateApiKeyRequest {
    #[schema(example = "ci", min_length = 1, max_length = 255)]
    name: String,
    /// One of the configured resource types.
    #[schema(example = "inference")]
    resource_type: String,
    /// When the key ends by itself (RFC 3339, in the future); never if absent.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<String>,
}

/// The key, with its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct CreatedApiKeyResponse {
    id: Uuid,
    #[schema(example = "ci")]
    name: String,
    /// The key itself, in this answer only.
    #[schema(example = "sk-nc-…")]
    api_key: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[schema(example = "inference")]
    resource_type: String,
    /// When it ends by itself, if it does.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    expires_at: Option<OffsetDateTime>,
}

impl CreateApiKeyRequest {
    fn parse(self) -> Result<CreateApiKey, Problem> {
        let mut fields = Fields::default();
        let name = fields.check("name", ApiKeyName::new(self.name));
        let expires_at = fields.optional("expires_at", self.expires_at, |text| {
            moment(&text).ok_or("must be a time in RFC 3339")
        });
        let (name, expires_at) = name.zip(expires_at).ok_or_else(|| fields.problem())?;
        Ok(CreateApiKey { name, resource_type: self.resource_type, expires_at })
    }
}

impl From<Issued<ApiKey>> for CreatedApiKeyResponse {
    fn from(issued: Issued<ApiKey>) -> Self {
        Self {
            id: issued.item.id.uuid(),
            name: issued.item.name.into_string(),
            api_key: issued.secret.expose().to_owned(),
            created_at: issued.item.created_at,
            resource_type: issued.item.resource_type.as_str().to_owned(),
            expires_at: issued.item.expires_at,
        }
    }
}

/// Create an API key
///
/// The key is in this one answer; only its digest is kept.
#[utoipa::path(
    tag = "API keys",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("project_id" = String, Path, description = "The project"),
    ),
    request_body = CreateApiKeyRequest,
    responses(
        (status = 201, description = "The key with its secret", body = CreatedApiKeyResponse),
        CallerRefusals,
        BodyRefusals,
        (status = 400, description = "A field is not valid (`invalid_request`), or the project has all the keys that it may have (`api_key_limit_reached`)", body = ProblemResponse),
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[post("/api/v1/orgs/{org_id}/projects/{project_id}/api-keys")]
pub(crate) async fn create_api_key(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InProject(project): InProject,
    Json(request): Json<CreateApiKeyRequest>,
) -> Result<HttpResponse, Problem> {
    let issued = services.api_keys.create(&caller, project, request.parse()?).await?;
    Ok(HttpResponse::Created().json(CreatedApiKeyResponse::from(issued)))
}
