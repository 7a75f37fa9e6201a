//! `GET /api/v1/users/me`

use actix_web::{HttpResponse, get, web};

use super::UserResponse;
use crate::answer::{CallerRefusals, ServerFailures};
use crate::problem::{Problem, ProblemResponse};
use crate::request::Authenticated;
use crate::services::Services;

/// Show one's own account
#[utoipa::path(
    tag = "One's own account",
    responses(
        (status = 200, description = "The caller's account", body = UserResponse),
        CallerRefusals,
        (status = 403, description = "A tenant API key, which acts for no person (`session_required`)", body = ProblemResponse),
        ServerFailures,
    ),
    security(("access_token" = []), ("personal_access_token" = [])),
)]
#[get("/api/v1/users/me")]
pub(crate) async fn get_me(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
) -> Result<HttpResponse, Problem> {
    let user = services.users.me(&caller).await?;
    Ok(HttpResponse::Ok().json(UserResponse::from(user)))
}
