//! Which credential makes which caller, and what of it is noted for the layers around.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use actix_web::{HttpMessage as _, HttpRequest};
use rstest::rstest;
use tenantry_domain::access::{
    Grants, OrganizationRole, ServiceRight, SessionCaller, TenantGrant, TenantRole,
};
use tenantry_domain::authentication::{
    Authenticator, FoundPlace, LiveCredentials, MockCredentialDirectory, PersonalAccessTokenFacts,
    ServiceFacts, TenantApiKeyFacts,
};
use tenantry_domain::clock::MockClock;
use tenantry_domain::credential::{CredentialFormat, CredentialKind};
use tenantry_domain::id::{
    AccessTokenId, OrganizationId, PersonalAccessTokenId, ServiceCredentialId, SessionId,
    TenantApiKeyId, TenantId, UserId,
};
use tenantry_domain::session::{
    AccessClaims, InvalidAccessToken, MockAccessTokens, MockSessionDirectory, SessionFacts,
};
use tenantry_domain::usage::{MockUsageStore, Usage};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{CallerNote, caller, service};
use crate::problem::{Problem, ProblemKind};

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
const TENANT: TenantId = TenantId::new(Uuid::from_u128(1));
const USER: UserId = UserId::new(Uuid::from_u128(2));
const SESSION: SessionId = SessionId::new(Uuid::from_u128(3));
const ACCESS_TOKEN: &str = "an.access.token";

fn format() -> CredentialFormat {
    CredentialFormat::new("nc").unwrap()
}

fn minted(kind: CredentialKind) -> String {
    format().mint(kind, [7; 32]).secret.expose().to_owned()
}

/// How the tenant's API key begins.
fn prefix() -> String {
    format().mint(CredentialKind::TenantApiKey, [7; 32]).prefix
}

fn grants() -> Grants {
    let tenant = TenantGrant { tenant: TENANT, role: TenantRole::Member };
    Grants { tenant: Some(tenant), ..Grants::default() }
}

fn claims() -> AccessClaims {
    AccessClaims {
        id: AccessTokenId::new(Uuid::from_u128(4)),
        user: USER,
        session: SESSION,
        tenant: Some(TENANT),
        issued_at: NOW,
        expires_at: NOW + Duration::MINUTE,
    }
}

fn session() -> SessionFacts {
    SessionFacts {
        user: USER,
        username: "ada@example.com".to_owned(),
        user_active: true,
        idle_expires_at: NOW + Duration::HOUR,
        absolute_expires_at: NOW + Duration::HOUR,
        ended: false,
        acts_in: Some(TENANT),
        claimed_tenant_lives: true,
        grants: grants(),
    }
}

fn personal_access_token() -> PersonalAccessTokenFacts {
    PersonalAccessTokenFacts {
        id: PersonalAccessTokenId::new(Uuid::from_u128(5)),
        user: USER,
        username: "ada@example.com".to_owned(),
        tenant: TENANT,
        organization: OrganizationId::new(Uuid::from_u128(6)),
        role: OrganizationRole::Member,
        grants: grants(),
        created_at: NOW,
        expires_at: NOW + Duration::HOUR,
        works: true,
    }
}

fn tenant_api_key() -> TenantApiKeyFacts {
    TenantApiKeyFacts {
        id: TenantApiKeyId::new(Uuid::from_u128(7)),
        tenant: TENANT,
        prefix: prefix(),
        place: FoundPlace::default(),
        created_at: NOW,
        expires_at: None,
        works: true,
    }
}

/// Knows one credential of each kind.
fn authenticator() -> Authenticator {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_verify().returning(|token, _| match token {
        ACCESS_TOKEN => Ok(claims()),
        _ => Err(InvalidAccessToken),
    });
    let mut sessions = MockSessionDirectory::new();
    sessions.expect_find_session().returning(|_, _, _| Ok(Some(session())));
    let mut directory = MockCredentialDirectory::new();
    directory
        .expect_find_personal_access_token()
        .returning(|_, _| Ok(Some(personal_access_token())));
    directory.expect_find_tenant_api_key().returning(|_, _| Ok(Some(tenant_api_key())));
    directory.expect_find_service().returning(|_| {
        let id = ServiceCredentialId::new(Uuid::from_u128(8));
        Ok(Some(ServiceFacts { id, rights: vec![ServiceRight::Referrals], revoked: false }))
    });
    let mut clock = MockClock::new();
    clock.expect_now().return_const(NOW);
    let usage = Arc::new(Usage::new(Arc::new(MockUsageStore::new())));
    Authenticator::new(Arc::new(LiveCredentials::new(
        Arc::new(tokens),
        Arc::new(sessions),
        Arc::new(directory),
        usage,
        format(),
        Arc::new(clock),
    )))
}

fn bearer(credential: &str) -> HttpRequest {
    TestRequest::default()
        .insert_header(("authorization", format!("Bearer {credential}")))
        .to_http_request()
}

fn key(key: &str, prefix: Option<&str>) -> HttpRequest {
    let request = TestRequest::default().insert_header(("x-api-key", key));
    let request = match prefix {
        Some(prefix) => request.insert_header(("x-app-id", prefix)),
        None => request,
    };
    request.to_http_request()
}

