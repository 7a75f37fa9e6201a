//! Which credential a request carries. Exactly one, in a header: a query string ends up in logs and is never read.

use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpRequest, http::header::HeaderMap};
use base64::Engine as _;

use crate::problem::{Problem, ProblemKind};

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");
const X_APP_ID: HeaderName = HeaderName::from_static("x-app-id");

/// A credential as it was shown, not yet believed.
#[derive(PartialEq, Eq)]
pub(super) enum Shown {
    /// After `Authorization: Bearer` (RFC 6750 §2.1).
    Bearer(String),
    /// The password after `Authorization: Basic` (RFC 7617).
    BasicPassword(String),
    /// In `X-API-Key`.
    ApiKeyHeader {
        /// The key.
        key: String,
        /// What `X-APP-ID` says that it begins with, if it is there.
        prefix: Option<String>,
    },
}

impl Shown {
    /// The credential itself.
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Bearer(text)
            | Self::BasicPassword(text)
            | Self::ApiKeyHeader { key: text, .. } => text,
        }
    }
}

/// The one credential of a request, if it carries any.
pub(super) fn shown(request: &HttpRequest) -> Result<Option<Shown>, Problem> {
    let headers = request.headers();
    let authorization = only(headers, &header::AUTHORIZATION)?;
    let api_key = only(headers, &X_API_KEY)?;
    let prefix = only(headers, &X_APP_ID)?;
    match (authorization, api_key) {
        (Some(_), Some(_)) => Err(two_credentials()),
        (None, None) => Ok(None),
        (None, Some(key)) => {
            Ok(Some(Shown::ApiKeyHeader { key: key.to_owned(), prefix: prefix.map(str::to_owned) }))
        }
        (Some(authorization), None) => Ok(scheme(authorization)),
    }
}

/// The header's value, if it is there once.
pub(super) fn only<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name);
    let first = values.next();
    if values.next().is_some() {
        return Err(two_credentials());
    }
    // A value that is no text is a credential that nobody has.
    Ok(first.map(|value| value.to_str().unwrap_or_default()))
}

fn scheme(authorization: &str) -> Option<Shown> {
    let (scheme, rest) = authorization.trim().split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        Some(Shown::Bearer(rest.to_owned()))
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = base64::prelude::BASE64_STANDARD.decode(rest).ok()?;
        let text = String::from_utf8(decoded).ok()?;
        let (_, password) = text.split_once(':')?;
        Some(Shown::BasicPassword(password.to_owned()))
    } else {
        None
    }
}

fn two_credentials() -> Problem {
    Problem::new(ProblemKind::InvalidRequest, "send one credential, not several")
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    fn shown_by(headers: &[(&'static str, &str)]) -> Result<Option<Shown>, Problem> {
        let request = headers
            .iter()
            .fold(TestRequest::default(), |request, header| request.append_header(*header));
        shown(&request.to_http_request())
    }

    fn key(key: &str, prefix: Option<&str>) -> Shown {
        Shown::ApiKeyHeader { key: key.to_owned(), prefix: prefix.map(str::to_owned) }
    }

    #[rstest]
    #[case::nothing(&[], None)]
    #[case::bearer(&[("authorization", "bearer the-token")], Some(Shown::Bearer("the-token".to_owned())))]
    #[case::basic(&[("authorization", "Basic bmFtZTpwYXNz")], Some(Shown::BasicPassword("pass".to_owned())))]
    #[case::another_scheme(&[("authorization", "Digest x")], None)]
    #[case::key(&[("x-api-key", "the-key")], Some(key("the-key", None)))]
    #[case::key_and_prefix(&[("x-api-key", "the-key"), ("x-app-id", "the")], Some(key("the-key", Some("the"))))]
    #[case::prefix_alone(&[("x-app-id", "the")], None)]
    fn a_credential_is_found_in_its_header(
        #[case] headers: &[(&'static str, &str)],
        #[case] expected: Option<Shown>,
    ) {
        assert!(shown_by(headers).unwrap() == expected);
    }

    #[rstest]
    #[case::of_two_kinds(&[("authorization", "Bearer a"), ("x-api-key", "b")])]
    #[case::in_one_header(&[("authorization", "Bearer a"), ("authorization", "Bearer a")])]
    #[case::keys(&[("x-api-key", "a"), ("x-api-key", "b")])]
    #[case::prefixes(&[("x-api-key", "a"), ("x-app-id", "b"), ("x-app-id", "b")])]
    fn two_are_one_too_many(#[case] headers: &[(&'static str, &str)]) {
        let problem = shown_by(headers).err().unwrap();
        assert_eq!(problem.kind(), &ProblemKind::InvalidRequest);
    }
}
