//! Where a request comes from, for the audit log and for whatever is limited by network.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderName};
use actix_web::{FromRequest, HttpRequest, web};
use tenantry_domain::access::Origin;

use super::request_name::RequestName;
use super::trusted_proxies::TrustedProxies;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How much of what a program calls itself is kept.
const USER_AGENT_LENGTH: usize = 255;

/// Where a request comes from that needs no caller.
pub(crate) struct SentFrom(pub(crate) Arc<Origin>);

impl FromRequest for SentFrom {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(origin(request))))
    }
}

/// The client's address, the name of its program, and the request's own.
pub(super) fn origin(request: &HttpRequest) -> Arc<Origin> {
    let forwarded_for = request.headers().get_all(X_FORWARDED_FOR);
    let ip =
        request.peer_addr().map(|peer| match request.app_data::<web::Data<TrustedProxies>>() {
            Some(proxies) => proxies.client(peer.ip(), forwarded_for),
            None => peer.ip().to_canonical(),
        });
    let user_agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .map(|text| text.chars().take(USER_AGENT_LENGTH).collect());
    let request_id = Some(RequestName::of(request).as_str().to_owned());
    Arc::new(Origin { ip, user_agent, request_id })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn request() -> TestRequest {
        let proxies = TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
        TestRequest::default()
            .peer_addr("[::ffff:10.0.0.1]:4711".parse().unwrap())
            .app_data(web::Data::new(proxies))
    }

    #[test]
    fn a_request_is_from_whom_the_proxy_says() {
        let request = request()
            .append_header((X_FORWARDED_FOR, "203.0.113.9"))
            .append_header((X_FORWARDED_FOR, "198.51.100.7, 10.0.0.2"))
            .to_http_request();
        assert_eq!(origin(&request).ip, Some("198.51.100.7".parse().unwrap()));
    }

    #[test]
    fn the_request_has_the_name_that_its_answer_has() {
        let request = request().insert_header(("x-request-id", "the-only-one")).to_http_request();
        assert_eq!(origin(&request).request_id.as_deref(), Some("the-only-one"));
    }

    #[test]
    fn a_program_that_talks_much_is_cut_short() {
        let request = request().insert_header((header::USER_AGENT, "a".repeat(300)));
        let origin = origin(&request.to_http_request());
        assert_eq!(origin.user_agent, Some("a".repeat(255)));
    }
}
