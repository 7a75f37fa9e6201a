//! Which credential a request carries. Exactly one, in a header: a query string ends up in logs and is never read.

use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpRequest, http::header::HeaderMap};
use base64::Engine as _;

use crate::problem::{Problem, ProblemKind};

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// A credential as it was presented, not yet believed.
pub(super) enum Presented {
    /// After `Authorization: Bearer` (RFC 6750 §2.1).
    Bearer(String),
    /// The password after `Authorization: Basic` (RFC 7617).
    BasicPassword(String),
    /// In `X-API-Key`.
    ApiKeyHeader(String),
}

/// The one credential of a request, if it carries any.
pub(super) fn presented(request: &HttpRequest) -> Result<Option<Presented>, Problem> {
    let headers = request.headers();
    let authorization = only(headers, &header::AUTHORIZATION)?;
    let api_key = only(headers, &X_API_KEY)?;
    match (authorization, api_key) {
        (Some(_), Some(_)) => Err(two_credentials()),
        (None, None) => Ok(None),
        (None, Some(key)) => Ok(Some(Presented::ApiKeyHeader(key.to_owned()))),
        (Some(authorization), None) => Ok(scheme(authorization)),
    }
}

/// The header's value, if it is there once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name);
    let first = values.next();
    if values.next().is_some() {
        return Err(two_credentials());
    }
    // A value that is no text is a credential that nobody has.
    Ok(first.map(|value| value.to_str().unwrap_or_default()))
}

fn scheme(authorization: &str) -> Option<Presented> {
    let (scheme, rest) = authorization.trim().split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        Some(Presented::Bearer(rest.to_owned()))
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = base64::prelude::BASE64_STANDARD.decode(rest).ok()?;
        let text = String::from_utf8(decoded).ok()?;
        let (_, password) = text.split_once(':')?;
        Some(Presented::BasicPassword(password.to_owned()))
    } else {
        None
    }
}

fn two_credentials() -> Problem {
    Problem::new(ProblemKind::InvalidRequest, "send one credential, not several")
}
