//! The verdicts: why each kind of credential serves or does not, and on many at once.

use super::*;
use crate::access::{TenantGrant, TenantRole};
use crate::fixtures::{access_claims, session_facts};
use crate::session::{InvalidAccessToken, SessionFacts};

const JWT: &str = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln";

#[test]
fn the_reasons_have_their_names_on_the_wire() {
    let names = [
        "ok",
        "malformed",
        "unknown",
        "expired",
        "revoked",
        "wrong_resource_type",
        "wrong_scope",
        "owner_inactive",
        "project_inactive",
        "org_inactive",
        "tenant_inactive",
    ];
    assert_eq!(Reason::ALL.map(Reason::as_str), names);
}

/// Why an API key of which this is known serves or does not.
async fn of_api_key(facts: Option<ApiKeyFacts>) -> Reason {
    let mut directories = asked_by_a_service();
    directories.credentials.expect_find_api_key().once().returning(move |_| Ok(facts.clone()));
    reason(directories, &shown(CredentialKind::ApiKey), &Demand::default()).await
}

async fn of_token(facts: Option<PersonalAccessTokenFacts>) -> Reason {
    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_personal_access_token()
        .once()
        .returning(move |_, _| Ok(facts.clone()));
    reason(directories, &shown(CredentialKind::PersonalAccessToken), &Demand::default()).await
}

async fn of_tenant_key(facts: Option<TenantApiKeyFacts>) -> Reason {
    let mut directories = asked_by_a_service();
    directories
        .credentials
        .expect_find_tenant_api_key()
        .once()
        .returning(move |_, _| Ok(facts.clone()));
    reason(directories, &shown(CredentialKind::TenantApiKey), &Demand::default()).await
}

async fn of_session(facts: Option<SessionFacts>) -> Reason {
    let mut directories = asked_by_a_service();
    directories.tokens.expect_verify().once().returning(|_, _| Ok(access_claims(Some(TENANT))));
    directories.sessions.expect_find_session().once().returning(move |_, _, _| Ok(facts.clone()));
    reason(directories, JWT, &Demand::default()).await
}

#[rstest]
#[case(Fault::Revoked)]
#[case(Fault::OwnerInactive)]
#[case(Fault::ProjectInactive)]
#[case(Fault::OrganizationInactive)]
#[case(Fault::TenantInactive)]
#[tokio::test]
async fn a_service_is_told_what_is_wrong_with_any_key_or_token(#[case] fault: Fault) {
    let (expected, fault) = (Reason::Fault(fault), Some(fault));
    let api_key = ApiKeyFacts { fault, ..api_key_facts() };
    assert_eq!(of_api_key(Some(api_key)).await, expected);
    let token = PersonalAccessTokenFacts { fault, ..token_facts() };
    assert_eq!(of_token(Some(token)).await, expected);
    let tenant_key = TenantApiKeyFacts { fault, ..tenant_api_key_facts() };
    assert_eq!(of_tenant_key(Some(tenant_key)).await, expected);
}

#[tokio::test]
async fn a_service_is_told_that_a_credential_has_expired() {
    let expected = Reason::Fault(Fault::Expired);
    let api_key = ApiKeyFacts { expires_at: Some(NOW), ..api_key_facts() };
    assert_eq!(of_api_key(Some(api_key)).await, expected);
    let token = PersonalAccessTokenFacts { expires_at: NOW, ..token_facts() };
    assert_eq!(of_token(Some(token)).await, expected);
    let tenant_key = TenantApiKeyFacts { expires_at: Some(NOW), ..tenant_api_key_facts() };
    assert_eq!(of_tenant_key(Some(tenant_key)).await, expected);
    let session = SessionFacts { idle_expires_at: NOW, ..session() };
    assert_eq!(of_session(Some(session)).await, expected);
}

#[tokio::test]
async fn what_nobody_knows_is_unknown() {
    let expected = Reason::Fault(Fault::Unknown);
    assert_eq!(of_api_key(None).await, expected);
    assert_eq!(of_token(None).await, expected);
    assert_eq!(of_tenant_key(None).await, expected);
    assert_eq!(of_session(None).await, expected);
}

#[tokio::test]
async fn what_is_good_serves_whoever_wants_nothing_more() {
    assert_eq!(of_api_key(Some(api_key_facts())).await, Reason::Ok);
    assert_eq!(of_token(Some(token_facts())).await, Reason::Ok);
    assert_eq!(of_tenant_key(Some(tenant_api_key_facts())).await, Reason::Ok);
    assert_eq!(of_session(Some(session())).await, Reason::Ok);
    // Nor does it need a tenant.
    assert_eq!(of_session(Some(session_without_a_tenant())).await, Reason::Ok);
}

fn session() -> SessionFacts {
    session_facts(Some(TenantGrant { tenant: TENANT, role: TenantRole::Member }))
}

fn session_without_a_tenant() -> SessionFacts {
    SessionFacts { claimed_tenant_lives: false, ..session_facts(None) }
}

#[rstest]
#[case::ended(SessionFacts { ended: true, ..session() }, Fault::Revoked)]
#[case::of_a_suspended_person(
    SessionFacts { user_active: false, ..session() },
    Fault::OwnerInactive
)]
#[tokio::test]
async fn a_service_is_told_what_is_wrong_with_a_session(
    #[case] facts: SessionFacts,
    #[case] fault: Fault,
) {
    assert_eq!(of_session(Some(facts)).await, Reason::Fault(fault));
}

