//! `DELETE /api/v1/users/me/sessions`

use actix_web::{HttpResponse, delete, web};

use crate::answer::{CallerRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::Authenticated;
use crate::services::Services;

/// End all of one's other sessions
///
/// All but the one that asks. Their access and refresh tokens are dead at once.
#[utoipa::path(
    tag = "One's own account",
    responses(
        (status = 204, description = "They are over, if there were any"),
        CallerRefusals,
        ServerFailures,
    ),
)]
#[delete("/api/v1/users/me/sessions")]
pub(crate) async fn revoke_other_sessions(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
) -> Result<HttpResponse, Problem> {
    services.sessions.revoke_others(&caller).await?;
    Ok(HttpResponse::NoContent().finish())
}
