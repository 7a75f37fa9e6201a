//! `DELETE /api/v1/users/me/sessions`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, ServerFailures, SessionRefusal};
use crate::problem::Problem;
use crate::request::InSession;
use crate::services::Services;

/// End all of one's other sessions
///
/// All but the one that asks. Their access and refresh tokens are dead at once.
#[utoipa::path(
    tag = "One's own account",
    responses(
        (status = 204, description = "They are over, if there were any"),
        CallerRefusals,
        SessionRefusal,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[delete("/api/v1/users/me/sessions")]
pub(crate) async fn revoke_other_sessions(
    services: web::Data<Services>,
    InSession(caller): InSession,
) -> Result<HttpResponse, Problem> {
    services.sessions.revoke_others(&caller).await?;
    Ok(HttpResponse::NoContent().finish())
}
