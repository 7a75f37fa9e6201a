//! `GET /openapi.json`

use actix_web::http::header::{self, ContentType};
use actix_web::{HttpResponse, get, web};

use crate::problem::Problem;
use crate::server::OpenApiDocument;

/// This document
#[utoipa::path(
    tag = "Operations",
    responses((status = 200, description = "The OpenAPI 3.1 document of this API", content_type = "application/json")),
    security(()),
)]
#[get("/openapi.json")]
pub(crate) async fn openapi(document: web::Data<OpenApiDocument>) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok()
        .content_type(ContentType::json())
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(document.text()?))
}
