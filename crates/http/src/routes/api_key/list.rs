//! `GET /api/v1/orgs/{org_id}/projects/{project_id}/api-keys`

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use tenantry_domain::api_key::ApiKey;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{CallerRefusals, PageResponse, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, Fields, InProject, PageQuery, Query};
use crate::services::Services;

const DEFAULT_LIMIT: u32 = 25;

/// An API key, without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyResponse {
    id: Uuid,
    #[schema(example = "ci")]
    name: String,
    /// How the key begins and ends.
    #[schema(example = "sk-nc-3kTn...9QfA")]
    api_key_masked: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[schema(example = "inference")]
    resource_type: String,
    /// When it was last verified; null before that.
    #[serde(with = "time::serde::rfc3339::option")]
    last_used_at: Option<OffsetDateTime>,
    /// How often it was verified.
    request_count: u64,
    /// When it ends by itself; null if it doesn't.
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
    /// Who made it: a person, or a tenant API key.
    created_by: Uuid,
}

impl From<ApiKey> for ApiKeyResponse {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id.uuid(),
            name: key.name.into_string(),
            api_key_masked: key.masked,
            created_at: key.created_at,
            resource_type: key.resource_type.as_str().to_owned(),
            last_used_at: key.last_used_at,
            request_count: key.request_count,
            expires_at: key.expires_at,
            created_by: key.created_by.uuid(),
        }
    }
}

/// List API keys
///
/// A project's live keys, the newest first.
#[utoipa::path(
    tag = "API keys",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("project_id" = String, Path, description = "The project"),
        PageQuery,
    ),
    responses(
        (status = 200, description = "A page of API keys; 25 unless `limit` says otherwise", body = PageResponse<ApiKeyResponse>),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[get("/api/v1/orgs/{org_id}/projects/{project_id}/api-keys")]
pub(crate) async fn list_api_keys(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    InProject(project): InProject,
    Query(page): Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let page = page.read(DEFAULT_LIMIT, &mut fields).ok_or_else(|| fields.problem())?;
    let found = services.api_keys.list(&caller, project, page).await?;
    Ok(HttpResponse::Ok().json(PageResponse::<ApiKeyResponse>::of(found)))
}
