//! Who asks about a credential.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use super::caller_note::CallerNote;
use super::credential::{Shown, shown};
use crate::problem::{Problem, ProblemKind};

/// The credential of who asks: another service's as Bearer or as the password of Basic, or a tenant's API key in `X-API-Key`.
pub(crate) struct Asker(pub(crate) String);

impl FromRequest for Asker {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asker = shown(request).and_then(|shown| match shown {
            Some(
                Shown::Bearer(credential)
                | Shown::BasicPassword(credential)
                | Shown::ApiKeyHeader { key: credential, .. },
            ) => Ok(Self(credential)),
            None => Err(Problem::of(ProblemKind::Unauthorized)),
        });
        request.extensions_mut().insert(CallerNote::Service(None));
        ready(asker.map_err(Problem::for_oauth))
    }
}
