//! `DELETE /api/v1/orgs/{org_id}/projects/{project_id}/api-keys/{api_key_id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{ApiKeyPath, Authenticated};
use crate::services::Services;

/// Delete an API key
///
/// The key is dead at once. Members of a project may delete those that they made, its administrators any.
#[utoipa::path(
    tag = "API keys",
    params(
        ("org_id" = String, Path, description = "The organization"),
        ("project_id" = String, Path, description = "The project"),
        ("api_key_id" = String, Path, description = "The key"),
    ),
    responses(
        (status = 204, description = "The key is dead"),
        CallerRefusals,
        (status = 400, description = "The key's id is no UUID (`invalid_request`)", body = ProblemResponse),
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[delete("/api/v1/orgs/{org_id}/projects/{project_id}/api-keys/{api_key_id}")]
pub(crate) async fn delete_api_key(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    path: ApiKeyPath,
) -> Result<HttpResponse, Problem> {
    services.api_keys.revoke(&caller, path.project, path.key).await?;
    Ok(HttpResponse::NoContent().finish())
}
