//! What a request is called: in its answer, in the log, and in the audit log.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

/// The header that names a request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request is called, left in its extensions by whoever names it.
#[derive(Clone)]
pub(crate) struct RequestName(HeaderValue);

impl RequestName {
    /// The name that a gateway gave the request, if it is one; else a new one.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self(headers.get(REQUEST_ID).filter(|given| is_sound(given)).cloned().unwrap_or_else(new))
    }

    /// The name itself.
    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// The name as a header's value.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

fn is_sound(given: &HeaderValue) -> bool {
    (8..=128).contains(&given.len())
        && given.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

#[expect(clippy::disallowed_methods, reason = "names a request for the log; no rule depends on it")]
fn new() -> HeaderValue {
    let name = uuid::Uuid::now_v7().hyphenated();
    let mut room = uuid::Uuid::encode_buffer();
    HeaderValue::from_str(name.encode_lower(&mut room))
        .unwrap_or_else(|_| HeaderValue::from_static("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn name(given: &str) -> RequestName {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_str(given).unwrap());
        RequestName::of(&headers)
    }

    #[rstest]
    #[case("12345678")]
    #[case("a-gateway's_own.name".replace('\'', "").leak())]
    #[case("a".repeat(128).leak())]
    fn a_gateway_names_its_requests(#[case] given: &str) {
        assert_eq!(name(given).as_str(), given);
    }

    #[rstest]
    #[case::too_short("1234567")]
    #[case::too_long("a".repeat(129).leak())]
    #[case::of_other_characters("12345678 ")]
    #[case::that_breaks_a_log("12345678\t9")]
    fn what_is_no_sound_name_is_replaced(#[case] given: &str) {
        let name = name(given);
        assert_eq!(uuid::Uuid::parse_str(name.as_str()).unwrap().get_version_num(), 7);
        assert_eq!(name.header(), name.as_str());
    }
}
