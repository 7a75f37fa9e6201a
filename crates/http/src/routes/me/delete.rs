//! `DELETE /api/v1/users/me`

use actix_web::{HttpResponse, delete, web};
use serde::Deserialize;
use tenantry_domain::secret::PlainSecret;
use utoipa::ToSchema;

use crate::answer::{
    BodyRefusals, CallerRefusals, MessageResponse, ServerFailures, SessionRefusal, ThrottleRefusal,
};
use crate::problem::{Problem, ProblemResponse};
use crate::request::{InSession, Json};
use crate::services::Services;

/// What shows that it is the owner who asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeleteMeRequest {
    #[schema(example = "correct horse battery staple")]
    password: String,
}

/// Delete one's own account
///
/// Memberships and sessions end, and the address is free again; what the person made in a tenant stays there. Whoever alone runs a
/// tenant or an organization hands it over first. Wrong passwords count like those of a login.
#[utoipa::path(
    tag = "One's own account",
    request_body = DeleteMeRequest,
    responses(
        (status = 200, description = "The account is gone", body = MessageResponse),
        CallerRefusals,
        SessionRefusal,
        BodyRefusals,
        (status = 401, description = "The password is wrong (`invalid_credentials`), or there is no credential that holds (`unauthorized`)", body = ProblemResponse),
        (status = 409, description = "Something would be left without anybody to run it; `details` names each such `tenant` and `organization` (`sole_owner`)", body = ProblemResponse),
        ThrottleRefusal,
        ServerFailures,
    ),
    security(("access_token" = [])),
)]
#[delete("/api/v1/users/me")]
pub(crate) async fn delete_me(
    services: web::Data<Services>,
    InSession(caller): InSession,
    Json(request): Json<DeleteMeRequest>,
) -> Result<HttpResponse, Problem> {
    services.users.delete(&caller, PlainSecret::new(request.password)).await?;
    Ok(HttpResponse::Ok().json(MessageResponse { message: "your account is deleted" }))
}
