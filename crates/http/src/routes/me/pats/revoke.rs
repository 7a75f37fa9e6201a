//! `DELETE /api/v1/users/me/pats/{pat_id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, ServerFailures, SessionRefusal};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{PatsEnabled, PersonalAccessTokenPath};
use crate::services::Services;

/// Revoke a personal access token
///
/// One's own. It is dead at once.
#[utoipa::path(
    tag = "Personal access tokens",
    params(("pat_id" = String, Path, description = "The token")),
    responses(
        (status = 204, description = "The token is dead"),
        CallerRefusals,
        SessionRefusal,
        (status = 404, description = "The caller has no such token, or it is revoked already (`not_found`), or this installation has none (`feature_disabled`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[delete("/api/v1/users/me/pats/{pat_id}")]
pub(crate) async fn revoke_personal_access_token(
    services: web::Data<Services>,
    PatsEnabled(caller, PersonalAccessTokenPath(token)): PatsEnabled<PersonalAccessTokenPath>,
) -> Result<HttpResponse, Problem> {
    services.personal_access_tokens.revoke(&caller, token).await?;
    Ok(HttpResponse::NoContent().finish())
}
