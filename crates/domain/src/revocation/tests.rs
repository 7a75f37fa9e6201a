use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::access::Origin;
use crate::credential::CredentialKind;
use crate::fixtures::{
    ENTROPY, NOW, SESSION, TENANT, access_claims, clock, format, minted, mistyped, origin, outage,
    shown,
};
use crate::session::{InvalidAccessToken, MockAccessTokens};
use crate::store_error::StoreError;

const JWT: &str = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln";

/// What becomes of the revocation of this token.
async fn revoke(
    store: MockRevocationStore,
    tokens: MockAccessTokens,
    token: &str,
) -> Result<(), StoreError> {
    let service = RevocationService::new(Arc::new(store), Arc::new(tokens), format(), clock());
    service.revoke(token, &origin()).await
}

/// A store that must be asked once to end this, from where the call came, and says whether there was anything to end.
fn ending(held: HeldSecret, there: bool) -> MockRevocationStore {
    let mut store = MockRevocationStore::new();
    store
        .expect_revoke()
        .once()
        .withf(move |scope, asked, from, at| {
            let expected: Arc<Origin> = origin();
            (scope.job(), *asked, from, *at) == ("revocation by the holder", held, &expected, NOW)
        })
        .returning(move |_, _, _, _| Ok(there));
    store
}

/// Tokens that must be asked for ours once, and say this of it.
fn stating(why_not: Option<InvalidAccessToken>) -> MockAccessTokens {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_verify().once().withf(|_, now| *now == NOW).returning(
        move |_, _| match why_not {
            None => Ok(access_claims(Some(TENANT))),
            Some(why) => Err(why),
        },
    );
    tokens
}

#[rstest]
#[case::an_api_key(CredentialKind::ApiKey)]
#[case::a_personal_access_token(CredentialKind::PersonalAccessToken)]
#[case::a_tenants_api_key(CredentialKind::TenantApiKey)]
#[case::a_service_credential(CredentialKind::ServiceCredential)]
#[case::a_refresh_token(CredentialKind::RefreshToken)]
#[tokio::test]
async fn whoever_holds_a_credential_ends_it_and_is_not_told_whether_there_was_one(
    #[case] kind: CredentialKind,
    #[values(true, false)] there: bool,
) {
    let held = HeldSecret::Random(kind, minted(kind, ENTROPY).digest);
    let done = revoke(ending(held, there), MockAccessTokens::new(), &shown(kind)).await;
    assert!(done.is_ok(), "{done:?}");
}

#[rstest]
#[tokio::test]
async fn whoever_holds_an_access_token_ends_its_session(#[values(true, false)] there: bool) {
    let done = revoke(ending(HeldSecret::Session(SESSION), there), stating(None), JWT).await;
    assert!(done.is_ok(), "{done:?}");
}

#[rstest]
#[case::an_api_key(mistyped(CredentialKind::ApiKey))]
#[case::a_personal_access_token(mistyped(CredentialKind::PersonalAccessToken))]
#[case::a_tenants_api_key(mistyped(CredentialKind::TenantApiKey))]
#[case::a_service_credential(mistyped(CredentialKind::ServiceCredential))]
#[case::a_refresh_token(mistyped(CredentialKind::RefreshToken))]
#[case::one_cut_short("sk-nc-abc".into())]
#[tokio::test]
async fn what_is_misspelt_is_as_it_should_be_and_asks_nobody(#[case] token: String) {
    let done = revoke(MockRevocationStore::new(), MockAccessTokens::new(), &token).await;
    assert!(done.is_ok(), "{done:?}");
}

#[rstest]
#[case::nothing("", InvalidAccessToken::Foreign)]
#[case::junk("junk", InvalidAccessToken::Foreign)]
#[case::another_installations("sk-acme-abc", InvalidAccessToken::Foreign)]
#[case::an_access_token_of_another(JWT, InvalidAccessToken::Foreign)]
#[case::an_access_token_that_has_ended(JWT, InvalidAccessToken::Expired)]
#[tokio::test]
async fn what_states_nothing_is_as_it_should_be_and_asks_no_store(
    #[case] token: &str,
    #[case] why: InvalidAccessToken,
) {
    let done = revoke(MockRevocationStore::new(), stating(Some(why)), token).await;
    assert!(done.is_ok(), "{done:?}");
}

#[rstest]
#[case::an_api_key(shown(CredentialKind::ApiKey), MockAccessTokens::new())]
#[case::a_refresh_token(shown(CredentialKind::RefreshToken), MockAccessTokens::new())]
#[case::an_access_token(JWT.into(), stating(None))]
#[tokio::test]
async fn what_could_not_be_ended_is_not_said_to_have_been(
    #[case] token: String,
    #[case] tokens: MockAccessTokens,
) {
    let mut store = MockRevocationStore::new();
    store.expect_revoke().once().returning(|_, _, _, _| Err(outage()));
    let failure = revoke(store, tokens, &token).await;
    assert!(matches!(failure, Err(StoreError::Unavailable(_))), "{failure:?}");
}
