//! Changing and ending a tenant.

use super::*;
use crate::access::SessionCaller;

fn owner() -> SessionCaller {
    in_tenant(TenantRole::SuperAdmin)
}

fn changing() -> TenantChange {
    TenantChange { name: Some(name("Ajax")), logo: Some(None) }
}

fn store(changed: Option<Tenant>, deleted: bool) -> MockTenantStore {
    let mut tenants = MockTenantStore::new();
    tenants
        .expect_change()
        .withf(|scope, change, at| {
            (within(scope), *at) == (IN_TENANT, NOW) && *change == changing()
        })
        .returning(move |_, _, _| Ok(changed.clone()));
    tenants
        .expect_delete()
        .withf(|scope, at| (within(scope), *at) == (IN_TENANT, NOW))
        .returning(move |_, _| Ok(deleted));
    tenants
}

#[track_caller]
fn assert_denied<T: std::fmt::Debug>(answer: &Result<T, TenantError>, expected: Denied) {
    assert!(
        matches!(answer, Err(TenantError::Denied(denied)) if *denied == expected),
        "{answer:?}"
    );
}

#[tokio::test]
async fn those_who_own_a_tenant_change_it() {
    let changed = Tenant { name: name("Ajax"), ..acme() };
    let service = service(store(Some(changed.clone()), false));
    assert_eq!(service.change(&owner(), changing()).await.unwrap(), changed);
}

#[tokio::test]
async fn those_who_own_a_tenant_end_it() {
    assert!(service(store(None, true)).delete(&owner()).await.is_ok());
}

#[rstest]
#[case::an_admin(in_tenant(TenantRole::Admin), Denied::Forbidden)]
#[case::a_member(stranger(), Denied::Forbidden)]
#[case::somebody_without_a_tenant(homeless(), Denied::NotFound)]
#[tokio::test]
async fn nobody_else_changes_or_ends_it(#[case] caller: SessionCaller, #[case] denied: Denied) {
    let service = service(MockTenantStore::new());
    assert_denied(&service.change(&caller, changing()).await, denied);
    assert_denied(&service.delete(&caller).await, denied);
}

#[tokio::test]
async fn a_tenant_that_went_meanwhile_is_neither_changed_nor_ended_twice() {
    let service = service(store(None, false));
    assert_denied(&service.change(&owner(), changing()).await, Denied::NotFound);
    assert_denied(&service.delete(&owner()).await, Denied::NotFound);
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut tenants = MockTenantStore::new();
    tenants.expect_change().returning(|_, _, _| Err(outage()));
    tenants.expect_delete().returning(|_, _| Err(outage()));
    let service = service(tenants);
    let changed = service.change(&owner(), changing()).await;
    assert!(matches!(changed, Err(TenantError::Store(_))), "{changed:?}");
    let deleted = service.delete(&owner()).await;
    assert!(matches!(deleted, Err(TenantError::Store(_))), "{deleted:?}");
}
