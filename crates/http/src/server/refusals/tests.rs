//! Refusals are told of, or not let out.

use std::sync::Arc;

use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use actix_web::{HttpMessage as _, HttpResponse};
use rstest::rstest;
use tenantry_domain::access::{
    Caller, CredentialUsed, Grants, Identity, ServiceCaller, ServiceRight, TenantGrant, TenantRole,
};
use tenantry_domain::audit::{Action, AuditService, MockAuditStore, Outcome, Target};
use tenantry_domain::clock::MockClock;
use tenantry_domain::id::{
    OrganizationId, PersonalAccessTokenId, ServiceCredentialId, SessionId, TenantApiKeyId,
    TenantId, UserId,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::told;
use crate::problem::{Problem, ProblemKind};
use crate::request::CallerNote;

const ORGANIZATION: Uuid = Uuid::from_u128(3);

const TENANT: TenantId = TenantId::new(Uuid::from_u128(4));
const USER: UserId = UserId::new(Uuid::from_u128(1));
const CREDENTIAL: Uuid = Uuid::from_u128(2);

fn by(identity: Identity) -> CallerNote {
    let tenant = TenantGrant { tenant: TENANT, role: TenantRole::Member };
    let grants = Grants { tenant: Some(tenant), ..Grants::default() };
    CallerNote::Caller(Arc::new(Caller::for_tests(identity, grants)))
}

fn by_session() -> CallerNote {
    by(Identity::Session { user: USER, session: SessionId::new(CREDENTIAL) })
}

fn by_token() -> CallerNote {
    by(Identity::PersonalAccessToken {
        user: USER,
        token: PersonalAccessTokenId::new(CREDENTIAL),
        organization: OrganizationId::new(ORGANIZATION),
    })
}

fn by_key() -> CallerNote {
    by(Identity::TenantApiKey { key: TenantApiKeyId::new(CREDENTIAL) })
}

fn by_service() -> CallerNote {
    let id = ServiceCredentialId::new(CREDENTIAL);
    CallerNote::Service(Arc::new(ServiceCaller::for_tests(id, vec![ServiceRight::Referrals])))
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

#[rstest]
#[case(by_session(), CredentialUsed::Session, Some(TENANT), Some(USER))]
#[case(by_token(), CredentialUsed::PersonalAccessToken, Some(TENANT), Some(USER))]
#[case(by_key(), CredentialUsed::TenantApiKey, Some(TENANT), None)]
#[case(by_service(), CredentialUsed::ServiceCredential, None, None)]
#[actix_web::test]
async fn a_callers_refusal_is_told_with_who_they_are_and_where_it_happened(
    #[case] caller: CallerNote,
    #[case] credential: CredentialUsed,
    #[case] tenant: Option<TenantId>,
    #[case] user: Option<UserId>,
) {
    let mut events = MockAuditStore::new();
    events
        .expect_record()
        .once()
        .withf(move |_, event, _| {
            event.action == Action::RequestRefused
                && event.outcome == Outcome::Refused
                && (event.tenant, event.user) == (tenant, user)
                && event.trail.credential == Some(credential)
                && event.trail.credential_id == Some(CREDENTIAL)
                && event.organization.map(|it| it.uuid()) == Some(ORGANIZATION)
                && matches!(&event.target, Some(Target::Operation(name)) if name.starts_with("PATCH "))
        })
        .returning(|_, _, _| Ok(()));
    let answer = told(&log(events), answer(Some(caller), ProblemKind::Forbidden)).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn that_a_session_is_needed_is_a_refusal_too() {
    let mut events = MockAuditStore::new();
    events.expect_record().once().returning(|_, _, _| Ok(()));
    let answer = told(&log(events), answer(Some(by_token()), ProblemKind::SessionRequired)).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn a_refusal_that_cannot_be_told_is_not_let_out() {
    let mut events = MockAuditStore::new();
    events
        .expect_record()
        .once()
        .returning(|_, _, _| Err(StoreError::unavailable("the store is away")));
    let answer = told(&log(events), answer(Some(by_session()), ProblemKind::Forbidden)).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[actix_web::test]
async fn nothing_else_is_told() {
    // A store that nothing is expected of fails the test when it is asked.
    let audit = log(MockAuditStore::new());
    let others = [
        answer(None, ProblemKind::Forbidden),
        answer(Some(by_session()), ProblemKind::NotFound),
        answer(Some(by_session()), ProblemKind::Unauthorized),
    ];
    for answer in others {
        let status = answer.status();
        assert_eq!(told(&audit, answer).await.status(), status);
    }
    let request = TestRequest::get().to_http_request();
    request.extensions_mut().insert(by_session());
    let success = ServiceResponse::new(request, HttpResponse::Ok().finish());
    assert_eq!(told(&audit, success).await.status(), StatusCode::OK);
}
