//! Bodies as forms, which OAuth speaks. Unknown parameters are ignored, repeated ones refused (RFC 6749 §3.1, §3.2).

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::body;
use super::fields::complaint;
use crate::problem::Problem;

const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// A request's body, read as `application/x-www-form-urlencoded`.
pub(crate) struct Form<T>(pub(crate) T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let body = body::read(request, payload, MEDIA_TYPE, body::USUAL_LIMIT)
                .await
                .map_err(Problem::for_oauth)?;
            serde_urlencoded::from_bytes(&body)
                .map(Self)
                .map_err(|error| complaint(".", &error.to_string()).for_oauth())
        })
    }
}
