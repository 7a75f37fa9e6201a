use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::access::{Denied, OrganizationRole, ProjectRole, SessionCaller, TenantRole};
use crate::fixtures::{
    ELSEWHERE, IN_TENANT, NOW, ORGANIZATION, PATH, PROJECT, clock, homeless, ids, in_organization,
    in_project, in_tenant, outage, page, stranger, within,
};
use crate::page::Page;
use crate::text::Description;

mod by_credential;

const NO_SUCH_ORGANIZATION: ProjectPath = ProjectPath { organization: ELSEWHERE, ..PATH };

fn name(text: &str) -> ProjectName {
    ProjectName::new(text).unwrap()
}

fn engine() -> Project {
    Project {
        id: PROJECT,
        organization: ORGANIZATION,
        name: name("Engine"),
        description: None,
        status: ProjectStatus::Active,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn filter() -> ProjectFilter {
    ProjectFilter { name: Some("eng".into()), status: Some(ProjectStatus::Active) }
}

fn renaming() -> ProjectChange {
    ProjectChange { name: Some(name("Motor")), description: None }
}

fn service(projects: MockProjectStore) -> ProjectService {
    ProjectService::new(Arc::new(projects), ids(), clock())
}

/// A service that must not touch its store.
fn untouched() -> ProjectService {
    service(MockProjectStore::new())
}

#[track_caller]
fn assert_denied<T: std::fmt::Debug>(answer: &Result<T, ProjectError>, expected: Denied) {
    assert!(
        matches!(answer, Err(ProjectError::Denied(denied)) if *denied == expected),
        "{answer:?}"
    );
}

#[track_caller]
fn assert_store_failed<T: std::fmt::Debug>(answer: &Result<T, ProjectError>) {
    assert!(matches!(answer, Err(ProjectError::Store(_))), "{answer:?}");
}

#[rstest]
#[case(in_organization(OrganizationRole::Member), Visibility::Own)]
#[case(in_project(ProjectRole::Admin), Visibility::Own)]
#[case(in_organization(OrganizationRole::Admin), Visibility::All)]
#[case(in_organization(OrganizationRole::Owner), Visibility::All)]
#[case(in_tenant(TenantRole::Admin), Visibility::All)]
#[tokio::test]
async fn the_list_shows_all_to_who_runs_the_organization_and_their_own_to_others(
    #[case] caller: SessionCaller,
    #[case] visibility: Visibility,
) {
    let listed = Page { items: vec![engine()], total: 1, request: page() };
    let answer = listed.clone();
    let mut projects = MockProjectStore::new();
    projects.expect_list().once().returning(move |scope, organization, seen, asked, asked_page| {
        assert_eq!((within(scope), organization, asked_page), (IN_TENANT, ORGANIZATION, page()));
        assert_eq!((seen, asked), (visibility, filter()));
        Ok(answer.clone())
    });
    let list = service(projects).list(&caller, ORGANIZATION, filter(), page()).await.unwrap();
    assert_eq!(list, listed);
}

#[rstest]
#[case::no_member(stranger(), PATH)]
#[case::no_tenant(homeless(), PATH)]
#[case::no_such_organization(in_tenant(TenantRole::SuperAdmin), NO_SUCH_ORGANIZATION)]
#[tokio::test]
async fn for_strangers_there_is_nothing(#[case] caller: SessionCaller, #[case] path: ProjectPath) {
    let (service, organization) = (untouched(), path.organization);
    assert_denied(
        &service.list(&caller, organization, ProjectFilter::default(), page()).await,
        Denied::NotFound,
    );
    assert_denied(
        &service.create(&caller, organization, name("Engine"), None).await,
        Denied::NotFound,
    );
    assert_denied(&service.get(&caller, path).await, Denied::NotFound);
    assert_denied(&service.change(&caller, path, renaming()).await, Denied::NotFound);
    assert_denied(&service.delete(&caller, path).await, Denied::NotFound);
}

#[tokio::test]
async fn a_member_of_the_organization_does_not_see_a_project_of_others() {
    let (service, caller) = (untouched(), in_organization(OrganizationRole::Member));
    assert_denied(&service.get(&caller, PATH).await, Denied::NotFound);
    assert_denied(&service.change(&caller, PATH, renaming()).await, Denied::NotFound);
    assert_denied(&service.delete(&caller, PATH).await, Denied::NotFound);
}

#[rstest]
#[case(in_organization(OrganizationRole::Admin))]
#[case(in_organization(OrganizationRole::Owner))]
#[case(in_tenant(TenantRole::Admin))]
#[tokio::test]
async fn who_runs_the_organization_makes_projects(#[case] caller: SessionCaller) {
    let mut projects = MockProjectStore::new();
    projects.expect_insert().once().returning(|scope, new, at| {
        assert_eq!((within(scope), at), (IN_TENANT, NOW));
        assert_ne!(new.id.uuid(), new.creator_member.uuid());
        let NewProject { id, organization, name, description, .. } = new;
        Ok(Project { id, organization, name, description, ..engine() })
    });
    let description = Some(Description::new("Analytical").unwrap());
    let made = service(projects)
        .create(&caller, ORGANIZATION, name("Engine"), description.clone())
        .await
        .unwrap();
    assert_eq!((made.organization, made.name), (ORGANIZATION, name("Engine")));
    assert_eq!(made.description, description);
}

#[rstest]
#[case(in_organization(OrganizationRole::Member))]
#[case(in_project(ProjectRole::Admin))]
#[tokio::test]
async fn plain_members_of_the_organization_make_none(#[case] caller: SessionCaller) {
    let refusal = untouched().create(&caller, ORGANIZATION, name("Engine"), None).await;
    assert_denied(&refusal, Denied::Forbidden);
}

#[tokio::test]
async fn a_name_that_another_project_has_is_refused() {
    let caller = in_organization(OrganizationRole::Owner);
    let mut projects = MockProjectStore::new();
    projects.expect_insert().returning(|_, _, _| Err(NameTaken.into()));
    projects.expect_change().returning(|_, _, _, _| Err(NameTaken.into()));
    let service = service(projects);
    let created = service.create(&caller, ORGANIZATION, name("Engine"), None).await;
    assert!(matches!(created, Err(ProjectError::NameTaken(_))), "{created:?}");
    let changed = service.change(&caller, PATH, renaming()).await;
    assert!(matches!(changed, Err(ProjectError::NameTaken(_))), "{changed:?}");
}

#[rstest]
#[case(in_project(ProjectRole::Member))]
#[case(in_project(ProjectRole::Admin))]
#[case(in_organization(OrganizationRole::Admin))]
#[case(in_tenant(TenantRole::Admin))]
#[tokio::test]
async fn its_members_and_who_runs_what_is_around_it_see_a_project(#[case] caller: SessionCaller) {
    let mut projects = MockProjectStore::new();
    projects
        .expect_find()
        .withf(|scope, path| (within(scope), *path) == (IN_TENANT, PATH))
        .returning(|_, _| Ok(Some(engine())));
    assert_eq!(service(projects).get(&caller, PATH).await.unwrap(), engine());
}

#[rstest]
#[case(in_project(ProjectRole::Admin))]
#[case(in_organization(OrganizationRole::Admin))]
#[case(in_tenant(TenantRole::Admin))]
#[tokio::test]
async fn its_administrators_change_a_project(#[case] caller: SessionCaller) {
    let mut projects = MockProjectStore::new();
    projects
        .expect_change()
        .withf(|scope, path, change, at| {
            (within(scope), *path, *at) == (IN_TENANT, PATH, NOW) && *change == renaming()
        })
        .returning(|_, _, _, _| Ok(engine()));
    assert_eq!(service(projects).change(&caller, PATH, renaming()).await.unwrap(), engine());
}

#[tokio::test]
async fn its_plain_members_see_that_they_may_not_change_it() {
    let refusal = untouched().change(&in_project(ProjectRole::Member), PATH, renaming()).await;
    assert_denied(&refusal, Denied::Forbidden);
}

#[rstest]
#[case(in_organization(OrganizationRole::Admin))]
#[case(in_organization(OrganizationRole::Owner))]
#[case(in_tenant(TenantRole::Admin))]
#[tokio::test]
async fn who_runs_the_organization_deletes_projects(#[case] caller: SessionCaller) {
    let mut projects = MockProjectStore::new();
    projects
        .expect_delete()
        .once()
        .withf(|scope, path, at| (within(scope), *path, *at) == (IN_TENANT, PATH, NOW))
        .returning(|_, _, _| Ok(true));
    assert!(service(projects).delete(&caller, PATH).await.is_ok());
}

#[rstest]
#[case(ProjectRole::Member)]
#[case(ProjectRole::Admin)]
#[tokio::test]
async fn a_project_is_not_deleted_from_within(#[case] role: ProjectRole) {
    assert_denied(&untouched().delete(&in_project(role), PATH).await, Denied::Forbidden);
}

#[tokio::test]
async fn a_project_that_went_meanwhile_is_not_found() {
    let caller = in_organization(OrganizationRole::Owner);
    let mut projects = MockProjectStore::new();
    projects.expect_insert().returning(|_, _, _| Err(ProjectWriteError::Gone));
    projects.expect_find().returning(|_, _| Ok(None));
    projects.expect_change().returning(|_, _, _, _| Err(ProjectWriteError::Gone));
    projects.expect_delete().returning(|_, _, _| Ok(false));
    let service = service(projects);
    let created = service.create(&caller, ORGANIZATION, name("Engine"), None).await;
    assert_denied(&created, Denied::NotFound);
    assert_denied(&service.get(&caller, PATH).await, Denied::NotFound);
    assert_denied(&service.change(&caller, PATH, renaming()).await, Denied::NotFound);
    assert_denied(&service.delete(&caller, PATH).await, Denied::NotFound);
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let caller = in_organization(OrganizationRole::Owner);
    let mut projects = MockProjectStore::new();
    projects.expect_list().returning(|_, _, _, _, _| Err(outage()));
    projects.expect_insert().returning(|_, _, _| Err(outage().into()));
    projects.expect_find().returning(|_, _| Err(outage()));
    projects.expect_change().returning(|_, _, _, _| Err(outage().into()));
    projects.expect_delete().returning(|_, _, _| Err(outage()));
    let service = service(projects);
    assert_store_failed(&service.list(&caller, ORGANIZATION, filter(), page()).await);
    assert_store_failed(&service.create(&caller, ORGANIZATION, name("Engine"), None).await);
    assert_store_failed(&service.get(&caller, PATH).await);
    assert_store_failed(&service.change(&caller, PATH, renaming()).await);
    assert_store_failed(&service.delete(&caller, PATH).await);
}
