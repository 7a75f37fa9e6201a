//! Refusals are told of, or not let out.

use std::sync::Arc;

use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use actix_web::{HttpMessage as _, HttpResponse};
use tenantry_domain::access::{Caller, Grants};
use tenantry_domain::audit::{Action, AuditService, MockAuditStore, Outcome, Target};
use tenantry_domain::clock::MockClock;
use tenantry_domain::id::{SessionId, UserId};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::told;
use crate::problem::{Problem, ProblemKind};
use crate::request::CallerNote;

const ORGANIZATION: Uuid = Uuid::from_u128(3);

fn caller() -> CallerNote {
    let (user, session) = (UserId::new(Uuid::from_u128(1)), SessionId::new(Uuid::from_u128(2)));
    CallerNote::Session(Arc::new(Caller::for_tests(user, session, Grants::default())))
}

fn answer(note: Option<CallerNote>, kind: ProblemKind) -> ServiceResponse {
    let request = TestRequest::patch()
        .uri(&format!("/api/v1/orgs/{ORGANIZATION}"))
        .param("org_id", ORGANIZATION.to_string())
        .to_http_request();
    if let Some(note) = note {
        request.extensions_mut().insert(note);
    }
    ServiceResponse::from_err(Problem::of(kind), request)
}

fn log(events: MockAuditStore) -> AuditService {
    let mut clock = MockClock::new();
    clock.expect_now().return_const(OffsetDateTime::UNIX_EPOCH);
    AuditService::new(Arc::new(events), Arc::new(clock))
}

#[actix_web::test]
async fn a_callers_refusal_is_told_with_where_it_happened() {
    let mut events = MockAuditStore::new();
    events
        .expect_record()
        .once()
        .withf(|_, event, _| {
            event.action == Action::RequestRefused
                && event.outcome == Outcome::Refused
                && event.user.map(UserId::uuid) == Some(Uuid::from_u128(1))
                && event.organization.map(|it| it.uuid()) == Some(ORGANIZATION)
                && matches!(&event.target, Some(Target::Operation(name)) if name.starts_with("PATCH "))
        })
        .returning(|_, _, _| Ok(()));
    let answer = told(&log(events), answer(Some(caller()), ProblemKind::Forbidden)).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn a_refusal_that_cannot_be_told_is_not_let_out() {
    let mut events = MockAuditStore::new();
    events
        .expect_record()
        .once()
        .returning(|_, _, _| Err(StoreError::unavailable("the store is away")));
    let answer = told(&log(events), answer(Some(caller()), ProblemKind::Forbidden)).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[actix_web::test]
async fn nothing_else_is_told() {
    // A store that nothing is expected of fails the test when it is asked.
    let audit = log(MockAuditStore::new());
    let others = [
        answer(None, ProblemKind::Forbidden),
        answer(Some(CallerNote::Service), ProblemKind::Forbidden),
        answer(Some(caller()), ProblemKind::NotFound),
        answer(Some(caller()), ProblemKind::Unauthorized),
    ];
    for answer in others {
        let status = answer.status();
        assert_eq!(told(&audit, answer).await.status(), status);
    }
    let request = TestRequest::get().to_http_request();
    request.extensions_mut().insert(caller());
    let success = ServiceResponse::new(request, HttpResponse::Ok().finish());
    assert_eq!(told(&audit, success).await.status(), StatusCode::OK);
}
