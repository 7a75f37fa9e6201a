//! `GET /api/v1/users/me`

use actix_web::{HttpResponse, get, web};

use super::UserResponse;
use crate::answer::{CallerRefusals, ServerFailures};
use crate::problem::Problem;
use crate::request::Authenticated;
use crate::services::Services;

/// Show one's own account
#[utoipa::path(
    tag = "One's own account",
    responses(
        (status = 200, description = "The caller's account", body = UserResponse),
        CallerRefusals,
        ServerFailures,
    ),
)]
#[get("/api/v1/users/me")]
pub(crate) async fn get_me(
    services: web::Data<Services>,
    Authenticated(caller): Authenticated,
) -> Result<HttpResponse, Problem> {
    let user = services.users.me(&caller).await?;
    Ok(HttpResponse::Ok().json(UserResponse::from(user)))
}
