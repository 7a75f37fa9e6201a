//! What a request is called: in its answer, in the log, and in the audit log.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage as _, HttpRequest};
use uuid::{NoContext, Timestamp, Uuid};

/// The header that names a request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request is called, left in its extensions by whoever asks first.
#[derive(Clone)]
pub(crate) struct RequestName(HeaderValue);

impl RequestName {
    /// What this request is called, the same however often it is asked.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let known = request.extensions().get::<Self>().cloned();
        known.unwrap_or_else(|| {
            let name = Self::given(request.headers());
            request.extensions_mut().insert(name.clone());
            name
        })
    }

    /// The same, for the last who asks.
    pub(crate) fn take(request: &HttpRequest) -> Self {
        let known = request.extensions_mut().remove::<Self>();
        known.unwrap_or_else(|| Self::given(request.headers()))
    }

    /// The name that a gateway gave the request, if it is one; else a new one.
    fn given(headers: &HeaderMap) -> Self {
        Self(headers.get(REQUEST_ID).filter(|given| is_sound(given)).cloned().unwrap_or_else(new))
    }

    /// The name itself.
    pub(crate) fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// The name as a header's value.
    pub(crate) fn into_header(self) -> HeaderValue {
        self.0
    }
}

fn is_sound(given: &HeaderValue) -> bool {
    (8..=128).contains(&given.len())
        && given.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// A UUID of version 7 (RFC 9562 §5.7). Names of one millisecond are in no order: nobody sorts by them, and a counter that keeps one
/// would be the one thing that all requests wait for.
#[expect(
    clippy::disallowed_methods,
    reason = "the name of a request decides nothing, and no rule reads it"
)]
fn new() -> HeaderValue {
    let name = Uuid::new_v7(Timestamp::now(NoContext)).hyphenated();
    let mut room = Uuid::encode_buffer();
    HeaderValue::from_str(name.encode_lower(&mut room))
        .unwrap_or_else(|_| HeaderValue::from_static("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    fn request(given: &str) -> HttpRequest {
        TestRequest::default().insert_header((REQUEST_ID, given)).to_http_request()
    }

    fn name(given: &str) -> RequestName {
        RequestName::of(&request(given))
    }

    #[test]
    fn a_request_keeps_its_name() {
        let request = request("none");
        let name = RequestName::of(&request);
        assert_eq!(RequestName::of(&request).as_str(), name.as_str());
        assert_eq!(RequestName::take(&request).as_str(), name.as_str());
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
        assert_eq!(Uuid::parse_str(name.as_str()).unwrap().get_version_num(), 7);
    }
}
