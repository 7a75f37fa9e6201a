//! The outermost layer: it names the request, puts the body into a problem and the usual headers into every answer, writes the one
//! line in the log, and counts.

use std::future::{Ready, ready};
use std::rc::Rc;
use std::time::Instant;

use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::{Error, HttpMessage as _, HttpRequest, web};
use futures_util::future::LocalBoxFuture;

use super::headers::{self, TransportSecurity};
use super::leaving::Leaving;
use super::operation::Operation;
use super::route_table::RouteTable;
use crate::metrics::RequestCounters;
use crate::problem::{Problem, ProblemKind};
use crate::request::{CallerNote, REQUEST_ID, RequestName};

/// What one worker observes requests with.
pub(super) struct Observer {
    pub(super) counters: RequestCounters,
    pub(super) routes: web::Data<RouteTable>,
    pub(super) transport: TransportSecurity,
    pub(super) leaving: Leaving,
}

/// The layer.
pub(super) struct Observe(pub(super) Rc<Observer>);

pub(super) struct Observed<S> {
    observer: Rc<Observer>,
    service: S,
}

impl<S> Transform<S, ServiceRequest> for Observe
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error>,
    S::Future: 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Transform = Observed<S>;
    type InitError = ();
    type Future = Ready<Result<Observed<S>, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(Observed { observer: Rc::clone(&self.0), service }))
    }
}

impl<S> Service<ServiceRequest> for Observed<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error>,
    S::Future: 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Error>>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let begun = Instant::now();
        let (observer, answer) = (Rc::clone(&self.observer), self.service.call(request));
        Box::pin(async move { Ok(observer.observed(answer.await?, begun)) })
    }
}

impl Observer {
    fn observed(&self, response: ServiceResponse, begun: Instant) -> ServiceResponse {
        let name = RequestName::take(response.request());
        let (mut response, causes) = with_problem_body(response, name.as_str());
        if self.leaving.is_announced() {
            response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
        }
        let (request, status) = (response.request(), response.status());
        self.record(request, status, name.as_str(), causes.as_deref(), begun);
        headers::add(response.headers_mut(), self.transport);
        response.headers_mut().insert(REQUEST_ID, name.into_header());
        response
    }

    fn record(
        &self,
        request: &HttpRequest,
        status: StatusCode,
        id: &str,
        causes: Option<&str>,
        begun: Instant,
    ) {
        let took = begun.elapsed();
        let operation = Operation::of(request, &self.routes);
        self.counters.count(operation.method, operation.route, status.as_u16(), took);
        let is_verification = operation.is_verification();
        if is_verification && status.is_success() && !tracing::enabled!(tracing::Level::DEBUG) {
            // Counted rather than told.
            return;
        }
        let (method, route) = (operation.method, &**operation.route);
        let note = request.extensions().get::<CallerNote>().cloned();
        // Who asks in a method that nothing is asked in was not looked at.
        let was_looked_at = is_verification && status != StatusCode::METHOD_NOT_ALLOWED;
        let nobody = if was_looked_at { "service" } else { "anonymous" };
        let caller = note.as_ref().map_or(nobody, CallerNote::kind);
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
        } else if is_verification && status.is_success() {
            line!(debug);
        } else {
            line!(info);
        }
    }
}

/// Puts the body of a problem in, which names the request. What the framework refuses by itself is put in the same form.
fn with_problem_body(response: ServiceResponse, id: &str) -> (ServiceResponse, Option<String>) {
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
