//! The API below one path: what is asked about credentials by itself, and everything else behind the layers that it needs.

use actix_cors::Cors;
use actix_web::http::header::{self, HeaderName};
use actix_web::middleware::{Condition, from_fn};
use actix_web::web;

use super::{obedience, patience, refusals};
use crate::configure::{operations, verifications};
use crate::request::REQUEST_ID;

/// Adds all of it below `prefix`, for pages from these origins.
///
/// What services and gateways ask comes first. No page asks it, so CORS is not for it: a gateway forwards a browser's preflight as it
/// came, and were that answered for this API, the answer would be a success without a credential.
pub(super) fn add(config: &mut web::ServiceConfig, prefix: &str, origins: &[String]) {
    verifications(config, prefix);
    config.service(
        web::scope(prefix)
            .configure(operations)
            .wrap(from_fn(obedience::obey))
            .wrap(from_fn(refusals::tell))
            .wrap(from_fn(patience::bound))
            .wrap(Condition::new(!origins.is_empty(), cors(origins))),
    );
}

fn cors(origins: &[String]) -> Cors {
    origins
        .iter()
        .fold(Cors::default(), |cors, origin| cors.allowed_origin(origin))
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("x-api-key"),
            HeaderName::from_static("x-app-id"),
            REQUEST_ID,
        ])
        .expose_headers([REQUEST_ID, header::RETRY_AFTER])
        .max_age(600)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::App;
    use actix_web::http::{Method, StatusCode};
    use actix_web::test::{TestRequest, call_service, init_service};
    use rstest::rstest;

    #[rstest]
    #[case::asked_by_a_gateway("/api/v1/authorize", false)]
    #[case::below_a_prefix("/id/api/v1/authorize", false)]
    #[case::of_other_services("/api/v1/introspect", false)]
    #[case::for_ourselves("/api/v1/orgs", true)]
    #[case::for_ourselves_below_a_prefix("/id/api/v1/orgs", true)]
    #[actix_web::test]
    async fn a_preflight_opens_what_pages_call_alone(#[case] path: &str, #[case] opens: bool) {
        let origins = ["https://app.example".to_owned()];
        let app = App::new()
            .configure(|config| add(config, "/id", &origins))
            .configure(|config| add(config, "", &origins));
        let app = init_service(app).await;
        let request = TestRequest::with_uri(path)
            .method(Method::OPTIONS)
            .insert_header((header::ORIGIN, "https://app.example"))
            .insert_header((header::ACCESS_CONTROL_REQUEST_METHOD, "GET"))
            .to_request();
        let answer = call_service(&app, request).await;
        assert_eq!(answer.status() == StatusCode::OK, opens, "{}", answer.status());
        let allowed = answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert_eq!(allowed, opens);
    }
}
