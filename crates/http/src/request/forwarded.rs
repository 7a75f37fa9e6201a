//! What a gateway forwards of a request, to ask whether it may pass.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::HeaderName;
use actix_web::{FromRequest, HttpRequest};

use super::credential::{Shown, only, shown};

const X_SERVICE_CREDENTIAL: HeaderName = HeaderName::from_static("x-service-credential");

/// The credential of a request that stands before a gateway, and the gateway's own.
pub(crate) struct Forwarded {
    /// The one that the request carries in the usual headers. None where it carries none, or several.
    pub(crate) credential: Option<String>,
    /// The gateway's, in a header that the request's own can't be mistaken for.
    pub(crate) gateway: Option<String>,
}

impl FromRequest for Forwarded {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let credential = shown(request).ok().flatten().map(Shown::into_text);
        let gateway = only(request.headers(), &X_SERVICE_CREDENTIAL).ok().flatten();
        ready(Ok(Self { credential, gateway: gateway.map(str::to_owned) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use rstest::rstest;

    #[rstest]
    #[case::nothing(&[], None, None)]
    #[case::bearer(&[("authorization", "Bearer it")], Some("it"), None)]
    #[case::basic(&[("authorization", "Basic bmFtZTppdA==")], Some("it"), None)]
    #[case::key(&[("x-api-key", "it")], Some("it"), None)]
    #[case::both(&[("x-api-key", "it"), ("x-service-credential", "own")], Some("it"), Some("own"))]
    #[case::two(&[("x-api-key", "it"), ("authorization", "Bearer it"), ("x-service-credential", "own")], None, Some("own"))]
    #[case::two_gateways(&[("x-api-key", "it"), ("x-service-credential", "own"), ("x-service-credential", "own")], Some("it"), None)]
    #[actix_web::test]
    async fn the_requests_credential_and_the_gateways_are_told_apart(
        #[case] headers: &[(&'static str, &str)],
        #[case] credential: Option<&str>,
        #[case] gateway: Option<&str>,
    ) {
        let request = headers
            .iter()
            .fold(TestRequest::default(), |request, header| request.append_header(*header))
            .to_http_request();
        let Ok(found) = Forwarded::from_request(&request, &mut Payload::None).await;
        assert_eq!((found.credential.as_deref(), found.gateway.as_deref()), (credential, gateway));
    }
}
