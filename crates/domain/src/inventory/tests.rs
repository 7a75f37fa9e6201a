use std::sync::Arc;

use rstest::rstest;
use time::Duration;
use uuid::Uuid;

use super::*;
use crate::access::{Caller, Denied, OrganizationRole, ProjectRole, TenantRole};
use crate::fixtures::{
    BY_KEY, ELSEWHERE, IN_TENANT, NOW, ORGANIZATION, PROJECT, TENANT_KEY, USER, by_key, by_token,
    by_token_in, clock, homeless, in_organization, in_project, in_tenant, outage, page, stranger,
    within,
};
use crate::id::{ActorId, HeldCredentialId};
use crate::page::Page;

const ID: HeldCredentialId = HeldCredentialId::new(Uuid::from_u128(0xE7));

/// A key of the project that another key made, and a person's token.
fn listed() -> Page<HeldCredential> {
    let key = HeldCredential {
        id: ID,
        kind: HeldKind::ApiKey,
        name: "ci".into(),
        masked: "sk-nc-abcd...wxyz".into(),
        owner: ActorId::new(TENANT_KEY.uuid()),
        project: Some(PROJECT),
        created_at: NOW,
        last_used_at: None,
        expires_at: None,
    };
    let token = HeldCredential {
        kind: HeldKind::PersonalAccessToken,
        owner: USER.into(),
        project: None,
        expires_at: Some(NOW + Duration::DAY),
        ..key.clone()
    };
    Page { items: vec![key, token], total: 2, request: page() }
}

fn service(credentials: MockInventoryStore) -> InventoryService {
    InventoryService::new(Arc::new(credentials), clock())
}

#[track_caller]
fn assert_denied<T: std::fmt::Debug>(answer: &Result<T, InventoryError>, expected: Denied) {
    assert!(
        matches!(answer, Err(InventoryError::Denied(denied)) if *denied == expected),
        "{answer:?}"
    );
}

#[rstest]
#[case(Caller::clone(&in_organization(OrganizationRole::Admin)))]
#[case(Caller::clone(&in_organization(OrganizationRole::Owner)))]
#[case(Caller::clone(&in_tenant(TenantRole::Admin)))]
#[case::by_a_token(by_token(OrganizationRole::Admin))]
#[case::by_a_key(by_key())]
#[tokio::test]
async fn those_who_run_an_organization_see_and_end_every_credential_in_it(#[case] caller: Caller) {
    let expected = if caller == by_key() { BY_KEY } else { IN_TENANT };
    let mut credentials = MockInventoryStore::new();
    credentials
        .expect_list()
        .times(3)
        .withf(move |scope, organization, _, asked, at| {
            (within(scope), *organization, *asked, *at) == (expected, ORGANIZATION, page(), NOW)
        })
        .returning(|_, _, kind, _, _| {
            let mut listed = listed();
            listed.items.retain(|each| kind.is_none_or(|kind| each.kind == kind));
            Ok(listed)
        });
    credentials
        .expect_revoke()
        .once()
        .withf(move |scope, organization, id, at| {
            (within(scope), *organization, *id, *at) == (expected, ORGANIZATION, ID, NOW)
        })
        .returning(|_, _, _, _| Ok(true));
    let service = service(credentials);
    let all = service.list(&caller, ORGANIZATION, None, page()).await.unwrap();
    assert_eq!(all, listed());
    for kind in HeldKind::ALL {
        let some = service.list(&caller, ORGANIZATION, Some(kind), page()).await.unwrap();
        assert_eq!(some.items.iter().map(|each| each.kind).collect::<Vec<_>>(), [kind]);
    }
    assert!(service.revoke(&caller, ORGANIZATION, ID).await.is_ok());
}

#[rstest]
#[case::a_member(Caller::clone(&in_organization(OrganizationRole::Member)), Denied::Forbidden)]
#[case::a_members_token(by_token(OrganizationRole::Member), Denied::Forbidden)]
#[case::a_projects_admin(Caller::clone(&in_project(ProjectRole::Admin)), Denied::Forbidden)]
#[case::a_stranger(Caller::clone(&stranger()), Denied::NotFound)]
#[case::somebody_without_a_tenant(Caller::clone(&homeless()), Denied::NotFound)]
#[case::a_token_for_another_organization(by_token_in(ELSEWHERE), Denied::NotFound)]
#[tokio::test]
async fn nobody_else_does(#[case] caller: Caller, #[case] expected: Denied) {
    let service = service(MockInventoryStore::new());
    assert_denied(&service.list(&caller, ORGANIZATION, None, page()).await, expected);
    assert_denied(&service.revoke(&caller, ORGANIZATION, ID).await, expected);
}

#[tokio::test]
async fn what_is_over_or_in_another_organization_is_not_there_to_be_ended() {
    let mut credentials = MockInventoryStore::new();
    credentials.expect_revoke().returning(|_, _, _, _| Ok(false));
    let refusal = service(credentials).revoke(&by_key(), ORGANIZATION, ID).await;
    assert_denied(&refusal, Denied::NotFound);
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut credentials = MockInventoryStore::new();
    credentials.expect_list().returning(|_, _, _, _, _| Err(outage()));
    credentials.expect_revoke().returning(|_, _, _, _| Err(outage()));
    let service = service(credentials);
    let listed = service.list(&by_key(), ORGANIZATION, None, page()).await;
    assert!(matches!(listed, Err(InventoryError::Store(_))), "{listed:?}");
    let revoked = service.revoke(&by_key(), ORGANIZATION, ID).await;
    assert!(matches!(revoked, Err(InventoryError::Store(_))), "{revoked:?}");
}

#[test]
fn the_kinds_have_their_names_on_the_wire() {
    let names = HeldKind::ALL.map(HeldKind::as_str);
    assert_eq!(names, ["api_key", "personal_access_token"]);
}
