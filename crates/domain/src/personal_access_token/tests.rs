use std::sync::Arc;

use rstest::rstest;
use time::Duration;
use uuid::Uuid;

use super::*;
use crate::access::Denied;
use crate::credential::CredentialKind;
use crate::fixtures::{
    ELSEWHERE, ENTROPY, NOW, ORGANIZATION, TENANT, TOKEN, USER, clock, format, homeless, ids,
    minted, outage, secrets, stranger,
};
use crate::id::PersonalAccessTokenId;
use crate::page::{Slice, SliceRequest};

const KIND: CredentialKind = CredentialKind::PersonalAccessToken;

fn name(text: &str) -> TokenName {
    TokenName::new(text).unwrap()
}

fn laptop() -> PersonalAccessToken {
    PersonalAccessToken {
        id: PersonalAccessTokenId::new(Uuid::from_u128(1)),
        organization: ORGANIZATION,
        name: name("laptop"),
        prefix: minted(KIND, ENTROPY).prefix,
        created_at: NOW,
        expires_at: NOW + Duration::days(30),
        revoked_at: None,
    }
}

fn request() -> CreatePersonalAccessToken {
    let lifetime = TokenLifetime::days(30).unwrap();
    CreatePersonalAccessToken { organization: ORGANIZATION, name: name("laptop"), lifetime }
}

fn slice() -> SliceRequest {
    SliceRequest::new(25, 50).unwrap()
}

fn switched(tokens: MockPersonalAccessTokenStore, enabled: bool) -> PersonalAccessTokenService {
    let tokens = Arc::new(tokens);
    PersonalAccessTokenService::new(tokens, enabled, format(), secrets(), ids(), clock())
}

fn service(tokens: MockPersonalAccessTokenStore) -> PersonalAccessTokenService {
    switched(tokens, true)
}

#[tokio::test]
async fn people_list_their_own_whatever_tenant_their_session_acts_in() {
    let filter = TokenFilter { organization: Some(ELSEWHERE) };
    for caller in [stranger(), homeless()] {
        let mut tokens = MockPersonalAccessTokenStore::new();
        tokens
            .expect_list()
            .once()
            .withf(move |scope, asked, part, at| {
                (scope.user(), *asked, *part, *at) == (USER, filter, slice(), NOW)
            })
            .returning(|_, _, _, _| Ok(Slice { items: vec![laptop()], total: 51 }));
        let listed = service(tokens).list(&caller, filter, slice()).await.unwrap();
        assert_eq!(listed, Slice { items: vec![laptop()], total: 51 });
    }
}

#[tokio::test]
async fn a_new_one_is_found_by_the_digest_of_the_secret_that_is_shown() {
    let expected = minted(KIND, ENTROPY);
    let mut tokens = MockPersonalAccessTokenStore::new();
    tokens.expect_issue().once().returning(|scope, new, at| {
        assert_eq!((scope.user(), scope.tenant(), at), (USER, Some(TENANT), NOW));
        let expected = minted(KIND, ENTROPY);
        assert_eq!((new.digest, new.masked), (expected.digest, expected.masked));
        let NewPersonalAccessToken { id, organization, name, expires_at, prefix, .. } = new;
        Ok(PersonalAccessToken {
            id,
            organization,
            name,
            prefix,
            created_at: at,
            expires_at,
            revoked_at: None,
        })
    });
    let issued = service(tokens).create(&stranger(), request()).await.unwrap();
    assert_eq!(issued.item, laptop());
    assert_eq!(issued.secret.expose(), expected.secret.expose());
    assert!(issued.secret.expose().starts_with("pat-nc-"));
    assert!(issued.secret.expose().starts_with(&issued.item.prefix));
}

#[tokio::test]
async fn who_is_no_member_of_an_organization_gets_none_for_it() {
    let mut tokens = MockPersonalAccessTokenStore::new();
    tokens.expect_issue().returning(|_, _, _| Err(IssueTokenError::NoMember));
    let Err(refusal) = service(tokens).create(&stranger(), request()).await else {
        panic!("made one")
    };
    assert!(matches!(refusal, PersonalAccessTokenError::NoMember), "{refusal:?}");
}

