//! `GET /healthz`

use actix_web::{HttpResponse, get};
use serde::Serialize;
use utoipa::ToSchema;

/// That it lives.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthResponse {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the process lives
#[utoipa::path(
    tag = "Operations",
    responses((status = 200, description = "It does, whatever the database does", body = HealthResponse)),
    security(()),
)]
#[get("/healthz")]
pub(crate) async fn health() -> HttpResponse {
    HttpResponse::Ok().json(HealthResponse { status: "ok" })
}
