//! `POST /api/v1/users/verify-phone`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::answer::{
    BodyRefusals, CallerRefusals, MessageResponse, ServerFailures, SessionRefusal,
};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{InSession, Json};
use crate::services::Services;

/// The code that was sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyPhoneRequest {
    /// Six digits.
    #[schema(example = "042137")]
    code: String,
}

/// Verify one's phone number
///
/// With the code that was sent there. After 5 wrong codes in an hour for one number none is taken, the right one included.
#[utoipa::path(
    tag = "One's own account",
    request_body = VerifyPhoneRequest,
    responses(
        (status = 200, description = "The number is verified", body = MessageResponse),
        CallerRefusals,
        SessionRefusal,
        BodyRefusals,
        (status = 400, description = "A field is not valid (`invalid_request`), or the code is wrong, used, replaced or over (`invalid_code`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[post("/api/v1/users/verify-phone")]
pub(crate) async fn verify_phone(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<VerifyPhoneRequest>,
) -> Result<HttpResponse, Problem> {
    services.verification.verify_phone(&caller, &request.code).await?;
    Ok(HttpResponse::Ok().json(MessageResponse { message: "your phone number is verified" }))
}
