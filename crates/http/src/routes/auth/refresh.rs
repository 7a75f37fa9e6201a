//! `POST /api/v1/auth/refresh`

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use tenantry_domain::secret::PlainSecret;
use utoipa::ToSchema;

use super::tokens::TokensResponse;
use crate::answer::{BodyRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{Json, SentFrom};
use crate::services::Services;

/// What renews a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefreshRequest {
    #[schema(example = "rt-nc-…")]
    refresh_token: String,
}

/// Renew a session's tokens
///
/// Each refresh token is good once. The one before the current is answered with the same successor for 10 seconds; any older
/// one is taken for stolen and ends the session (RFC 9700 §4.14).
#[utoipa::path(
    tag = "Sign-up and sessions",
    request_body = RefreshRequest,
    responses(
        (status = 200, description = "The session's new tokens", body = TokensResponse),
        BodyRefusals,
        (status = 401, description = "Unknown, ended, expired or replaced (`invalid_refresh_token`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(()),
)]
#[post("/api/v1/auth/refresh")]
pub(crate) async fn refresh(
    services: web::Data<Services>,
    SentFrom(origin): SentFrom,
    Json(request): Json<RefreshRequest>,
) -> Result<HttpResponse, Problem> {
    let presented = PlainSecret::new(request.refresh_token);
    let signed_in = services.sessions.refresh(presented, &origin).await?;
    Ok(HttpResponse::Ok().json(TokensResponse::from(signed_in)))
}