fn ending(there: bool) -> MockPersonalAccessTokenStore {
    let mut tokens = MockPersonalAccessTokenStore::new();
    tokens
        .expect_revoke()
        .once()
        .withf(|scope, id, at| (scope.user(), *id, *at) == (USER, TOKEN, NOW))
        .returning(move |_, _, _| Ok(there));
    tokens
}

#[tokio::test]
async fn people_end_their_own() {
    assert!(service(ending(true)).revoke(&homeless(), TOKEN).await.is_ok());
}

#[tokio::test]
async fn one_that_is_over_or_somebody_elses_does_not_exist() {
    let refusal = service(ending(false)).revoke(&homeless(), TOKEN).await;
    let not_found = matches!(refusal, Err(PersonalAccessTokenError::Denied(Denied::NotFound)));
    assert!(not_found, "{refusal:?}");
}

#[rstest]
fn whoever_asks_is_told_whether_they_are_switched_on(#[values(true, false)] enabled: bool) {
    let service = switched(MockPersonalAccessTokenStore::new(), enabled);
    assert_eq!(service.is_enabled(), enabled);
}

#[tokio::test]
async fn where_they_are_switched_off_nothing_is_done_with_them() {
    let service = switched(MockPersonalAccessTokenStore::new(), false);
    let listed = service.list(&stranger(), TokenFilter::default(), slice()).await;
    assert!(matches!(listed, Err(PersonalAccessTokenError::Disabled)), "{listed:?}");
    let created = service.create(&stranger(), request()).await.map(|issued| issued.item);
    assert!(matches!(created, Err(PersonalAccessTokenError::Disabled)), "{created:?}");
    let revoked = service.revoke(&stranger(), TOKEN).await;
    assert!(matches!(revoked, Err(PersonalAccessTokenError::Disabled)), "{revoked:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut tokens = MockPersonalAccessTokenStore::new();
    tokens.expect_list().returning(|_, _, _, _| Err(outage()));
    tokens.expect_issue().returning(|_, _, _| Err(outage().into()));
    tokens.expect_revoke().returning(|_, _, _| Err(outage()));
    let service = service(tokens);
    let listed = service.list(&stranger(), TokenFilter::default(), slice()).await;
    assert!(matches!(listed, Err(PersonalAccessTokenError::Store(_))), "{listed:?}");
    let created = service.create(&stranger(), request()).await.map(|issued| issued.item);
    assert!(matches!(created, Err(PersonalAccessTokenError::Store(_))), "{created:?}");
    let revoked = service.revoke(&stranger(), TOKEN).await;
    assert!(matches!(revoked, Err(PersonalAccessTokenError::Store(_))), "{revoked:?}");
}

#[rstest]
#[case(1)]
#[case(90)]
fn a_token_is_good_for_1_to_90_days(#[case] days: i64) {
    let lifetime = TokenLifetime::days(days).unwrap();
    assert_eq!(lifetime.after(NOW), NOW + Duration::days(days));
}

#[rstest]
#[case(i64::MIN)]
#[case(-1)]
#[case(0)]
#[case(91)]
#[case(i64::MAX)]
fn and_for_no_other_time(#[case] days: i64) {
    assert_eq!(TokenLifetime::days(days), Err(TokenLifetimeError));
}

#[test]
fn who_says_nothing_gets_one_for_as_long_as_can_be() {
    assert_eq!(TokenLifetime::default().after(NOW), NOW + Duration::days(90));
}

#[rstest]
#[case(0, false)]
#[case(1, true)]
#[case(64, true)]
#[case(65, false)]
fn a_name_has_1_to_64_characters(#[case] length: usize, #[case] fits: bool) {
    assert_eq!(TokenName::new("ä".repeat(length)).is_ok(), fits);
}
