//! Which of the platform's services asks.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use super::caller::CallerNote;
use super::credential::{Presented, presented};
use crate::problem::{Problem, ProblemKind};

/// The credential that another service shows: as Bearer, as the password of Basic, or in `X-API-Key`.
pub(crate) struct Asker(pub(crate) String);

impl FromRequest for Asker {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let shown = presented(request).and_then(|presented| match presented {
            Some(
                Presented::Bearer(shown)
                | Presented::BasicPassword(shown)
                | Presented::ApiKeyHeader(shown),
            ) => Ok(Self(shown)),
            None => Err(Problem::of(ProblemKind::Unauthorized)),
        });
        request.extensions_mut().insert(CallerNote::Service);
        ready(shown.map_err(Problem::for_oauth))
    }
}
