//! Organizations as tokens and keys see and make them.

use super::*;
use crate::access::{Actor, Caller};
use crate::fixtures::{BY_KEY, by_key, by_token, by_token_in};
use crate::id::TenantId;

/// A store that must be asked for these organizations by this actor.
fn listing(expected: (TenantId, Actor), membership: Membership) -> MockOrganizationStore {
    let mut organizations = MockOrganizationStore::new();
    organizations
        .expect_list()
        .once()
        .withf(move |scope, asked, asked_page| {
            (within(scope), *asked, *asked_page) == (expected, membership, page())
        })
        .returning(|_, _, _| Ok(listed()));
    organizations
}

#[rstest]
#[case::of_a_member(by_token(OrganizationRole::Member), ORGANIZATION)]
#[case::of_who_owns_the_tenant(by_token_in(ELSEWHERE), ELSEWHERE)]
#[tokio::test]
async fn a_token_lists_the_one_that_it_is_bound_to(
    #[case] token: Caller,
    #[case] bound: OrganizationId,
) {
    let organizations = listing(IN_TENANT, Membership::One(bound));
    let list = service(organizations).list(&token, Membership::Own, page()).await.unwrap();
    assert_eq!(list, listed());
}

#[rstest]
#[case::of_a_member(by_token(OrganizationRole::Member))]
#[case::of_who_owns_the_tenant(by_token_in(ORGANIZATION))]
#[tokio::test]
async fn no_token_lists_all_of_the_tenant(#[case] token: Caller) {
    let refusal = untouched().list(&token, Membership::All, page()).await;
    assert_denied(&refusal, Denied::SessionRequired);
}

#[rstest]
#[case(Membership::Own)]
#[case(Membership::All)]
#[tokio::test]
async fn a_key_which_belongs_to_none_lists_all_of_its_tenant(#[case] asked: Membership) {
    let organizations = listing(BY_KEY, Membership::All);
    let list = service(organizations).list(&by_key(), asked, page()).await.unwrap();
    assert_eq!(list, listed());
}

#[tokio::test]
async fn a_key_makes_organizations_in_its_own_name() {
    let mut organizations = MockOrganizationStore::new();
    organizations.expect_insert().once().returning(|scope, new, at| {
        assert_eq!((within(scope), at), (BY_KEY, NOW));
        assert_eq!(scope.actor().user(), None);
        let NewOrganization { id, name, description, referral_code, .. } = new;
        Ok(Organization { id, name, description, referral_code, ..acme() })
    });
    let made = service(organizations).create(&by_key(), name("Acme"), None).await.unwrap();
    assert_eq!(made.name, name("Acme"));
}

#[tokio::test]
async fn no_token_makes_an_organization() {
    let refusal = untouched().create(&by_token_in(ORGANIZATION), name("Acme"), None).await;
    assert_denied(&refusal, Denied::SessionRequired);
}

#[rstest]
#[case::a_token(by_token(OrganizationRole::Admin), IN_TENANT)]
#[case::a_key(by_key(), BY_KEY)]
#[tokio::test]
async fn they_see_and_change_what_they_reach(
    #[case] caller: Caller,
    #[case] expected: (TenantId, Actor),
) {
    let mut organizations = MockOrganizationStore::new();
    organizations
        .expect_find()
        .once()
        .withf(move |scope, id| (within(scope), *id) == (expected, ORGANIZATION))
        .returning(|_, _| Ok(Some(acme())));
    organizations
        .expect_change()
        .once()
        .withf(move |scope, id, _, _| (within(scope), *id) == (expected, ORGANIZATION))
        .returning(|_, _, _, _| Ok(Some(acme())));
    let service = service(organizations);
    assert_eq!(service.get(&caller, ORGANIZATION).await.unwrap(), acme());
    assert_eq!(service.change(&caller, ORGANIZATION, renaming()).await.unwrap(), acme());
}

#[rstest]
#[case::a_token_for_another(by_token_in(ELSEWHERE), ORGANIZATION)]
#[case::a_key_of_another_tenant(by_key(), ELSEWHERE)]
#[tokio::test]
async fn what_they_do_not_reach_does_not_exist(#[case] caller: Caller, #[case] id: OrganizationId) {
    assert_denied(&untouched().get(&caller, id).await, Denied::NotFound);
    assert_denied(&untouched().change(&caller, id, renaming()).await, Denied::NotFound);
}
