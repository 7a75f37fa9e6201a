//! Keeps what a browser told a gateway from being taken as told to us.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;

/// The end of the path at which gateways ask whether a request may pass.
const AUTHORIZE: &str = "/api/v1/authorize";

/// A gateway forwards a preflight as it came. Were it answered for this API, that answer would be a success without a credential.
pub(super) async fn unmask(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.path().ends_with(AUTHORIZE) {
        for name in [header::ORIGIN, header::ACCESS_CONTROL_REQUEST_METHOD] {
            request.headers_mut().remove(name);
        }
    }
    next.call(request).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::{Method, StatusCode};
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse, web};
    use rstest::rstest;

    use crate::server::cors;

    #[rstest]
    #[case::asked_by_a_gateway("/api/v1/authorize", StatusCode::UNAUTHORIZED)]
    #[case::below_a_prefix("/id/api/v1/authorize", StatusCode::UNAUTHORIZED)]
    #[case::for_ourselves("/api/v1/orgs", StatusCode::OK)]
    #[actix_web::test]
    async fn a_preflight_passes_no_gateway(#[case] path: &str, #[case] expected: StatusCode) {
        let app = App::new()
            .default_service(web::to(async || HttpResponse::Unauthorized()))
            .wrap(cors(&["https://app.example".to_owned()]))
            .wrap(from_fn(unmask));
        let app = init_service(app).await;
        let request = TestRequest::with_uri(path)
            .method(Method::OPTIONS)
            .insert_header((header::ORIGIN, "https://app.example"))
            .insert_header((header::ACCESS_CONTROL_REQUEST_METHOD, "GET"))
            .to_request();
        assert_eq!(call_service(&app, request).await.status(), expected);
    }
}
