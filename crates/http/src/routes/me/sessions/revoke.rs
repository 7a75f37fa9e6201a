//! `DELETE /api/v1/users/me/sessions/{session_id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Authenticated, SessionPath};
use crate::services::Services;

/// End one of one's sessions
///
/// Its access and refresh tokens are dead at once.
#[utoipa::path(
    tag = "One's own account",
    params(("session_id" = String, Path, description = "The session")),
    responses(
        (status = 204, description = "It is over"),
        CallerRefusals,
        (status = 404, description = "The caller has no such session, or it is over already (`not_found`)", body = ProblemResponse),
        ServerFailures,
    ),
)]
#[delete("/api/v1/users/me/sessions/{session_id}")]
pub(crate) async fn revoke_session(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
    SessionPath(session): SessionPath,
) -> Result<HttpResponse, Problem> {
    services.sessions.revoke(&caller, session).await?;
    Ok(HttpResponse::NoContent().finish())
}
