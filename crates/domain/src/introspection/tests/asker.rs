//! Who may ask.

use super::*;

const KIND: CredentialKind = CredentialKind::ServiceCredential;
const KEY: CredentialKind = CredentialKind::TenantApiKey;

/// The answer to whoever presents this, about an API key that must not be looked up.
async fn ask_as(directories: Directories, asker: Presented<'_>) -> Answer {
    let token = shown(CredentialKind::ApiKey);
    let (answer, counted) = introspect_by(directories, asker, &token).await;
    assert_eq!(counted, []);
    answer
}

/// The answer to whoever shows this as the key of a tenant.
async fn ask_as_key(directories: Directories, key: &str) -> Answer {
    ask_as(directories, Presented::TenantApiKey { key, prefix: None }).await
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
#[case::a_tenants_key_which_has_a_header_of_its_own(shown(KEY))]
#[tokio::test]
async fn who_bears_nothing_that_lets_them_gets_no_answer_and_costs_no_look_up(
    #[case] asker: String,
) {
    assert_unauthorized(&ask_as(Directories::new(), Presented::Bearer(&asker)).await);
}

#[rstest]
#[case::none(String::new())]
#[case::malformed("tk-nc-short".into())]
#[case::mistyped(mistyped(KEY))]
#[case::an_access_token("a.signed.token".into())]
#[case::an_api_key(shown(CredentialKind::ApiKey))]
#[case::a_personal_access_token(shown(CredentialKind::PersonalAccessToken))]
#[case::a_refresh_token(shown(CredentialKind::RefreshToken))]
#[case::a_service_credential_which_is_borne(shown(KIND))]
#[tokio::test]
async fn who_shows_no_key_of_a_tenant_as_one_gets_no_answer_and_costs_no_look_up(
    #[case] asker: String,
) {
    assert_unauthorized(&ask_as_key(Directories::new(), &asker).await);
}

#[tokio::test]
async fn whoever_may_not_ask_learns_nothing_of_several_tokens_either() {
    let tokens = [shown(CredentialKind::ApiKey), shown(CredentialKind::PersonalAccessToken)];
    let tokens = [tokens[0].as_str(), tokens[1].as_str()];
    for asker in [
        Presented::Bearer(&shown(KEY)),
        Presented::TenantApiKey { key: &shown(KIND), prefix: None },
    ] {
        let demand = Demand::default();
        let (answer, counted) = verify_by(Directories::new(), asker, &tokens, &demand).await;
        assert!(matches!(answer, Err(IntrospectionError::Unauthorized)), "{answer:?}");
        assert_eq!(counted, []);
    }
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
    assert_unauthorized(&ask_as(directories, Presented::Bearer(&asking(KIND))).await);
}

#[tokio::test]
async fn a_service_needs_no_further_right_to_ask() {
    let facts = ServiceFacts { rights: Vec::new(), ..service_facts() };
    let directories = service_of(move || Ok(Some(facts.clone())));
    let (uses, id) = (directories.uses.clone(), service_facts().id);
    let token = mistyped(CredentialKind::ApiKey);
    assert_inactive(introspect(directories, &token).await);
    // To ask is to use it, whatever the answer is.
    let gateway = UsedCredential::ServiceCredential(id);
    assert_eq!(uses.counted_of_services().await, [(gateway, 1)]);
}

#[tokio::test]
async fn a_failing_look_up_of_the_asker_is_no_refusal() {
    let asker = asking(KIND);
    let failure = ask_as(service_of(|| Err(outage())), Presented::Bearer(&asker)).await;
    assert!(matches!(failure, Err(IntrospectionError::Store(_))), "{failure:?}");
}

fn key_of(
    answer: impl Fn() -> Result<Option<TenantApiKeyFacts>, StoreError> + Send + 'static,
) -> Directories {
    let mut directories = Directories::new();
    directories.credentials.expect_find_tenant_api_key().once().returning(move |_, _| answer());
    directories
}

fn faulty(fault: Fault) -> TenantApiKeyFacts {
    TenantApiKeyFacts { fault: Some(fault), ..tenant_api_key_facts() }
}

#[rstest]
#[case::unknown(None)]
#[case::over(Some(TenantApiKeyFacts { expires_at: Some(NOW), ..tenant_api_key_facts() }))]
#[case::ended(Some(faulty(Fault::Revoked)))]
#[case::of_a_suspended_tenant(Some(faulty(Fault::TenantInactive)))]
#[tokio::test]
async fn a_tenants_key_that_is_not_good_gets_no_answer(#[case] facts: Option<TenantApiKeyFacts>) {
    let directories = key_of(move || Ok(facts.clone()));
    assert_unauthorized(&ask_as_key(directories, &asking(KEY)).await);
}

#[rstest]
#[case::empty("")]
#[case::another_keys("tk-nc-0000")]
#[case::the_whole_key(&shown(KEY))]
#[tokio::test]
async fn a_tenants_key_that_is_said_to_begin_otherwise_gets_no_answer(#[case] prefix: &str) {
    let asker = Presented::TenantApiKey { key: &shown(KEY), prefix: Some(prefix) };
    let directories = key_of(|| Ok(Some(tenant_api_key_facts())));
    assert_unauthorized(&ask_as(directories, asker).await);
}

#[tokio::test]
async fn a_tenants_key_that_is_said_to_begin_as_it_does_gets_one() {
    let (key, prefix) = (shown(KEY), minted(KEY, ENTROPY).prefix);
    let asker = Presented::TenantApiKey { key: &key, prefix: Some(&prefix) };
    let directories = key_of(|| Ok(Some(tenant_api_key_facts())));
    let token = mistyped(CredentialKind::ApiKey);
    let (answer, counted) = introspect_by(directories, asker, &token).await;
    assert!(matches!(answer, Ok(Introspection::Inactive)), "{answer:?}");
    assert_eq!(counted, [(UsedCredential::TenantApiKey(TENANT_KEY), 1)]);
}

#[tokio::test]
async fn a_failing_look_up_of_an_asking_key_is_no_refusal() {
    let failure = ask_as_key(key_of(|| Err(outage())), &asking(KEY)).await;
    assert!(matches!(failure, Err(IntrospectionError::Store(_))), "{failure:?}");
}
