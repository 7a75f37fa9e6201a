//! `DELETE /api/v1/orgs/{org_id}/credentials/{credential_id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, PlaceRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::{Authenticated, CredentialPath};
use crate::services::Services;

/// Revoke a credential of an organization
///
/// Whoever holds it; for those who run the organization. It is dead at once.
#[utoipa::path(
    tag = "Organizations",
    params(("org_id" = String, Path, description = "The organization"), ("credential_id" = String, Path, description = "The API key or personal access token")),
    responses(
        (status = 204, description = "The credential is dead"),
        CallerRefusals,
        PlaceRefusals,
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = []), ("tenant_api_key" = [])),
)]
#[delete("/api/v1/orgs/{org_id}/credentials/{credential_id}")]
pub(crate) async fn revoke_credential(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    CredentialPath { organization, credential }: CredentialPath,
) -> Result<HttpResponse, Problem> {
    services.inventory.revoke(&caller, organization, credential).await?;
    Ok(HttpResponse::NoContent().finish())
}
