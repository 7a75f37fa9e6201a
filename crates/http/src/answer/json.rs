//! Answers in JSON.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderValue};
use serde::Serialize;

use crate::problem::{Problem, ProblemKind};

/// About as much as most answers about a credential have, so that their room need not grow.
const ROOM: usize = 512;

/// 200 with this.
pub(crate) fn json(value: &impl Serialize) -> Result<HttpResponse, Problem> {
    let mut body = Vec::with_capacity(ROOM);
    serde_json::to_writer(&mut body, value)
        .map_err(|error| Problem::of(ProblemKind::Internal).because(error))?;
    let json = HeaderValue::from_static("application/json");
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, json)).body(body))
}
