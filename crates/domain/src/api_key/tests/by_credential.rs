//! API keys as tokens and keys see and make them.

use super::*;
use crate::access::Actor;
use crate::fixtures::{BY_KEY, by_key, by_token, by_token_in};
use crate::id::TenantId;

#[rstest]
#[case::a_token_in_its_owners_name(by_token(OrganizationRole::Admin), IN_TENANT)]
#[case::a_tenants_key_in_its_own(by_key(), BY_KEY)]
#[tokio::test]
async fn what_runs_the_project_lists_and_makes_its_keys(
    #[case] caller: Caller,
    #[case] expected: (TenantId, Actor),
) {
    let mut keys = MockApiKeyStore::new();
    keys.expect_list()
        .once()
        .withf(move |scope, path, _| (within(scope), *path) == (expected, PATH))
        .returning(|_, _, page| Ok(Page::empty(page)));
    keys.expect_issue().once().returning(move |scope, new, decide, _| {
        assert_eq!((within(scope), new.project), (expected, PATH));
        decide(0)?;
        Ok(key_of(scope.actor().id()))
    });
    let service = service(keys);
    assert!(service.list(&caller, PATH, page()).await.is_ok());
    let made = create(&service, &caller, request()).await.unwrap();
    assert_eq!(made.created_by, expected.1.id());
}

#[tokio::test]
async fn the_token_of_a_member_of_the_organization_alone_finds_no_project() {
    let (service, token) = (untouched(), by_token(OrganizationRole::Member));
    assert_denied(&service.list(&token, PATH, page()).await, Denied::NotFound);
    assert_denied(&create(&service, &token, request()).await, Denied::NotFound);
}

#[tokio::test]
async fn a_token_for_another_organization_finds_none_of_it() {
    let (service, token) = (untouched(), by_token_in(ELSEWHERE));
    assert_denied(&service.list(&token, PATH, page()).await, Denied::NotFound);
    assert_denied(&create(&service, &token, request()).await, Denied::NotFound);
    assert_denied(&service.revoke(&token, PATH, KEY).await, Denied::NotFound);
}
