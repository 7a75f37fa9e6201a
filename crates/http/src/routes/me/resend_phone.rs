//! `POST /api/v1/users/resend-phone-verification`

use actix_web::{HttpResponse, post, web};

use crate::answer::{
    CallerRefusals, MessageResponse, ServerFailures, SessionRefusal, ThrottleRefusal,
};
use crate::problem::{Problem, ProblemResponse};
use crate::request::InSession;
use crate::services::Services;

/// Send the code for one's phone number once more
///
/// At most once a minute and 5 times an hour. A new code ends the one before.
#[utoipa::path(
    tag = "One's own account",
    responses(
        (status = 200, description = "A code is sent", body = MessageResponse),
        CallerRefusals,
        SessionRefusal,
        (status = 400, description = "There is no number that is still to be verified (`no_phone`), or several credentials (`invalid_request`)", body = ProblemResponse),
        ThrottleRefusal,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/v1/users/resend-phone-verification")]
pub(crate) async fn resend_phone_verification(
    services: web::Data<Services>,
    InSession(caller): InSession,
) -> Result<HttpResponse, Problem> {
    services.verification.resend_phone(&caller).await?;
    Ok(HttpResponse::Ok().json(MessageResponse { message: "a code is on its way to your phone" }))
}
