//! Which credential makes which caller, and what of it is noted for the layers around.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use actix_web::{HttpMessage as _, HttpRequest};
use rstest::rstest;
use tenantry_domain::access::{ServiceRight, SessionCaller};
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::TenantId;

use super::{CallerNote, caller, service};
use crate::fixtures::{ACCESS_TOKEN, SESSION, TENANT, authenticator, bearer, key, minted, prefix};
use crate::problem::{Problem, ProblemKind};

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
    assert_eq!(note.trail(), found.trail());
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
    assert_eq!(note.trail(), found.trail());
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
