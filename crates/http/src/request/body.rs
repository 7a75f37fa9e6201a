//! Reading a body: of the right type, not too large, not too slowly.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::BytesMut;
use futures_util::StreamExt as _;

use crate::problem::{Problem, ProblemKind};

/// The most bytes that a body may have.
const LIMIT: usize = 64 * 1024;

/// How long a body may take to arrive. The headers have their own time-out in the server.
const PATIENCE: Duration = Duration::from_secs(10);

/// The whole body, if it is of this media type.
pub(super) async fn read(
    request: HttpRequest,
    payload: Payload,
    media_type: &'static str,
) -> Result<BytesMut, Problem> {
    check_type(&request, media_type)?;
    match tokio::time::timeout(PATIENCE, collect(&request, payload)).await {
        Ok(body) => body,
        Err(elapsed) => Err(Problem::of(ProblemKind::RequestTimeout).because(elapsed)),
    }
}

fn check_type(request: &HttpRequest, media_type: &'static str) -> Result<(), Problem> {
    let headers = request.headers();
    let essence = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim());
    let plain = headers.get(header::CONTENT_ENCODING).is_none_or(|coding| coding == "identity");
    if essence.is_some_and(|essence| essence.eq_ignore_ascii_case(media_type)) && plain {
        Ok(())
    } else {
        let words = format!("the body must be {media_type}, not compressed");
        Err(Problem::new(ProblemKind::UnsupportedMediaType, words))
    }
}

async fn collect(request: &HttpRequest, mut payload: Payload) -> Result<BytesMut, Problem> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LIMIT) {
        return Err(too_large());
    }
    let mut body = BytesMut::with_capacity(announced.unwrap_or_default());
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| {
            Problem::new(ProblemKind::InvalidRequest, "the body broke off").because(error)
        })?;
        if body.len() + chunk.len() > LIMIT {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn too_large() -> Problem {
    Problem::new(ProblemKind::PayloadTooLarge, "the body must not exceed 64 KiB")
}
