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
        let route = routes.map_or_else(|| "-".into(), |routes| routes.template(request.path()));
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
