//! Who may ask.

use super::*;

const KIND: CredentialKind = CredentialKind::ServiceCredential;

/// The answer to whoever shows this, about an API key that must not be looked up.
async fn ask_as(directories: Directories, asker: &str) -> Answer {
    let token = shown(CredentialKind::ApiKey);
    let (answer, counted) = introspect_by(directories, asker, &token).await;
    assert_eq!(counted, []);
    answer
}

#[track_caller]
fn assert_unauthorized(answer: &Answer) {
    assert!(matches!(answer, Err(IntrospectionError::Unauthorized)), "{answer:?}");
}

#[rstest]
#[case::none(String::new())]
#[case::malformed("svc-nc-short".into())]
#[case::mistyped(mistyped(KIND))]
#[case::an_access_token("a.signed.token".into())]
#[case::an_api_key(shown(CredentialKind::ApiKey))]
#[case::a_personal_access_token(shown(CredentialKind::PersonalAccessToken))]
#[case::a_refresh_token(shown(CredentialKind::RefreshToken))]
#[case::a_mistyped_tenants_key(mistyped(CredentialKind::TenantApiKey))]
#[tokio::test]
async fn who_shows_nothing_that_lets_them_gets_no_answer_and_costs_no_look_up(
    #[case] asker: String,
) {
    assert_unauthorized(&ask_as(Directories::new(), &asker).await);
}

fn service_of(
    answer: impl Fn() -> Result<Option<ServiceFacts>, StoreError> + Send + 'static,
) -> Directories {
    let mut directories = Directories::new();
    directories.credentials.expect_find_service().once().returning(move |_| answer());
    directories
}

#[rstest]
#[case::unknown(None)]
#[case::revoked(Some(ServiceFacts { revoked: true, ..service_facts() }))]
#[tokio::test]
async fn a_service_credential_that_is_not_good_gets_no_answer(#[case] facts: Option<ServiceFacts>) {
    let directories = service_of(move || Ok(facts.clone()));
    assert_unauthorized(&ask_as(directories, &asking(KIND)).await);
}

#[tokio::test]
async fn a_service_needs_no_further_right_to_ask() {
    let facts = ServiceFacts { rights: Vec::new(), ..service_facts() };
    let directories = service_of(move || Ok(Some(facts.clone())));
    let token = mistyped(CredentialKind::ApiKey);
    assert_inactive(introspect(directories, &token).await);
}

#[tokio::test]
async fn a_failing_look_up_of_the_asker_is_no_refusal() {
    let failure = ask_as(service_of(|| Err(outage())), &asking(KIND)).await;
    assert!(matches!(failure, Err(IntrospectionError::Store(_))), "{failure:?}");
}

fn key_of(
    answer: impl Fn() -> Result<Option<TenantApiKeyFacts>, StoreError> + Send + 'static,
) -> Directories {
    let mut directories = Directories::new();
    directories.credentials.expect_find_tenant_api_key().once().returning(move |_, _| answer());
    directories
}

#[rstest]
#[case::unknown(None)]
#[case::ended(Some(TenantApiKeyFacts { expires_at: Some(NOW), ..tenant_api_key_facts() }))]
#[case::not_working(Some(TenantApiKeyFacts { works: false, ..tenant_api_key_facts() }))]
#[tokio::test]
async fn a_tenants_key_that_is_not_good_gets_no_answer(#[case] facts: Option<TenantApiKeyFacts>) {
    let directories = key_of(move || Ok(facts.clone()));
    assert_unauthorized(&ask_as(directories, &asking(CredentialKind::TenantApiKey)).await);
}

#[tokio::test]
async fn a_failing_look_up_of_an_asking_key_is_no_refusal() {
    let asker = asking(CredentialKind::TenantApiKey);
    let failure = ask_as(key_of(|| Err(outage())), &asker).await;
    assert!(matches!(failure, Err(IntrospectionError::Store(_))), "{failure:?}");
}
