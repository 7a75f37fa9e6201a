//! Projects as tokens and keys see and make them.

use super::*;
use crate::access::{Actor, Caller};
use crate::fixtures::{BY_KEY, by_key, by_token, by_token_in};
use crate::id::TenantId;

/// A store that must be asked for all that can be done, by this actor.
fn obeying(expected: (TenantId, Actor)) -> MockProjectStore {
    let mut projects = MockProjectStore::new();
    projects
        .expect_list()
        .once()
        .withf(move |scope, _, seen, _, _| (within(scope), *seen) == (expected, Visibility::All))
        .returning(|_, _, _, _, page| Ok(Page { items: vec![engine()], total: 1, request: page }));
    projects.expect_insert().once().returning(move |scope, new, at| {
        assert_eq!((within(scope), new.organization, at), (expected, ORGANIZATION, NOW));
        Ok(engine())
    });
    projects
        .expect_find()
        .once()
        .withf(move |scope, path| (within(scope), *path) == (expected, PATH))
        .returning(|_, _| Ok(Some(engine())));
    projects
        .expect_change()
        .once()
        .withf(move |scope, path, _, _| (within(scope), *path) == (expected, PATH))
        .returning(|_, _, _, _| Ok(engine()));
    projects
        .expect_delete()
        .once()
        .withf(move |scope, path, _| (within(scope), *path) == (expected, PATH))
        .returning(|_, _, _| Ok(true));
    projects
}

#[rstest]
#[case::a_token_in_its_owners_name(by_token(OrganizationRole::Admin), IN_TENANT)]
#[case::a_key_in_its_own(by_key(), BY_KEY)]
#[tokio::test]
async fn what_runs_the_organization_makes_and_runs_its_projects(
    #[case] caller: Caller,
    #[case] expected: (TenantId, Actor),
) {
    let service = service(obeying(expected));
    assert_eq!(service.list(&caller, ORGANIZATION, filter(), page()).await.unwrap().total, 1);
    let made = service.create(&caller, ORGANIZATION, name("Engine"), None).await.unwrap();
    assert_eq!(made, engine());
    assert_eq!(service.get(&caller, PATH).await.unwrap(), engine());
    assert_eq!(service.change(&caller, PATH, renaming()).await.unwrap(), engine());
    assert!(service.delete(&caller, PATH).await.is_ok());
}

#[rstest]
#[case::a_token_for_another_organization(by_token_in(ELSEWHERE), PATH)]
#[case::a_key_of_another_tenant(by_key(), NO_SUCH_ORGANIZATION)]
#[tokio::test]
async fn what_they_do_not_reach_does_not_exist(#[case] caller: Caller, #[case] path: ProjectPath) {
    let (service, organization) = (untouched(), path.organization);
    let listed = service.list(&caller, organization, filter(), page()).await;
    assert_denied(&listed, Denied::NotFound);
    let made = service.create(&caller, organization, name("Engine"), None).await;
    assert_denied(&made, Denied::NotFound);
    assert_denied(&service.get(&caller, path).await, Denied::NotFound);
    assert_denied(&service.change(&caller, path, renaming()).await, Denied::NotFound);
    assert_denied(&service.delete(&caller, path).await, Denied::NotFound);
}

#[tokio::test]
async fn a_members_token_makes_none() {
    let token = by_token(OrganizationRole::Member);
    let refusal = untouched().create(&token, ORGANIZATION, name("Engine"), None).await;
    assert_denied(&refusal, Denied::Forbidden);
}
