//! Bodies in JSON, and what is wrong with them by field.

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::FutureExt as _;
use futures_util::future::Map;
use serde::de::DeserializeOwned;

use super::body::{self, Reading};
use super::fields::complaint;
use crate::problem::{Problem, ProblemKind};

/// A request's body of at most so many KiB, read as JSON. Whether unknown fields are refused is the type's own affair.
pub(crate) struct Json<T, const LIMIT: usize = { body::USUAL_LIMIT }>(pub(crate) T);

impl<T: DeserializeOwned, const LIMIT: usize> FromRequest for Json<T, LIMIT> {
    type Error = Problem;
    type Future = Map<Reading, fn(Result<Bytes, Problem>) -> Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        body::read(request, payload, "application/json", LIMIT).map(|body| parse(&body?).map(Self))
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // serde would read an array into a struct as well, by position.
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err(no_object());
    }
    serde_json::from_slice(body).map_err(|error| why_not::<T>(body, error))
}

/// What is wrong with a body, and where in it. It is read once more for that: keeping track of the place costs as much as reading.
fn why_not<T: DeserializeOwned>(body: &[u8], error: serde_json::Error) -> Problem {
    let mut json = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(error) if error.inner().is_data() => {
            complaint(&error.path().to_string(), &error.inner().to_string())
        }
        Err(_) => no_object(),
        // It is what stands behind it.
        Ok(_) => no_object().because(error),
    }
}

fn no_object() -> Problem {
    Problem::new(ProblemKind::InvalidRequest, "the body must be one JSON object in UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[serde(rename = "name")]
        _name: String,
    }

    #[derive(serde::Deserialize, Debug)]
    struct Lenient {
        #[serde(rename = "name")]
        _name: String,
    }

    #[derive(serde::Deserialize, Debug)]
    struct Amount {
        #[serde(rename = "amount")]
        _amount: i64,
    }

    fn field_named(body: &[u8]) -> Option<String> {
        let problem = parse::<Strict>(body).unwrap_err();
        assert_eq!(problem.kind(), &ProblemKind::InvalidRequest);
        problem.details().first().map(|detail| detail.field.clone())
    }

    #[rstest]
    #[case::wrong_type(br#"{"name": 5}"#)]
    #[case::null(br#"{"name": null}"#)]
    #[case::missing(br"{}")]
    #[case::twice(br#"{"name": "a", "name": "b"}"#)]
    fn the_field_to_blame_is_named(#[case] body: &[u8]) {
        assert_eq!(field_named(body).as_deref(), Some("name"));
    }

    #[rstest]
    #[case::a_fraction("1.5")]
    #[case::too_large("9223372036854775808")]
    #[case::far_too_large("1e300")]
    #[case::text("\"5\"")]
    #[case::null("null")]
    fn what_is_no_whole_number_is_told_in_plain_words(#[case] amount: &str) {
        let problem = parse::<Amount>(format!(r#"{{"amount": {amount}}}"#).as_bytes()).unwrap_err();
        let [detail] = problem.details() else { panic!("{:?}", problem.details()) };
        assert_eq!((&*detail.field, &*detail.message), ("amount", "must be a whole number"));
    }

    #[test]
    fn an_unknown_field_is_named_where_none_is_welcome() {
        assert_eq!(field_named(br#"{"name": "a", "admin": true}"#).as_deref(), Some("admin"));
        assert!(parse::<Lenient>(br#"{"name": "a", "admin": true}"#).is_ok());
    }

    #[rstest]
    #[case::nothing(b"")]
    #[case::an_array(br#"["a"]"#)]
    #[case::a_string(br#""a""#)]
    #[case::broken(br#"{"name": "a""#)]
    #[case::more_behind(br#"{"name": "a"} x"#)]
    #[case::invalid_utf8(b"{\"name\": \"\xff\"}")]
    fn what_is_no_object_is_refused_as_a_whole(#[case] body: &[u8]) {
        assert_eq!(field_named(body), None);
    }

    #[test]
    fn deep_nesting_is_refused_not_followed() {
        let body = format!(r#"{{"name": "a", "x": {}}}"#, "[".repeat(10_000));
        assert!(parse::<Lenient>(body.as_bytes()).is_err());
    }
}