#[rstest]
#[case::not_ours(InvalidAccessToken::Foreign, Fault::Malformed)]
#[case::ended(InvalidAccessToken::Expired, Fault::Expired)]
#[tokio::test]
async fn an_access_token_that_states_nothing_is_told_from_one_that_has_ended(
    #[case] why: InvalidAccessToken,
    #[case] fault: Fault,
) {
    let mut directories = asked_by_a_service();
    directories.tokens.expect_verify().once().returning(move |_, _| Err(why));
    let answer = reason(directories, JWT, &Demand::default()).await;
    assert_eq!(answer, Reason::Fault(fault));
}

#[rstest]
#[case::an_api_key(mistyped(CredentialKind::ApiKey), Fault::Malformed)]
#[case::a_personal_access_token(mistyped(CredentialKind::PersonalAccessToken), Fault::Malformed)]
#[case::a_tenants_api_key(mistyped(CredentialKind::TenantApiKey), Fault::Malformed)]
#[case::an_api_key_cut_short("sk-nc-abc".into(), Fault::Malformed)]
#[case::a_refresh_token(shown(CredentialKind::RefreshToken), Fault::Unknown)]
#[case::a_service_credential(shown(CredentialKind::ServiceCredential), Fault::Unknown)]
#[tokio::test]
async fn what_can_be_no_good_credential_is_not_looked_up(
    #[case] token: String,
    #[case] fault: Fault,
) {
    let answer = reason(asked_by_a_service(), &token, &Demand::default()).await;
    assert_eq!(answer, Reason::Fault(fault));
}

#[tokio::test]
async fn a_valid_one_is_told_of_as_introspection_tells_of_it() {
    let knowing = || {
        let mut directories = asked_by_a_service();
        directories.credentials.expect_find_api_key().returning(|_| Ok(Some(api_key_facts())));
        directories
    };
    let (token, service) =
        (shown(CredentialKind::ApiKey), asking(CredentialKind::ServiceCredential));
    let asker = Presented::Bearer(&service);
    let (verdicts, _) = verify_by(knowing(), asker, &[&token], &Demand::default()).await;
    let (introspection, _) = introspect(knowing(), &token).await;
    let Introspection::Active(active) = introspection.unwrap() else { panic!("inactive") };
    assert_eq!(verdicts.unwrap(), [Verdict::Valid(active)]);
}

/// The reasons for a service that asks about all of these at once, and what was counted.
async fn reasons(
    directories: Directories,
    tokens: &[&str],
) -> (Result<Vec<Reason>, IntrospectionError>, Counted) {
    let service = asking(CredentialKind::ServiceCredential);
    let asker = Presented::Bearer(&service);
    let (verdicts, counted) = verify_by(directories, asker, tokens, &Demand::default()).await;
    (verdicts.map(|all| all.iter().map(Verdict::reason).collect()), counted)
}

#[tokio::test]
async fn many_are_answered_in_the_order_in_which_they_were_asked_about() {
    let mut directories = asked_by_a_service();
    let found = &mut directories.credentials;
    found.expect_find_api_key().times(2).returning(|_| Ok(Some(api_key_facts())));
    found
        .expect_find_personal_access_token()
        .once()
        .returning(|_, _| Ok(Some(PersonalAccessTokenFacts { expires_at: NOW, ..token_facts() })));
    found.expect_find_tenant_api_key().once().returning(|_, _| Ok(Some(tenant_api_key_facts())));
    directories.tokens.expect_verify().once().returning(|_, _| Err(InvalidAccessToken::Foreign));
    let [api_key, token, tenant_key, refresh_token] = [
        CredentialKind::ApiKey,
        CredentialKind::PersonalAccessToken,
        CredentialKind::TenantApiKey,
        CredentialKind::RefreshToken,
    ]
    .map(shown);
    let tokens = [&api_key, &token, "junk", &tenant_key, &refresh_token, &api_key];
    let (answers, mut counted) = reasons(directories, &tokens).await;
    let expected = [
        Reason::Ok,
        Reason::Fault(Fault::Expired),
        Reason::Fault(Fault::Malformed),
        Reason::Ok,
        Reason::Fault(Fault::Unknown),
        Reason::Ok,
    ];
    assert_eq!(answers.unwrap(), expected);
    counted.sort_by_key(|(_, count)| *count);
    let of_key = UsedCredential::ApiKey(api_key_facts().id);
    assert_eq!(counted, [(UsedCredential::TenantApiKey(TENANT_KEY), 1), (of_key, 2)]);
}

#[tokio::test]
async fn about_none_there_is_nothing_to_tell() {
    let (answers, counted) = reasons(asked_by_a_service(), &[]).await;
    assert_eq!((answers.unwrap(), counted), (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn when_one_look_up_fails_none_is_answered() {
    let mut directories = asked_by_a_service();
    directories.credentials.expect_find_api_key().once().returning(|_| Err(outage()));
    let (api_key, mistyped) = (shown(CredentialKind::ApiKey), mistyped(CredentialKind::ApiKey));
    let (answers, counted) = reasons(directories, &[&mistyped, &api_key]).await;
    assert!(matches!(answers, Err(IntrospectionError::Store(_))), "{answers:?}");
    assert_eq!(counted, []);
}
