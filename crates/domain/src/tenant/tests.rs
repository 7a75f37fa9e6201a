use std::sync::Arc;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::access::{Denied, TenantRole};
use crate::fixtures::{
    IN_TENANT, NOW, TENANT, USER, clock, homeless, ids, in_tenant, outage, secrets, stranger,
    within,
};
use crate::organization::OrganizationName;

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

#[test]
fn a_founded_tenants_first_organization_has_its_name() {
    let founding = Founding::of_tenant(name("Acme"), None, &*ids(), &*secrets());
    assert_eq!(founding.organization.name.as_str(), "Acme");
    assert_eq!(founding.organization.description, None);
    assert_eq!(founding.organization.referral_code.as_str().len(), 10);
}

#[test]
fn a_tenant_founded_around_an_organization_has_its_name() {
    let organization = OrganizationName::new("Acme").unwrap();
    let founding = Founding::of_organization(organization.clone(), &*ids(), &*secrets());
    assert_eq!((founding.name, founding.organization.name), (name("Acme"), organization));
    assert_eq!(founding.logo, None);
}

#[test]
fn everything_that_is_founded_has_an_identifier_of_its_own() {
    let founding = Founding::of_tenant(name("Acme"), None, &*ids(), &*secrets());
    let mut all = vec![
        founding.tenant.uuid(),
        founding.founder_member.uuid(),
        founding.organization.id.uuid(),
        founding.organization.owner_member.uuid(),
    ];
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 4);
}

#[rstest]
#[case::as_long_as_may_be(&"ä".repeat(100), &"ä".repeat(100))]
#[case::longer(&"ä".repeat(101), &"ä".repeat(100))]
#[case::the_longest(&"ä".repeat(255), &"ä".repeat(100))]
#[case::blank_at_first(&format!("{}Acme", " ".repeat(120)), "Acme")]
fn the_first_organizations_name_is_the_tenants_as_far_as_it_fits(
    #[case] tenant: &str,
    #[case] organization: &str,
) {
    let founding = Founding::of_tenant(name(tenant), None, &*ids(), &*secrets());
    assert_eq!(founding.name.as_str(), tenant);
    assert_eq!(founding.organization.name.as_str(), organization);
}

#[rstest]
#[case("https://acme.example/logo.png")]
#[case("http://acme.example")]
#[case("https://acme.example:8443/logo?size=2#top")]
fn a_logo_is_at_a_web_address(#[case] text: &str) {
    assert_eq!(LogoUrl::new(text).unwrap().as_str(), text);
}

#[rstest]
#[case::nothing("")]
#[case::relative("/logo.png")]
#[case::a_script("javascript:alert(1)")]
#[case::data("data:image/png;base64,AAAA")]
#[case::a_file("file:///etc/passwd")]
#[case::no_host("https://")]
#[case::a_space("https://acme.example/my logo.png")]
#[case::a_line_break("https://acme.example/\nlogo.png")]
#[case::too_long(&format!("https://acme.example/{}", "x".repeat(2048)))]
fn a_logo_is_nowhere_else(#[case] text: &str) {
    assert_eq!(LogoUrl::new(text), Err(InvalidLogoUrl));
}

proptest! {
    #[test]
    fn every_tenants_name_makes_a_sound_organizations_name(text in "\\PC{1,255}") {
        if let Ok(tenant) = TenantName::new(text) {
            let organization = OrganizationName::of_tenant(&tenant);
            prop_assert_eq!(OrganizationName::new(organization.as_str()), Ok(organization.clone()));
        }
    }
}
