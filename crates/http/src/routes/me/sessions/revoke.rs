//! `DELETE /api/v1/users/me/sessions/{session_id}`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, ServerFailures, SessionRefusal};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{InSession, SessionPath};
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
        SessionRefusal,
        (status = 404, description = "The caller has no such session, or it is over already (`not_found`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[delete("/api/v1/users/me/sessions/{session_id}")]
pub(crate) async fn revoke_session(
    services: web::Data<Services>,
    InSession(caller): InSession,
    SessionPath(session): SessionPath,
) -> Result<HttpResponse, Problem> {
    services.sessions.revoke(&caller, session).await?;
    Ok(HttpResponse::NoContent().finish())
}
