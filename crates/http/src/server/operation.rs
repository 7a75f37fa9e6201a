//! What a request asked for, in words of which there are only so many.

use std::fmt;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::{HttpRequest, web};

use super::route_table::RouteTable;

/// An operation of the API, by its method and its route's template.
pub(super) struct Operation<'a> {
    pub(super) method: &'static str,
    /// A dash where no route was found.
    pub(super) route: &'a Arc<str>,
}

/// The routes that answer about credentials. They come by the thousand, and change nothing whatever their method is.
const VERIFICATIONS: [&str; 3] = ["/api/v1/introspect", "/api/v1/verify", "/api/v1/authorize"];

impl<'a> Operation<'a> {
    /// What this request asked for.
    pub(super) fn of(request: &HttpRequest, routes: &'a RouteTable) -> Self {
        // As it was routed: a letter that is spelt by its number is the letter.
        let route = routes.template(request.match_info().as_str());
        Self { method: known(request.method()), route }
    }

    /// What it asked for in words, where the routes are known to the request itself.
    pub(super) fn in_words(request: &HttpRequest) -> String {
        let routes = request.app_data::<web::Data<RouteTable>>();
        let words = |routes: &web::Data<RouteTable>| Operation::of(request, routes).to_string();
        routes.map_or_else(|| format!("{} -", known(request.method())), words)
    }

    /// Whether it answers about a credential.
    pub(super) fn is_verification(&self) -> bool {
        VERIFICATIONS.contains(&&**self.route)
    }
}

impl fmt::Display for Operation<'_> {
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

    #[actix_web::test]
    async fn a_request_is_told_of_by_its_route_however_its_path_is_spelt() {
        let routes = web::Data::new(RouteTable::below(""));
        let told = async |request: HttpRequest| Operation::in_words(&request);
        let app = App::new().app_data(routes).route("/api/v1/orgs", web::get().to(told));
        let app = init_service(app).await;
        for path in ["/api/v1/orgs", "/api/v1/%6frgs"] {
            let request = TestRequest::with_uri(path).to_request();
            assert_eq!(call_and_read_body(&app, request).await, "GET /api/v1/orgs", "{path}");
        }
    }
}