fn noted(request: &HttpRequest) -> Option<(&'static str, Option<TenantId>)> {
    request.extensions().get::<CallerNote>().map(|note| (note.kind(), note.tenant()))
}

async fn refusal(request: &HttpRequest) -> Problem {
    caller(&authenticator(), request).await.unwrap_err()
}

#[rstest]
#[case(bearer(ACCESS_TOKEN), "session")]
#[case(bearer(&minted(CredentialKind::PersonalAccessToken)), "personal_access_token")]
#[case(key(&minted(CredentialKind::TenantApiKey), None), "tenant_api_key")]
#[case(key(&minted(CredentialKind::TenantApiKey), Some(&prefix())), "tenant_api_key")]
#[actix_web::test]
async fn a_caller_is_noted_by_the_kind_of_their_credential(
    #[case] request: HttpRequest,
    #[case] kind: &str,
) {
    let found = caller(&authenticator(), &request).await.unwrap();
    assert_eq!(noted(&request), Some((kind, Some(TENANT))));
    let note = request.extensions().get::<CallerNote>().cloned().unwrap();
    assert_eq!(note.trail(), Some(found.trail()));
}

#[actix_web::test]
async fn only_a_session_gives_a_caller_in_a_session() {
    let in_session = async |request: HttpRequest| {
        let caller = caller(&authenticator(), &request).await.unwrap();
        SessionCaller::new(caller).map_err(|denied| Problem::from(denied).kind().clone())
    };
    assert_eq!(in_session(bearer(ACCESS_TOKEN)).await.unwrap().session(), SESSION);
    let token = bearer(&minted(CredentialKind::PersonalAccessToken));
    assert_eq!(in_session(token).await, Err(ProblemKind::SessionRequired));
    let key = key(&minted(CredentialKind::TenantApiKey), None);
    assert_eq!(in_session(key).await, Err(ProblemKind::SessionRequired));
}

#[rstest]
#[case::nothing(TestRequest::default().to_http_request())]
#[case::another_key(key(&minted(CredentialKind::TenantApiKey), Some("tk-nc-zzzz")))]
#[case::a_shorter_prefix(key(&minted(CredentialKind::TenantApiKey), Some("tk-nc-")))]
#[case::a_key_as_a_token(bearer(&minted(CredentialKind::TenantApiKey)))]
#[case::a_token_as_a_key(key(&minted(CredentialKind::PersonalAccessToken), None))]
#[case::a_session_as_a_key(key(ACCESS_TOKEN, None))]
#[case::a_service(bearer(&minted(CredentialKind::ServiceCredential)))]
#[case::a_refresh_token(bearer(&minted(CredentialKind::RefreshToken)))]
#[case::a_password(TestRequest::default().insert_header(("authorization", "Basic YTpi")).to_http_request())]
#[actix_web::test]
async fn what_does_not_hold_makes_nobody_and_leaves_no_note(#[case] request: HttpRequest) {
    assert_eq!(refusal(&request).await.kind(), &ProblemKind::Unauthorized);
    assert_eq!(noted(&request), None);
}

#[rstest]
#[case(bearer(&minted(CredentialKind::ApiKey)))]
#[case(key(&minted(CredentialKind::ApiKey), None))]
#[actix_web::test]
async fn a_projects_api_key_is_told_that_this_is_the_wrong_door(#[case] request: HttpRequest) {
    let problem = refusal(&request).await;
    assert_eq!(problem.kind().status(), StatusCode::UNAUTHORIZED);
    assert!(problem.to_string().contains("the platform's other services"), "{problem}");
}

#[rstest]
#[case(bearer(&minted(CredentialKind::ServiceCredential)))]
#[case({
    let basic = format!("x:{}", minted(CredentialKind::ServiceCredential));
    let basic = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, basic);
    TestRequest::default().insert_header(("authorization", format!("Basic {basic}"))).to_http_request()
})]
#[actix_web::test]
async fn a_service_shows_its_credential_as_bearer_or_as_a_password(#[case] request: HttpRequest) {
    let found = service(&authenticator(), &request).await.unwrap();
    assert!(found.authorize(ServiceRight::Referrals).is_ok());
    assert_eq!(noted(&request), Some(("service", None)));
    let note = request.extensions().get::<CallerNote>().cloned().unwrap();
    assert_eq!(note.trail(), Some(found.trail()));
}

#[rstest]
#[case::nothing(TestRequest::default().to_http_request())]
#[case::in_another_header(key(&minted(CredentialKind::ServiceCredential), None))]
#[case::a_session(bearer(ACCESS_TOKEN))]
#[case::a_token(bearer(&minted(CredentialKind::PersonalAccessToken)))]
#[case::a_key(bearer(&minted(CredentialKind::TenantApiKey)))]
#[actix_web::test]
async fn nobody_else_is_a_service(#[case] request: HttpRequest) {
    let problem = service(&authenticator(), &request).await.unwrap_err();
    assert_eq!(problem.kind(), &ProblemKind::Unauthorized);
    assert_eq!(noted(&request), None);
}
