//! Which requests pass a gateway, and what it hears of them.

use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, ResponseError as _};
use rstest::rstest;
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::store_error::StoreError;

use super::*;
use crate::fixtures::{
    ACCESS_TOKEN, ORGANIZATION, PROJECT, TENANT, failing_introspection, introspection, minted,
    unknown,
};
use crate::server::RouteTable;

fn forwarded(credential: Option<&str>) -> Forwarded {
    Forwarded {
        credential: credential.map(str::to_owned),
        gateway: Some(minted(CredentialKind::ServiceCredential)),
    }
}

async fn ask(forwarded: Forwarded, demand: Option<Demand>) -> Result<HttpResponse, Problem> {
    answer(&introspection(), &Metrics::default(), &forwarded, demand).await
}

fn status(answer: &Result<HttpResponse, Problem>) -> StatusCode {
    match answer {
        Ok(response) => response.status(),
        Err(problem) => problem.status_code(),
    }
}

fn for_resource(resource_type: &str) -> Demand {
    Demand { resource_type: Some(resource_type.to_owned()), ..Demand::default() }
}

fn headers(response: &HttpResponse) -> Vec<(String, String)> {
    let headers = response.headers().iter();
    let mut headers: Vec<_> = headers
        .filter(|(name, _)| name.as_str().starts_with("x-auth-"))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    headers
}

#[actix_web::test]
async fn a_key_that_serves_passes_with_its_whole_chain() {
    let answer =
        ask(forwarded(Some(&minted(CredentialKind::ApiKey))), Some(for_resource("inference")));
    let expected = [
        ("x-auth-kind", "api_key".to_owned()),
        ("x-auth-org-id", ORGANIZATION.to_string()),
        ("x-auth-project-id", PROJECT.to_string()),
        ("x-auth-tenant-id", TENANT.to_string()),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(headers(&answer.await.unwrap()), expected);
}

#[rstest]
#[case::session(ACCESS_TOKEN.to_owned(), &["x-auth-kind", "x-auth-tenant-id", "x-auth-user-id"])]
#[case::token(minted(CredentialKind::PersonalAccessToken), &["x-auth-kind", "x-auth-org-id", "x-auth-tenant-id", "x-auth-user-id"])]
#[case::key(minted(CredentialKind::TenantApiKey), &["x-auth-kind", "x-auth-tenant-id"])]
#[actix_web::test]
async fn of_other_kinds_is_told_what_applies(#[case] credential: String, #[case] names: &[&str]) {
    let answer = ask(forwarded(Some(&credential)), Some(Demand::default())).await.unwrap();
    let told = headers(&answer);
    assert_eq!(told.iter().map(|(name, _)| &**name).collect::<Vec<_>>(), names);
}

#[rstest]
#[case::none(None)]
#[case::unknown(Some(unknown(CredentialKind::ApiKey)))]
#[case::malformed(Some("nothing of ours".to_owned()))]
#[case::a_service(Some(minted(CredentialKind::ServiceCredential)))]
#[actix_web::test]
async fn without_a_good_credential_it_is_401(#[case] credential: Option<String>) {
    let answer = ask(forwarded(credential.as_deref()), Some(Demand::default())).await;
    assert_eq!(status(&answer), StatusCode::UNAUTHORIZED);
}

#[rstest]
#[case::for_another_resource(ask(forwarded(Some(&minted(CredentialKind::ApiKey))), Some(for_resource("storage"))))]
#[case::for_no_resource(ask(forwarded(Some(ACCESS_TOKEN)), Some(for_resource("inference"))))]
#[case::elsewhere(ask(
    forwarded(Some(&minted(CredentialKind::ApiKey))),
    Some(Demand { organization: Some("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap()), ..Demand::default() }),
))]
#[case::senseless(ask(forwarded(Some(&minted(CredentialKind::ApiKey))), None))]
#[case::no_gateway(ask(
    Forwarded { gateway: None, ..forwarded(Some(&minted(CredentialKind::ApiKey))) },
    Some(Demand::default()),
))]
#[case::nobodys_gateway(ask(
    Forwarded { gateway: Some(unknown(CredentialKind::ServiceCredential)), ..forwarded(None) },
    Some(Demand::default()),
))]
#[actix_web::test]
async fn what_is_not_for_this_or_from_no_gateway_is_403(
    #[case]
    #[future]
    answer: Result<HttpResponse, Problem>,
) {
    assert_eq!(status(&answer.await), StatusCode::FORBIDDEN);
}

#[rstest]
#[case(|| StoreError::unavailable("the store is away"))]
#[case(|| StoreError::failed("the store is broken"))]
#[actix_web::test]
async fn where_the_store_fails_it_is_503(#[case] error: fn() -> StoreError) {
    let forwarded = forwarded(Some(&minted(CredentialKind::ApiKey)));
    let failing = failing_introspection(error);
    let answer = answer(&failing, &Metrics::default(), &forwarded, Some(Demand::default())).await;
    assert_eq!(status(&answer), StatusCode::SERVICE_UNAVAILABLE);
}

#[rstest]
#[case("resource_type=inference&org_id=01890a5d-ac96-774b-bcce-b302099a8057&x=y", true)]
#[case("", true)]
#[case("org_id=one", false)]
#[case("project_id=", false)]
#[case("resource_type=inference&resource_type=storage", false)]
fn a_query_makes_sense_or_not(#[case] query: &str, #[case] sensible: bool) {
    let read = serde_urlencoded::from_str::<AuthorizeQuery>(query).ok();
    assert_eq!(read.and_then(AuthorizeQuery::read).is_some(), sensible);
}

#[rstest]
#[case("GET")]
#[case("HEAD")]
#[case("POST")]
#[case("OPTIONS")]
#[case("PROPFIND")]
#[actix_web::test]
async fn any_method_finds_the_operation(#[case] method: &str) {
    let routes = web::Data::new(RouteTable::below(""));
    let app = init_service(App::new().app_data(routes).service(Authorize(String::new()))).await;
    let method = method.parse().unwrap();
    let request = TestRequest::with_uri("/api/v1/authorize").method(method).to_request();
    // The operation itself misses its desk here; another method than it knows would be 404 or 405.
    let status = call_service(&app, request).await.status();
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
}
