//! The outermost layer: it names the request, puts the body into a problem and the usual headers into every answer, writes the one
//! line in the log, and counts.

use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, web};

use super::headers::{self, TransportSecurity};
use super::leaving::Leaving;
use super::operation::Operation;
use crate::metrics::Metrics;
use crate::problem::{Problem, ProblemKind};
use crate::request::{CallerNote, REQUEST_ID, RequestName};

pub(super) async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let begun = Instant::now();
    let name = RequestName::of(request.headers());
    request.extensions_mut().insert(name.clone());
    let response = next.call(request).await?.map_into_boxed_body();
    let (mut response, causes) = with_problem_body(response, name.as_str());
    let strict = TransportSecurity::is_strict(response.request());
    headers::add(response.headers_mut(), strict);
    response.headers_mut().insert(REQUEST_ID, name.header());
    let leaving = response.request().app_data::<web::Data<Leaving>>();
    if leaving.is_some_and(|leaving| leaving.is_announced()) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    record(response.request(), response.status(), name.as_str(), causes.as_deref(), begun);
    Ok(response)
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
    if let Some(metrics) = request.app_data::<web::Data<Metrics>>() {
        let route = Arc::clone(&operation.route);
        metrics.count_request(operation.method, route, status.as_u16(), took);
    }
    let (method, route) = (operation.method, &*operation.route);
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
