//! What a tenant's API key is told of what does not serve it: of what is its tenant's and good everything, of all else nothing.

use super::by_tenant_api_key::{
    FOREIGN, asked_by_a_key, knowing_a_key_of, knowing_a_session_in, knowing_a_token_of,
    knowing_an_api_key_of, without_its_own_use,
};
use super::*;
use crate::fixtures::ELSEWHERE;
use crate::session::InvalidAccessToken;

const UNKNOWN: Reason = Reason::Fault(Fault::Unknown);
const MALFORMED: Reason = Reason::Fault(Fault::Malformed);

/// What the key is told of these, and what was counted as used beside the key itself, which is counted once.
async fn told_of_all(
    directories: Directories,
    tokens: &[&str],
    demand: &Demand,
) -> (Vec<Reason>, Counted) {
    let key = asking(CredentialKind::TenantApiKey);
    let asker = Presented::TenantApiKey { key: &key, prefix: None };
    let (verdicts, counted) = verify_by(directories, asker, tokens, demand).await;
    let reasons = verdicts.unwrap().iter().map(Verdict::reason).collect();
    (reasons, without_its_own_use(counted))
}

/// What the key is told of one that does not serve, and so counts as no use.
async fn told(directories: Directories, token: &str, demand: &Demand) -> Reason {
    let (reasons, counted) = told_of_all(directories, &[token], demand).await;
    assert_eq!(counted, []);
    let [reason] = reasons[..] else { panic!("{reasons:?}") };
    reason
}

fn made_for(resource_type: &str) -> Demand {
    Demand { resource_type: Some(resource_type.into()), ..Demand::default() }
}

#[rstest]
#[case::an_api_key(knowing_an_api_key_of(FOREIGN), shown(CredentialKind::ApiKey))]
#[case::a_personal_access_token(
    knowing_a_token_of(FOREIGN),
    shown(CredentialKind::PersonalAccessToken)
)]
#[case::another_key(knowing_a_key_of(FOREIGN), shown(CredentialKind::TenantApiKey))]
#[case::an_access_token(knowing_a_session_in(Some(FOREIGN)), "a.signed.token".into())]
#[case::an_access_token_without_a_tenant(knowing_a_session_in(None), "a.signed.token".into())]
#[tokio::test]
async fn what_is_anothers_is_unknown_to_it(
    #[case] directories: Directories,
    #[case] token: String,
) {
    assert_eq!(told(directories, &token, &Demand::default()).await, UNKNOWN);
}

#[rstest]
#[case::of_another_kind_of_resource(made_for("storage"))]
#[case::of_another_place(Demand { organization: Some(ELSEWHERE), ..Demand::default() })]
#[tokio::test]
async fn what_anothers_would_be_good_for_it_does_not_learn_either(#[case] demand: Demand) {
    let (directories, token) = (knowing_an_api_key_of(FOREIGN), shown(CredentialKind::ApiKey));
    assert_eq!(told(directories, &token, &demand).await, UNKNOWN);
}

/// Directories that know an API key of which this is known.
fn knowing(facts: Option<ApiKeyFacts>) -> Directories {
    let mut directories = asked_by_a_key();
    directories.credentials.expect_find_api_key().once().returning(move |_| Ok(facts.clone()));
    directories
}

fn faulty(tenant: TenantId, fault: Fault) -> ApiKeyFacts {
    ApiKeyFacts { tenant, fault: Some(fault), ..api_key_facts() }
}

#[rstest]
#[case::nobodys(None)]
#[case::over(Some(ApiKeyFacts { expires_at: Some(NOW), ..api_key_facts() }))]
#[case::ended(Some(faulty(TENANT, Fault::Revoked)))]
#[case::of_a_project_that_is_gone(Some(faulty(TENANT, Fault::ProjectInactive)))]
#[case::of_an_organization_that_is_gone(Some(faulty(TENANT, Fault::OrganizationInactive)))]
#[case::anothers_that_was_ended(Some(faulty(FOREIGN, Fault::Revoked)))]
#[case::of_another_tenant_that_is_gone(Some(faulty(FOREIGN, Fault::TenantInactive)))]
#[tokio::test]
async fn what_is_not_good_is_unknown_to_it_whosever_it_was(#[case] facts: Option<ApiKeyFacts>) {
    let token = shown(CredentialKind::ApiKey);
    assert_eq!(told(knowing(facts), &token, &Demand::default()).await, UNKNOWN);
}

#[rstest]
#[case::an_api_key(mistyped(CredentialKind::ApiKey))]
#[case::a_personal_access_token(mistyped(CredentialKind::PersonalAccessToken))]
#[case::a_tenants_api_key(mistyped(CredentialKind::TenantApiKey))]
#[tokio::test]
async fn what_is_misspelt_is_malformed_to_it_as_to_everybody(#[case] token: String) {
    assert_eq!(told(asked_by_a_key(), &token, &Demand::default()).await, MALFORMED);
}

#[rstest]
#[case::not_ours(InvalidAccessToken::Foreign, MALFORMED)]
#[case::ours_that_has_ended(InvalidAccessToken::Expired, UNKNOWN)]
#[tokio::test]
async fn of_an_access_token_it_learns_that_it_is_not_ours_but_not_that_it_was(
    #[case] why: InvalidAccessToken,
    #[case] expected: Reason,
) {
    let mut directories = asked_by_a_key();
    directories.tokens.expect_verify().once().returning(move |_, _| Err(why));
    assert_eq!(told(directories, "a.signed.token", &Demand::default()).await, expected);
}

#[rstest]
#[case::of_another_kind_of_resource(made_for("storage"), Reason::WrongResourceType)]
#[case::of_another_place(
    Demand { organization: Some(ELSEWHERE), ..Demand::default() },
    Reason::WrongScope
)]
#[tokio::test]
async fn of_what_is_its_tenants_it_learns_why_it_does_not_serve(
    #[case] demand: Demand,
    #[case] expected: Reason,
) {
    let (directories, token) = (knowing_an_api_key_of(TENANT), shown(CredentialKind::ApiKey));
    assert_eq!(told(directories, &token, &demand).await, expected);
}

#[tokio::test]
async fn it_asks_about_many_at_once_and_is_counted_as_used_once() {
    let mut directories = knowing_an_api_key_of(TENANT);
    let foreign = PersonalAccessTokenFacts { tenant: FOREIGN, ..token_facts() };
    directories
        .credentials
        .expect_find_personal_access_token()
        .once()
        .returning(move |_, _| Ok(Some(foreign.clone())));
    let [api_key, token] = [CredentialKind::ApiKey, CredentialKind::PersonalAccessToken].map(shown);
    let mistyped = mistyped(CredentialKind::ApiKey);
    let tokens = [mistyped.as_str(), &token, &api_key];
    let (reasons, counted) = told_of_all(directories, &tokens, &Demand::default()).await;
    assert_eq!(reasons, [MALFORMED, UNKNOWN, Reason::Ok]);
    assert_eq!(counted, [(UsedCredential::ApiKey(api_key_facts().id), 1)]);
}
