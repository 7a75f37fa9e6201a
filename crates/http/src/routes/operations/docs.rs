//! `GET /docs`: the interactive reference, every byte of it from this binary.

use std::sync::Arc;

use actix_web::http::header::{self, ContentType};
use actix_web::{HttpResponse, get, web};
use utoipa_swagger_ui::Config;

use crate::problem::{Problem, ProblemKind};

/// What the reference's page may load: itself. Its styles are inline in part.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The interactive reference
#[utoipa::path(
    tag = "Operations",
    responses((status = 308, description = "To the page itself, `/docs/`")),
    security(()),
)]
#[get("/docs")]
pub(crate) async fn docs() -> HttpResponse {
    // Relative, so that it works below whatever path a gateway publishes.
    HttpResponse::PermanentRedirect().insert_header((header::LOCATION, "docs/")).finish()
}

/// The interactive reference's page
#[utoipa::path(
    tag = "Operations",
    responses((status = 200, description = "The page", content_type = "text/html")),
    security(()),
)]
#[get("/docs/")]
pub(crate) async fn docs_page() -> Result<HttpResponse, Problem> {
    asset("index.html")
}

/// A part of the interactive reference's page
#[utoipa::path(
    tag = "Operations",
    params(("file" = String, Path, description = "The file's name")),
    responses(
        (status = 200, description = "The file", content_type = "application/octet-stream"),
        (status = 404, description = "There is no such file", body = crate::problem::ProblemResponse),
    ),
    security(()),
)]
#[get("/docs/{file}")]
pub(crate) async fn docs_file(file: web::Path<String>) -> Result<HttpResponse, Problem> {
    asset(&file)
}

fn asset(name: &str) -> Result<HttpResponse, Problem> {
    let config = Config::from("../openapi.json").try_it_out_enabled(true).validator_url("none");
    let found = utoipa_swagger_ui::serve(name, Arc::new(config))
        .map_err(|error| Problem::of(ProblemKind::Internal).because(error.to_string()))?;
    let file = found.ok_or_else(|| Problem::of(ProblemKind::NotFound))?;
    let media_type: ContentType =
        file.content_type.parse().map_or_else(|_| ContentType::octet_stream(), ContentType);
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(file.bytes.into_owned()))
}
