//! `PUT /api/v1/users/change-password`

use actix_web::{HttpResponse, put, web};
use serde::Deserialize;
use tenantry_domain::secret::PlainSecret;
use utoipa::ToSchema;

use crate::answer::{
    BodyRefusals, CallerRefusals, MessageResponse, ServerFailures, SessionRefusal, ThrottleRefusal,
};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{InSession, Json};
use crate::services::Services;

/// The password at hand, and the one to take its place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePasswordRequest {
    #[schema(example = "correct horse battery staple")]
    current_password: String,
    /// 8 to 128 characters of any kind, and none of the passwords that are tried first.
    #[schema(example = "a hopper of red barley", min_length = 8, max_length = 128)]
    new_password: String,
}

/// Change one's password
///
/// The caller's other sessions end, and they get mail about it. Wrong passwords count like those of a login.
#[utoipa::path(
    tag = "One's own account",
    request_body = ChangePasswordRequest,
    responses(
        (status = 200, description = "The new password is in place", body = MessageResponse),
        CallerRefusals,
        SessionRefusal,
        BodyRefusals,
        (status = 400, description = "A field is not valid (`invalid_request`), or `weak_password`", body = ProblemResponse),
        (status = 401, description = "The current password is wrong (`invalid_credentials`), or there is no credential that holds (`unauthorized`)", body = ProblemResponse),
        ThrottleRefusal,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[put("/api/v1/users/change-password")]
pub(crate) async fn change_password(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<ChangePasswordRequest>,
) -> Result<HttpResponse, Problem> {
    let current = PlainSecret::new(request.current_password);
    let new = PlainSecret::new(request.new_password);
    services.passwords.change(&caller, current, new).await?;
    let message = "your password is changed; your other sessions are over";
    Ok(HttpResponse::Ok().json(MessageResponse { message }))
}
