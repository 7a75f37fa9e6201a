use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::access::{Denied, OrganizationRole, ProjectRole, SessionCaller, TenantRole};
use crate::fixtures::{
    ELSEWHERE, IN_TENANT, NOW, ORGANIZATION, clock, homeless, ids, in_organization, in_project,
    in_tenant, outage, page, secrets, stranger, within,
};
use crate::id::OrganizationId;
use crate::page::Page;
use crate::text::Description;

mod by_credential;
mod delete;
mod names;

fn name(text: &str) -> OrganizationName {
    OrganizationName::new(text).unwrap()
}

fn acme() -> Organization {
    Organization {
        id: ORGANIZATION,
        name: name("Acme"),
        description: None,
        status: OrganizationStatus::Active,
        referral_code: ReferralCode::parse("ACME012345").unwrap(),
        created_at: NOW,
        updated_at: NOW,
    }
}

fn listed() -> Page<OrganizationWithRole> {
    let entry = OrganizationWithRole { organization: acme(), role: Some(OrganizationRole::Member) };
    Page { items: vec![entry], total: 1, request: page() }
}

fn service(organizations: MockOrganizationStore) -> OrganizationService {
    OrganizationService::new(Arc::new(organizations), secrets(), ids(), clock())
}

/// A service that must not touch its store.
fn untouched() -> OrganizationService {
    service(MockOrganizationStore::new())
}

fn renaming() -> OrganizationChange {
    OrganizationChange { name: Some(name("Ajax")), description: Some(None) }
}

#[track_caller]
fn assert_denied<T: std::fmt::Debug>(answer: &Result<T, OrganizationError>, expected: Denied) {
    assert!(
        matches!(answer, Err(OrganizationError::Denied(denied)) if *denied == expected),
        "{answer:?}"
    );
}

#[track_caller]
fn assert_store_failed<T: std::fmt::Debug>(answer: &Result<T, OrganizationError>) {
    assert!(matches!(answer, Err(OrganizationError::Store(_))), "{answer:?}");
}

#[rstest]
#[case(Membership::Own)]
#[case(Membership::All)]
#[tokio::test]
async fn without_a_tenant_the_list_is_an_empty_page(#[case] membership: Membership) {
    let list = untouched().list(&homeless(), membership, page()).await.unwrap();
    assert_eq!(list, Page::empty(page()));
}

#[rstest]
#[case::a_member_their_own(stranger(), Membership::Own)]
#[case::an_admin_their_own(in_tenant(TenantRole::Admin), Membership::Own)]
#[case::an_admin_all(in_tenant(TenantRole::Admin), Membership::All)]
#[case::a_super_admin_all(in_tenant(TenantRole::SuperAdmin), Membership::All)]
#[tokio::test]
async fn the_list_shows_what_was_asked_for(
    #[case] caller: SessionCaller,
    #[case] membership: Membership,
) {
    let mut organizations = MockOrganizationStore::new();
    organizations
        .expect_list()
        .withf(move |scope, asked, asked_page| {
            (within(scope), *asked, *asked_page) == (IN_TENANT, membership, page())
        })
        .returning(|_, _, _| Ok(listed()));
    assert_eq!(service(organizations).list(&caller, membership, page()).await.unwrap(), listed());
}

#[rstest]
#[case(stranger())]
#[case(in_organization(OrganizationRole::Owner))]
#[tokio::test]
async fn only_who_runs_the_tenant_lists_all_of_it(#[case] caller: SessionCaller) {
    assert_denied(&untouched().list(&caller, Membership::All, page()).await, Denied::Forbidden);
}

#[rstest]
#[case(TenantRole::Admin)]
#[case(TenantRole::SuperAdmin)]
#[tokio::test]
async fn who_runs_the_tenant_makes_organizations(#[case] role: TenantRole) {
    let mut organizations = MockOrganizationStore::new();
    organizations.expect_insert().once().returning(|scope, new, at| {
        assert_eq!((within(scope), at), (IN_TENANT, NOW));
        assert_ne!(new.id.uuid(), new.owner_member.uuid());
        let NewOrganization { id, name, description, referral_code, .. } = new;
        Ok(Organization { id, name, description, referral_code, ..acme() })
    });
    let description = Some(Description::new("Road runners").unwrap());
    let made = service(organizations)
        .create(&in_tenant(role), name("Acme"), description.clone())
        .await
        .unwrap();
    assert_eq!((made.name, made.description), (name("Acme"), description));
    assert_eq!(made.referral_code, ReferralCode::random(&*secrets()));
}

