use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::access::{Actor, Caller, Denied, OrganizationRole, TenantRole};
use crate::fixtures::{
    BY_KEY, IN_TENANT, NOW, TENANT, USER, by_key, by_token, clock, homeless, ids, in_tenant,
    outage, secrets, stranger, within,
};
use crate::id::TenantId;

mod change;
mod founding;
mod purge;

fn name(text: &str) -> TenantName {
    TenantName::new(text).unwrap()
}

fn acme() -> Tenant {
    Tenant { id: TENANT, name: name("Acme"), logo: None, created_at: NOW, updated_at: NOW }
}

fn service(tenants: MockTenantStore) -> TenantService {
    TenantService::new(Arc::new(tenants), secrets(), ids(), clock())
}

/// A store in which the founder has so many memberships.
fn store_with(memberships: u64) -> MockTenantStore {
    let mut tenants = MockTenantStore::new();
    tenants.expect_provision().once().returning(move |scope, founding, decide, at| {
        assert_eq!((scope.user(), at), (USER, NOW));
        decide(Memberships(memberships))?;
        let Founding { tenant: id, name, logo, .. } = founding;
        Ok(Tenant { id, name, logo, created_at: at, updated_at: at })
    });
    tenants
}

#[tokio::test]
async fn whoever_is_in_no_tenant_may_make_one_with_its_logo() {
    let logo = LogoUrl::new("https://acme.example/logo.png").unwrap();
    let made =
        service(store_with(0)).create(&homeless(), name("Acme"), Some(logo.clone())).await.unwrap();
    assert_eq!((made.name, made.logo), (name("Acme"), Some(logo)));
}

#[rstest]
#[case(1)]
#[case(2)]
#[tokio::test]
async fn whoever_is_in_a_tenant_makes_no_other(#[case] memberships: u64) {
    let refusal = service(store_with(memberships)).create(&homeless(), name("Acme"), None).await;
    assert!(
        matches!(refusal, Err(ProvisionError::Founding(FoundingDenied::TenantExists))),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn an_account_that_went_meanwhile_founds_nothing() {
    let mut tenants = MockTenantStore::new();
    tenants.expect_provision().returning(|_, _, _, _| Err(ProvisionError::Gone));
    let refusal = service(tenants).create(&homeless(), name("Acme"), None).await;
    assert!(matches!(refusal, Err(ProvisionError::Gone)), "{refusal:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_while_founding_stays_one() {
    let mut tenants = MockTenantStore::new();
    tenants.expect_provision().returning(|_, _, _, _| Err(outage().into()));
    let failure = service(tenants).create(&homeless(), name("Acme"), None).await;
    assert!(matches!(failure, Err(ProvisionError::Store(_))), "{failure:?}");
}

#[rstest]
#[case(TenantRole::Member)]
#[case(TenantRole::Admin)]
#[case(TenantRole::SuperAdmin)]
#[tokio::test]
async fn everybody_in_a_tenant_sees_it(#[case] role: TenantRole) {
    let mut tenants = MockTenantStore::new();
    tenants.expect_find().withf(|scope| within(scope) == IN_TENANT).returning(|_| Ok(Some(acme())));
    assert_eq!(service(tenants).current(&in_tenant(role)).await.unwrap(), acme());
}

#[rstest]
#[case::a_token(by_token(OrganizationRole::Member), IN_TENANT)]
#[case::a_key(by_key(), BY_KEY)]
#[tokio::test]
async fn what_acts_in_a_tenant_sees_it(
    #[case] caller: Caller,
    #[case] expected: (TenantId, Actor),
) {
    let mut tenants = MockTenantStore::new();
    tenants
        .expect_find()
        .withf(move |scope| within(scope) == expected)
        .returning(|_| Ok(Some(acme())));
    assert_eq!(service(tenants).current(&caller).await.unwrap(), acme());
}

#[tokio::test]
async fn without_a_tenant_there_is_none_to_see() {
    let refusal = service(MockTenantStore::new()).current(&homeless()).await;
    assert!(matches!(refusal, Err(TenantError::Denied(Denied::NotFound))), "{refusal:?}");
}

#[tokio::test]
async fn everybody_sees_the_tenants_that_they_belong_to() {
    let mut tenants = MockTenantStore::new();
    let own = OwnTenant {
        id: TENANT,
        name: name("Acme"),
        member: crate::id::MemberId::new(uuid::Uuid::from_u128(7)),
        role: TenantRole::Member,
    };
    let found = own.clone();
    tenants
        .expect_list_own()
        .withf(|scope| scope.user() == USER)
        .returning(move |_| Ok(vec![found.clone()]));
    assert_eq!(service(tenants).list_own(&homeless()).await.unwrap(), [own]);
}

#[tokio::test]
async fn a_tenant_that_went_meanwhile_is_not_found() {
    let mut tenants = MockTenantStore::new();
    tenants.expect_find().returning(|_| Ok(None));
    let refusal = service(tenants).current(&stranger()).await;
    assert!(matches!(refusal, Err(TenantError::Denied(Denied::NotFound))), "{refusal:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_while_looking_stays_one() {
    let mut tenants = MockTenantStore::new();
    tenants.expect_find().returning(|_| Err(outage()));
    let failure = service(tenants).current(&stranger()).await;
    assert!(matches!(failure, Err(TenantError::Store(_))), "{failure:?}");
}
