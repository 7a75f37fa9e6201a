//! `POST /api/v1/auth/reset-password`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::secret::PlainSecret;
use utoipa::ToSchema;

use crate::answer::{BodyRefusals, MessageResponse, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Json, SentFrom};
use crate::services::Services;

/// The new password, and what allows to set it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetPasswordRequest {
    /// What the link in the mail has behind `#token=`.
    #[schema(example = "pr-nc-…")]
    reset_token: String,
    /// 8 to 128 characters of any kind, and none of the passwords that are tried first.
    #[schema(example = "correct horse battery staple", min_length = 8, max_length = 128)]
    new_password: String,
}

/// Reset a forgotten password
///
/// With the token of the link that was mailed. It is good once, for a short time, and stays good when the new password is refused.
/// All sessions end, and the owner gets mail about it.
#[utoipa::path(
    tag = "Sign-up and sessions",
    request_body = ResetPasswordRequest,
    responses(
        (status = 200, description = "The new password is in place", body = MessageResponse),
        BodyRefusals,
        (status = 400, description = "A field is not valid (`invalid_request`), or `weak_password`", body = ProblemResponse),
        (status = 401, description = "The token is unknown, used, replaced or over (`invalid_reset_token`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(()),
)]
#[post("/api/v1/auth/reset-password")]
pub(crate) async fn reset_password(
    services: web::Data<Services>,
    SentFrom(origin): SentFrom,
    Json(request): Json<ResetPasswordRequest>,
) -> Result<HttpResponse, Problem> {
    let token = PlainSecret::new(request.reset_token);
    let new_password = PlainSecret::new(request.new_password);
    services.passwords.reset(token, new_password, &origin).await?;
    let message = "your new password is in place; sign in with it";
    Ok(HttpResponse::Ok().json(MessageResponse { message }))
}
