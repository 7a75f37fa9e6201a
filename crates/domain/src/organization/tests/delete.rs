//! Ending an organization.

use super::*;
use crate::access::Caller;
use crate::fixtures::{by_key, by_token, by_token_in};

fn deleting(there: bool) -> MockOrganizationStore {
    let mut organizations = MockOrganizationStore::new();
    organizations
        .expect_delete()
        .once()
        .withf(|scope, id, at| (within(scope), *id, *at) == (IN_TENANT, ORGANIZATION, NOW))
        .returning(move |_, _, _| Ok(there));
    organizations
}

#[rstest]
#[case::its_owner(Caller::clone(&in_organization(OrganizationRole::Owner)))]
#[case::who_owns_the_tenant(Caller::clone(&in_tenant(TenantRole::SuperAdmin)))]
#[case::its_owners_token(by_token(OrganizationRole::Owner))]
#[case::the_token_of_who_owns_the_tenant(by_token_in(ORGANIZATION))]
#[tokio::test]
async fn its_owners_and_who_owns_the_tenant_end_an_organization(#[case] caller: Caller) {
    assert!(service(deleting(true)).delete(&caller, ORGANIZATION).await.is_ok());
}

#[rstest]
#[case::its_admin(Caller::clone(&in_organization(OrganizationRole::Admin)), Denied::Forbidden)]
#[case::its_admins_token(by_token(OrganizationRole::Admin), Denied::Forbidden)]
#[case::a_member(Caller::clone(&in_organization(OrganizationRole::Member)), Denied::Forbidden)]
#[case::who_runs_the_tenant(Caller::clone(&in_tenant(TenantRole::Admin)), Denied::Forbidden)]
#[case::the_tenants_key(by_key(), Denied::Forbidden)]
#[case::a_stranger(Caller::clone(&stranger()), Denied::NotFound)]
#[case::somebody_without_a_tenant(Caller::clone(&homeless()), Denied::NotFound)]
#[case::a_token_for_another(by_token_in(ELSEWHERE), Denied::NotFound)]
#[tokio::test]
async fn nobody_else_does(#[case] caller: Caller, #[case] denied: Denied) {
    assert_denied(&untouched().delete(&caller, ORGANIZATION).await, denied);
}

#[tokio::test]
async fn one_that_is_gone_is_not_ended_twice() {
    let owner = in_organization(OrganizationRole::Owner);
    assert_denied(&service(deleting(false)).delete(&owner, ORGANIZATION).await, Denied::NotFound);
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut organizations = MockOrganizationStore::new();
    organizations.expect_delete().returning(|_, _, _| Err(outage()));
    let owner = in_organization(OrganizationRole::Owner);
    assert_store_failed(&service(organizations).delete(&owner, ORGANIZATION).await);
}
