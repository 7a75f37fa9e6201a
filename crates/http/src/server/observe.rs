//! The outermost layer: it names the request, puts the body into a problem, writes the one line in the log, and counts.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, web};

use super::operation::Operation;
use crate::metrics::Metrics;
use crate::problem::{Problem, ProblemKind};
use crate::request::{CallerNote, RequestName};

/// The header that names a request.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let begun = Instant::now();
    let id = request_id(&request);
    request.extensions_mut().insert(RequestName(id.clone()));
    let response = next.call(request).await?.map_into_boxed_body();
    let (mut response, causes) = with_problem_body(response, &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    record(response.request(), response.status(), &id, causes.as_deref(), begun);
    Ok(response)
}

/// The name that a gateway gave the request, if it is one; else a new one.
fn request_id(request: &ServiceRequest) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let sound = |id: &&str| {
        (8..=128).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    given.filter(sound).map_or_else(new_request_id, str::to_owned)
}

#[expect(clippy::disallowed_methods, reason = "names a request for the log; no rule depends on it")]
fn new_request_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Puts the body of a problem in, which names the request. What the framework refuses by itself is put in the same form.
fn with_problem_body(
    response: ServiceResponse<BoxBody>,
    id: &str,
) -> (ServiceResponse<BoxBody>, Option<String>) {
    let Some(error) = response.response().error() else { return (response, None) };
    let foreign;
    let problem = if let Some(problem) = error.as_error::<Problem>() {
        problem
    } else {
        foreign =
            Problem::of(ProblemKind::of_foreign(response.status())).because(error.to_string());
        &foreign
    };
    let causes = problem.causes();
    let mut told = problem.respond(id);
    // What inner layers added stays.
    for (name, value) in response.headers() {
        if !told.headers().contains_key(name) {
            told.headers_mut().insert(name.clone(), value.clone());
        }
    }
    (response.into_response(told), causes)
}

fn record(
    request: &HttpRequest,
    status: StatusCode,
    id: &str,
    causes: Option<&str>,
    begun: Instant,
) {
    let took = begun.elapsed();
    let operation = Operation::of(request);
    let (method, route) = (operation.method, operation.route.as_str());
    if let Some(metrics) = request.app_data::<web::Data<Metrics>>() {
        metrics.count_request(method, route, status.as_u16(), took);
    }
    let note = request.extensions().get::<CallerNote>().cloned();
    let caller = note.as_ref().map_or("anonymous", CallerNote::kind);
    let tenant = note.as_ref().and_then(CallerNote::tenant).map(|tenant| tenant.to_string());
    let duration_ms = took.as_secs_f64() * 1000.0;
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                request_id = id,
                method,
                route,
                status = status.as_u16(),
                duration_ms,
                tenant,
                caller,
                cause = causes,
                "request"
            )
        };
    }
    if status.is_server_error() {
        line!(error);
    } else if operation.is_verification() && status.is_success() {
        // Counted rather than told.
        line!(debug);
    } else {
        line!(info);
    }
}
