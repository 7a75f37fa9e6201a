//! Reading a body: of the right type, not too large, not too slowly.

use std::mem::take;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use tokio::time::{Sleep, sleep};

use crate::problem::{Problem, ProblemKind};

/// The most KiB that a body may have where nothing else is said.
pub(super) const USUAL_LIMIT: usize = 64;

/// How long a body may take to arrive. The headers have their own time-out in the server.
const PATIENCE: Duration = Duration::from_secs(10);

/// The whole body, if it is of this media type and has no more than so many KiB.
pub(super) fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    media_type: &'static str,
    limit: usize,
) -> Reading {
    let fits = announced(request).is_none_or(|length| length <= limit * 1024);
    let checked = check_type(request, media_type)
        .and_then(|()| if fits { Ok(()) } else { Err(too_large(limit)) });
    Reading {
        refusal: checked.err(),
        payload: payload.take(),
        limit,
        first: Bytes::new(),
        pieces: BytesMut::new(),
        looked: false,
        timer: None,
    }
}

/// A body that is on its way. Most follow their heads so closely that they need no timer, and come in one piece, which is kept as it came.
pub(crate) struct Reading {
    refusal: Option<Problem>,
    payload: Payload,
    limit: usize,
    first: Bytes,
    pieces: BytesMut,
    looked: bool,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Reading {
    fn take_in(&mut self, piece: Bytes) -> Result<(), Problem> {
        if self.first.len() + self.pieces.len() + piece.len() > self.limit * 1024 {
            return Err(too_large(self.limit));
        }
        if self.first.is_empty() && self.pieces.is_empty() {
            self.first = piece;
        } else {
            self.pieces.extend_from_slice(&take(&mut self.first));
            self.pieces.extend_from_slice(&piece);
        }
        Ok(())
    }

    fn whole(&mut self) -> Bytes {
        if self.pieces.is_empty() { take(&mut self.first) } else { take(&mut self.pieces).freeze() }
    }
}

impl Future for Reading {
    type Output = Result<Bytes, Problem>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(problem) = self.refusal.take() {
            return Poll::Ready(Err(problem));
        }
        while let Poll::Ready(piece) = self.payload.poll_next_unpin(context) {
            match piece {
                Some(Ok(piece)) => self.take_in(piece)?,
                Some(Err(error)) => {
                    let problem = Problem::new(ProblemKind::InvalidRequest, "the body broke off");
                    return Poll::Ready(Err(problem.because(error)));
                }
                None => return Poll::Ready(Ok(self.whole())),
            }
        }
        if !self.looked {
            // The server asks before it decodes what came behind the head, and once more after.
            self.looked = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(PATIENCE)));
        timer.as_mut().poll(context).map(|()| Err(Problem::of(ProblemKind::RequestTimeout)))
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

/// How many bytes it is said to have.
fn announced(request: &HttpRequest) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
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
    use futures_util::stream;
    use rstest::rstest;

    fn json_of(pieces: Vec<&'static str>, ends: bool) -> Reading {
        let pieces = stream::iter(pieces).map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
        // Each comes when it is asked for once more.
        let pieces = pieces.then(async |piece| {
            tokio::task::yield_now().await;
            piece
        });
        let rest =
            if ends { stream::empty().boxed_local() } else { stream::pending().boxed_local() };
        let mut payload = Payload::from(pieces.chain(rest).boxed_local());
        let request = TestRequest::post().insert_header(ContentType::json()).to_http_request();
        read(&request, &mut payload, "application/json", USUAL_LIMIT)
    }

    #[actix_web::test]
    async fn a_body_is_read_in_however_many_pieces_it_comes() {
        assert_eq!(json_of(vec![], true).await.unwrap(), "");
        assert_eq!(json_of(vec!["{}"], true).await.unwrap(), "{}");
        assert_eq!(json_of(vec!["{", "\"a\":", "1}"], true).await.unwrap(), "{\"a\":1}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_never_ends_is_not_waited_for_for_ever() {
        let waited_since = tokio::time::Instant::now();
        let problem = json_of(vec!["{"], false).await.unwrap_err();
        assert_eq!(*problem.kind(), ProblemKind::RequestTimeout);
        assert!(waited_since.elapsed() >= PATIENCE);
    }

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
