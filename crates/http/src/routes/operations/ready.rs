//! `GET /readyz`

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::{Problem, ProblemKind, ProblemResponse};
use crate::server::Leaving;
use crate::services::Services;

/// That it can serve.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadinessResponse {
    #[schema(example = "ready")]
    status: &'static str,
}

/// Whether the service can serve
#[utoipa::path(
    tag = "Operations",
    responses(
        (status = 200, description = "The database answers and all of this build's migrations have run", body = ReadinessResponse),
        (status = 500, description = "A fault of ours (`internal_error`)", body = ProblemResponse),
        (status = 503, description = "The database does not answer, or is not migrated yet, or this node is about to stop (`unavailable`)", body = ProblemResponse),
    ),
    security(()),
)]
#[get("/readyz")]
pub(crate) async fn ready(
    services: web::Data<Services>,
    leaving: web::Data<Leaving>,
) -> Result<HttpResponse, Problem> {
    if leaving.is_announced() {
        return Err(Problem::new(ProblemKind::Unavailable, "this node is about to stop"));
    }
    services.readiness.check().await?;
    Ok(HttpResponse::Ok().json(ReadinessResponse { status: "ready" }))
}
