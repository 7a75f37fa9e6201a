//! What a request asked for, in words of which there are only so many.

use std::fmt;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::{HttpRequest, web};

use super::route_table::RouteTable;

/// An operation of the API, by its method and its route's template.
pub(super) struct Operation {
    pub(super) method: &'static str,
    /// A dash where no route was found.
    pub(super) route: Arc<str>,
}

/// The routes that answer about credentials. They come by the thousand, and change nothing whatever their method is.
const VERIFICATIONS: [&str; 3] = ["/api/v1/introspect", "/api/v1/verify", "/api/v1/authorize"];

/// Whether this route, which has no parameters, answers about a credential.
pub(super) fn is_verification(route: &str) -> bool {
    VERIFICATIONS.contains(&route)
}

impl Operation {
    /// What this request asked for.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let routes = request.app_data::<web::Data<RouteTable>>();
        let route = routes.map_or_else(
            || "-".into(),
            |routes| {
                // As it was routed: a letter that is spelt by its number is the letter.
                routes.template(request.match_info().as_str())
            },
        );
        Self { method: known(request.method()), route }
    }

    /// Whether it answers about a credential.
    pub(super) fn is_verification(&self) -> bool {
        is_verification(&self.route)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.route)
    }
}

/// A method that somebody made up must not become a series of its own.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::App;
    use actix_web::test::{TestRequest, call_and_read_body, init_service};

    use crate::openapi::document;

    #[actix_web::test]
    async fn a_request_is_told_of_by_its_route_however_its_path_is_spelt() {
        let routes = RouteTable::of(&document("https://id.example", ""), "");
        let told = async |request: HttpRequest| Operation::of(&request).to_string();
        let app =
            App::new().app_data(web::Data::new(routes)).route("/api/v1/orgs", web::get().to(told));
        let app = init_service(app).await;
        for path in ["/api/v1/orgs", "/api/v1/%6frgs"] {
            let request = TestRequest::with_uri(path).to_request();
            assert_eq!(call_and_read_body(&app, request).await, "GET /api/v1/orgs", "{path}");
        }
    }
}
