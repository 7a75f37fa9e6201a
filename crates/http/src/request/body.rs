//! Reading a body: of the right type, not too large, not too slowly.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use futures_util::future::{Either, LocalBoxFuture};
use futures_util::{FutureExt as _, StreamExt as _};

use crate::problem::{Problem, ProblemKind};

/// The most KiB that a body may have where nothing else is said.
pub(super) const USUAL_LIMIT: usize = 64;

/// How long a body may take to arrive. The headers have their own time-out in the server.
const PATIENCE: Duration = Duration::from_secs(10);

/// A body that is there, or is on its way.
pub(super) type Reading =
    Either<Ready<Result<Bytes, Problem>>, LocalBoxFuture<'static, Result<Bytes, Problem>>>;

/// The whole body, if it is of this media type and has no more than so many KiB.
pub(super) fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    media_type: &'static str,
    limit: usize,
) -> Reading {
    if let Err(problem) = check_type(request, media_type) {
        return Either::Left(ready(Err(problem)));
    }
    let mut body = Box::pin(collect(announced(request), payload.take(), limit));
    // Most are there with their head, and need no timer.
    if let Some(body) = body.as_mut().now_or_never() {
        return Either::Left(ready(body));
    }
    Either::Right(Box::pin(async move {
        match tokio::time::timeout(PATIENCE, body).await {
            Ok(body) => body,
            Err(elapsed) => Err(Problem::of(ProblemKind::RequestTimeout).because(elapsed)),
        }
    }))
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

/// How many bytes it is said to have.
fn announced(request: &HttpRequest) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn collect(
    announced: Option<usize>,
    mut payload: Payload,
    limit: usize,
) -> Result<Bytes, Problem> {
    let most = limit * 1024;
    if announced.is_some_and(|length| length > most) {
        return Err(too_large(limit));
    }
    // A body that comes in one piece is kept as it came.
    let (mut first, mut pieces) = (Bytes::new(), BytesMut::new());
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|error| {
            Problem::new(ProblemKind::InvalidRequest, "the body broke off").because(error)
        })?;
        if first.len() + pieces.len() + piece.len() > most {
            return Err(too_large(limit));
        }
        if first.is_empty() && pieces.is_empty() {
            first = piece;
        } else {
            pieces.extend_from_slice(&std::mem::take(&mut first));
            pieces.extend_from_slice(&piece);
        }
    }
    Ok(if pieces.is_empty() { first } else { pieces.freeze() })
}

fn too_large(limit: usize) -> Problem {
    let words = format!("the body must not exceed {limit} KiB");
    Problem::new(ProblemKind::PayloadTooLarge, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::FromRequest as _;
    use actix_web::http::header::ContentType;
    use actix_web::test::TestRequest;
    use actix_web::web;
    use rstest::rstest;

    /// What becomes of a body of so many bytes, and of one that doesn't say beforehand how many it has.
    async fn read_both(length: usize, limit: usize) -> [Result<usize, String>; 2] {
        let mut answers = Vec::new();
        for announced in [true, false] {
            let mut request = TestRequest::post().insert_header(ContentType::json());
            if announced {
                request = request.insert_header((header::CONTENT_LENGTH, length));
            }
            let (request, mut payload) = request.set_payload(vec![b' '; length]).to_http_parts();
            // The size that the framework allows by itself is none of this.
            let payload = web::Payload::from_request(&request, &mut payload).await.unwrap();
            let body = read(&request, &mut payload.into_inner(), "application/json", limit).await;
            answers.push(body.map(|body| body.len()).map_err(|problem| problem.to_string()));
        }
        answers.try_into().unwrap()
    }

    #[rstest]
    #[case(USUAL_LIMIT, "the body must not exceed 64 KiB")]
    #[case(256, "the body must not exceed 256 KiB")]
    #[actix_web::test]
    async fn a_body_has_at_most_its_limit_and_hears_which_it_is(
        #[case] limit: usize,
        #[case] words: &str,
    ) {
        let most = limit * 1024;
        assert_eq!(read_both(most, limit).await, [Ok(most), Ok(most)]);
        assert_eq!(read_both(most + 1, limit).await, [(); 2].map(|()| Err(words.to_owned())));
    }
}
