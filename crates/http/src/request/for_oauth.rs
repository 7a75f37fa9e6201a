//! Refusals of what a request holds, spelt for clients of OAuth.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::TryFutureExt as _;
use futures_util::future::MapErr;

use crate::problem::Problem;

/// Something that a request holds, on an endpoint of OAuth.
pub(crate) struct ForOAuth<T>(pub(crate) T);

impl<T: FromRequest<Error = Problem>> FromRequest for ForOAuth<T> {
    type Error = Problem;
    type Future =
        futures_util::future::MapOk<MapErr<T::Future, fn(Problem) -> Problem>, fn(T) -> Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        T::from_request(request, payload)
            .map_err(Problem::for_oauth as fn(Problem) -> Problem)
            .map_ok(Self as fn(T) -> Self)
    }
}
