//! Gives each request one patience for all that it waits for, until its answer goes out. What services and gateways ask has none of its
//! own, unless it is about many credentials: it is answered from memory, or by a look-up or two that wait no longer each, and the first
//! that fails is the answer.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

pub(super) async fn bound<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    tenantry_patience::of_a_request(next.call(request)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_and_read_body, init_service};
    use actix_web::{App, web};
    use tenantry_patience::{PATIENCE, at_most, wait};

    async fn left() -> String {
        // Nothing that is awaited here takes any time, and a moment passes all the same.
        let before = at_most(PATIENCE);
        let _ = wait(async { std::thread::sleep(std::time::Duration::from_millis(2)) }).await;
        (at_most(PATIENCE) < before).to_string()
    }

    #[actix_web::test]
    async fn what_a_handler_waits_for_is_paid_by_its_request() {
        let bounded = App::new().route("/", web::get().to(left)).wrap(from_fn(bound));
        let bounded = init_service(bounded).await;
        for _ in 0..2 {
            let request = TestRequest::get().uri("/").to_request();
            assert_eq!(call_and_read_body(&bounded, request).await, "true");
        }
        let unbounded = init_service(App::new().route("/", web::get().to(left))).await;
        let request = TestRequest::get().uri("/").to_request();
        assert_eq!(call_and_read_body(&unbounded, request).await, "false");
    }
}
