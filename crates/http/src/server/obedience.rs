//! Makes this node obey a change before whoever asked for it hears that it is made.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::problem::{Problem, ProblemKind};
use crate::services::{CatchUp, Services};

/// Lets no success of a change out before what this node remembers agrees with it.
pub(super) async fn obey(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(services) = response.request().app_data::<web::Data<Services>>().cloned() else {
        return Ok(response);
    };
    Ok(obeyed(&*services.memory, response).await)
}

async fn obeyed(memory: &dyn CatchUp, response: ServiceResponse) -> ServiceResponse {
    if may_have_changed(&response) {
        memory.catch_up().await;
    }
    response
}

/// A refusal changes nothing, but for that of a refresh token which was replaced before: it ends the session.
fn may_have_changed(response: &ServiceResponse) -> bool {
    (response.status().is_success() || ends_a_session(response))
        && !response.request().method().is_safe()
}

fn ends_a_session(response: &ServiceResponse) -> bool {
    let problem = response.response().error().and_then(|error| error.as_error::<Problem>());
    problem.is_some_and(|problem| *problem.kind() == ProblemKind::InvalidRefreshToken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::to_bytes;
    use actix_web::http::{Method, StatusCode};
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse};
    use async_trait::async_trait;
    use futures_util::FutureExt as _;
    use rstest::rstest;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use tokio::sync::Notify;

    /// Catches up when it is let, and counts.
    #[derive(Default)]
    struct Spy {
        begun: AtomicUsize,
        done: AtomicBool,
        let_go: Notify,
    }

    #[async_trait]
    impl CatchUp for Spy {
        async fn catch_up(&self) {
            self.begun.fetch_add(1, Ordering::SeqCst);
            self.let_go.notified().await;
            self.done.store(true, Ordering::SeqCst);
        }
    }

    /// How often this node had to obey before such a request was answered so.
    async fn obeyed_before(method: &str, path: &str, status: StatusCode) -> usize {
        let spy = web::Data::new(Spy::default());
        spy.let_go.notify_one();
        let layer = async |request: ServiceRequest, next: Next<BoxBody>| {
            let spy = request.app_data::<web::Data<Spy>>().unwrap().clone();
            Ok(obeyed(&**spy, next.call(request).await?).await)
        };
        let app = App::new()
            .app_data(spy.clone())
            .route(path, web::to(move || async move { HttpResponse::new(status) }))
            .wrap(from_fn(layer));
        let app = init_service(app).await;
        let method = method.parse::<Method>().unwrap();
        let request = TestRequest::with_uri(path).method(method).to_request();
        assert_eq!(call_service(&app, request).await.status(), status);
        spy.begun.load(Ordering::SeqCst)
    }

    #[rstest]
    #[case("POST", "/api/v1/orgs", StatusCode::CREATED)]
    #[case("PATCH", "/api/v1/users/me", StatusCode::OK)]
    #[case("PUT", "/api/tenant", StatusCode::OK)]
    #[case("DELETE", "/api/v1/users/me/sessions", StatusCode::NO_CONTENT)]
    #[case("POST", "/api/v1/revoke", StatusCode::OK)]
    #[case("POST", "/api/v1/auth/logout", StatusCode::OK)]
    #[actix_web::test]
    async fn a_change_is_obeyed_once(
        #[case] method: &str,
        #[case] path: &str,
        #[case] status: StatusCode,
    ) {
        assert_eq!(obeyed_before(method, path, status).await, 1);
    }

    #[rstest]
    #[case::reading("GET", "/api/v1/orgs", StatusCode::OK)]
    #[case::a_head("HEAD", "/api/v1/orgs", StatusCode::OK)]
    #[case::options("OPTIONS", "/api/v1/orgs", StatusCode::OK)]
    #[case::a_refusal("POST", "/api/v1/orgs", StatusCode::FORBIDDEN)]
    #[case::a_failure("POST", "/api/v1/orgs", StatusCode::SERVICE_UNAVAILABLE)]
    #[actix_web::test]
    async fn what_changes_nothing_waits_for_nothing(
        #[case] method: &str,
        #[case] path: &str,
        #[case] status: StatusCode,
    ) {
        assert_eq!(obeyed_before(method, path, status).await, 0);
    }

    #[test]
    fn a_refusal_that_ends_a_session_is_a_change() {
        let refused = |kind| {
            let request = TestRequest::post().uri("/api/v1/auth/refresh").to_http_request();
            ServiceResponse::new(request, HttpResponse::from_error(Problem::of(kind)))
        };
        assert!(ends_a_session(&refused(ProblemKind::InvalidRefreshToken)));
        assert!(!ends_a_session(&refused(ProblemKind::Unauthorized)));
    }

    #[actix_web::test]
    async fn the_answer_waits_until_the_change_is_obeyed() {
        let spy = Spy::default();
        let answer = || {
            let request = TestRequest::post().uri("/api/v1/revoke").to_http_request();
            ServiceResponse::new(request, HttpResponse::Ok().body("done"))
        };
        let mut waiting = Box::pin(obeyed(&spy, answer()));
        assert!(waiting.as_mut().now_or_never().is_none());
        assert!(!spy.done.load(Ordering::SeqCst));
        spy.let_go.notify_one();
        let answer = waiting.await;
        assert!(spy.done.load(Ordering::SeqCst));
        assert_eq!(to_bytes(answer.into_body()).await.unwrap(), "done");
    }
}