#[tokio::test]
async fn without_a_tenant_there_is_nowhere_to_make_one() {
    let refusal = untouched().create(&homeless(), name("Acme"), None).await;
    assert!(matches!(refusal, Err(OrganizationError::NoTenant)), "{refusal:?}");
}

#[rstest]
#[case(stranger())]
#[case(in_organization(OrganizationRole::Owner))]
#[tokio::test]
async fn nobody_else_makes_organizations(#[case] caller: SessionCaller) {
    assert_denied(&untouched().create(&caller, name("Acme"), None).await, Denied::Forbidden);
}

#[rstest]
#[case(in_organization(OrganizationRole::Member))]
#[case(in_tenant(TenantRole::Admin))]
#[tokio::test]
async fn its_members_and_who_runs_the_tenant_see_an_organization(#[case] caller: SessionCaller) {
    let mut organizations = MockOrganizationStore::new();
    organizations
        .expect_find()
        .withf(|scope, id| (within(scope), *id) == (IN_TENANT, ORGANIZATION))
        .returning(|_, _| Ok(Some(acme())));
    assert_eq!(service(organizations).get(&caller, ORGANIZATION).await.unwrap(), acme());
}

#[rstest]
#[case::no_member(stranger(), ORGANIZATION)]
#[case::no_tenant(homeless(), ORGANIZATION)]
#[case::no_such_organization(in_tenant(TenantRole::SuperAdmin), ELSEWHERE)]
#[tokio::test]
async fn for_others_an_organization_is_not_there(
    #[case] caller: SessionCaller,
    #[case] id: OrganizationId,
) {
    assert_denied(&untouched().get(&caller, id).await, Denied::NotFound);
    assert_denied(&untouched().change(&caller, id, renaming()).await, Denied::NotFound);
}

#[rstest]
#[case(in_organization(OrganizationRole::Admin))]
#[case(in_organization(OrganizationRole::Owner))]
#[case(in_tenant(TenantRole::Admin))]
#[tokio::test]
async fn who_runs_an_organization_changes_it(#[case] caller: SessionCaller) {
    let mut organizations = MockOrganizationStore::new();
    organizations
        .expect_change()
        .withf(|scope, id, change, at| {
            (within(scope), *id, *at) == (IN_TENANT, ORGANIZATION, NOW) && *change == renaming()
        })
        .returning(|_, _, _, _| Ok(Some(acme())));
    assert_eq!(
        service(organizations).change(&caller, ORGANIZATION, renaming()).await.unwrap(),
        acme()
    );
}

#[rstest]
#[case(in_organization(OrganizationRole::Member))]
#[case(in_project(ProjectRole::Admin))]
#[tokio::test]
async fn its_plain_members_see_that_they_may_not_change_it(#[case] caller: SessionCaller) {
    let answer = untouched().change(&caller, ORGANIZATION, renaming()).await;
    assert_denied(&answer, Denied::Forbidden);
}

#[tokio::test]
async fn an_organization_that_went_meanwhile_is_not_found() {
    let caller = in_organization(OrganizationRole::Owner);
    let mut organizations = MockOrganizationStore::new();
    organizations.expect_find().returning(|_, _| Ok(None));
    organizations.expect_change().returning(|_, _, _, _| Ok(None));
    let service = service(organizations);
    assert_denied(&service.get(&caller, ORGANIZATION).await, Denied::NotFound);
    assert_denied(&service.change(&caller, ORGANIZATION, renaming()).await, Denied::NotFound);
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let caller = in_tenant(TenantRole::Admin);
    let mut organizations = MockOrganizationStore::new();
    organizations.expect_list().returning(|_, _, _| Err(outage()));
    organizations.expect_insert().returning(|_, _, _| Err(outage()));
    organizations.expect_find().returning(|_, _| Err(outage()));
    organizations.expect_change().returning(|_, _, _, _| Err(outage()));
    let service = service(organizations);
    assert_store_failed(&service.list(&caller, Membership::Own, page()).await);
    assert_store_failed(&service.create(&caller, name("Acme"), None).await);
    assert_store_failed(&service.get(&caller, ORGANIZATION).await);
    assert_store_failed(&service.change(&caller, ORGANIZATION, renaming()).await);
}
