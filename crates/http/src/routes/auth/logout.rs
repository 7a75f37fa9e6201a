//! `POST /api/v1/auth/logout`

use actix_web::{HttpResponse, post, web};

use crate::answer::{CallerRefusals, MessageResponse, ServerFailures, SessionRefusal};
use crate::problem::Problem;
use crate::request::InSession;
use crate::services::Services;

/// Sign out
///
/// Ends the session; its access and refresh tokens are dead at once.
#[utoipa::path(
    tag = "Sign-up and sessions",
    responses(
        (status = 200, description = "The session is over", body = MessageResponse),
        CallerRefusals,
        SessionRefusal,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/v1/auth/logout")]
pub(crate) async fn log_out(
    services: web::Data<Services>,
    InSession(caller): InSession,
) -> Result<HttpResponse, Problem> {
    services.sessions.log_out(&caller).await?;
    Ok(HttpResponse::Ok().json(MessageResponse { message: "you are signed out" }))
}
