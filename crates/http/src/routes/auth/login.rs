//! `POST /api/v1/auth/login`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::secret::PlainSecret;
use utoipa::ToSchema;

use super::tokens::TokensResponse;
use crate::answer::{BodyRefusals, ServerFailures, ThrottleRefusal};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Json, SentFrom};
use crate::services::Services;

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoginRequest {
    #[schema(example = "ada@example.com")]
    email: String,
    #[schema(example = "correct horse battery staple")]
    password: String,
}

/// Sign in
///
/// Begins a session in the tenant used last, else in the one joined first, else in none.
///
/// After 5 wrong passwords an account, whether or not it exists, rests: 30 seconds, then twice as long each time up to an hour, and
/// after 100 until its password is reset. The right password does not shorten that. Networks are limited too.
#[utoipa::path(
    tag = "Sign-up and sessions",
    request_body = LoginRequest,
    responses(
        (status = 200, description = "The session's tokens", body = TokensResponse),
        BodyRefusals,
        (status = 401, description = "Wrong, whatever is wrong about it (`invalid_credentials`)", body = ProblemResponse),
        (status = 403, description = "The address must be verified first (`email_not_verified`), where the installation asks that", body = ProblemResponse),
        ThrottleRefusal,
        ServerFailures,
    ),
    security(()),
)]
#[post("/api/v1/auth/login")]
pub(crate) async fn log_in(
    services: web::Data<Services>,
    SentFrom(origin): SentFrom,
    Json(request): Json<LoginRequest>,
) -> Result<HttpResponse, Problem> {
    let password = PlainSecret::new(request.password);
    let signed_in = services.sessions.log_in(&request.email, password, &origin).await?;
    Ok(HttpResponse::Ok().json(TokensResponse::from(signed_in)))
}
