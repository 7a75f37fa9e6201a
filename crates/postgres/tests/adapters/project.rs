//! Projects: made, found, listed, changed and ended, below one organization.

use tenantry_domain::access::TenantScope;
use tenantry_domain::id::UserId;
use tenantry_domain::project::{
    Project, ProjectChange, ProjectFilter, ProjectName, ProjectPath, ProjectStatus,
    ProjectStore as _, ProjectWriteError, Visibility,
};
use tenantry_domain::text::Description;
use tenantry_postgres::PostgresProjectStore;
use tenantry_testkit::fixtures::{Home, fresh, new_project, now};

use crate::support::{Stage, page};

fn store(stage: &Stage) -> PostgresProjectStore {
    PostgresProjectStore::new(stage.database.clone())
}

async fn insert(stage: &Stage, home: &Home, name: &str) -> Result<Project, ProjectWriteError> {
    store(stage).insert(&home.scope(), new_project(home.organization, name), now()).await
}

async fn names(stage: &Stage, home: &Home, filter: ProjectFilter) -> Vec<String> {
    let scope = home.scope();
    let list =
        store(stage).list(&scope, home.organization, Visibility::All, filter, page(1, 100)).await;
    list.unwrap().items.into_iter().map(|project| project.name.into_string()).collect()
}

fn holding(part: &str) -> ProjectFilter {
    ProjectFilter { name: Some(part.to_owned()), status: None }
}

#[tokio::test]
async fn a_project_reads_as_it_was_written_and_its_creator_runs_it() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let mut new = new_project(home.organization, "Difference Engine");
    new.description = Some(Description::new("Brass").unwrap());
    let path = ProjectPath { organization: home.organization, project: new.id };
    let made = store(&stage).insert(&home.scope(), new.clone(), now()).await.unwrap();
    assert_eq!(store(&stage).find(&home.scope(), path).await.unwrap().as_ref(), Some(&made));
    assert_eq!((made.name, made.description), (new.name, new.description));
    let place = "SELECT concat_ws(' ', user_id, role) FROM project_members";
    assert_eq!(stage.test.sql(place).await, [format!("{} admin", home.founder)]);
}

#[tokio::test]
async fn a_live_project_has_its_name_to_itself_in_any_case() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let first = insert(&stage, &home, "Straße Ä").await.unwrap();
    let second = insert(&stage, &home, "STRASSE").await.unwrap();
    let taken = insert(&stage, &home, "straße ä").await;
    assert!(matches!(taken, Err(ProjectWriteError::NameTaken(_))), "{taken:?}");
    let path = ProjectPath { organization: home.organization, project: second.id };
    let change = ProjectChange { name: Some(first.name.clone()), description: None };
    let taken = store(&stage).change(&home.scope(), path, change, now()).await;
    assert!(matches!(taken, Err(ProjectWriteError::NameTaken(_))), "{taken:?}");
    let path = ProjectPath { organization: home.organization, project: first.id };
    assert!(store(&stage).delete(&home.scope(), path, now()).await.unwrap());
    assert!(insert(&stage, &home, "straße ä").await.is_ok());
}

#[tokio::test]
async fn of_twenty_projects_of_one_name_at_once_one_is_made() {
    let stage = Stage::for_crowds().await;
    let home = stage.fixtures.home("ada").await;
    let attempts = (0..20).map(|_| insert(&stage, &home, "Engine"));
    let outcomes = futures_util::future::join_all(attempts).await;
    let (made, taken): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    assert!(taken.iter().all(|it| matches!(it, Err(ProjectWriteError::NameTaken(_)))), "{taken:?}");
}

#[tokio::test]
async fn two_organizations_may_have_projects_of_one_name() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    assert!(insert(&stage, &ours, "Engine").await.is_ok());
    assert!(insert(&stage, &theirs, "Engine").await.is_ok());
}

#[tokio::test]
async fn no_project_is_made_in_an_organization_that_is_gone_or_another_tenants() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let foreign = new_project(theirs.organization, "Engine");
    let outcome = store(&stage).insert(&ours.scope(), foreign, now()).await;
    assert!(matches!(outcome, Err(ProjectWriteError::Gone)), "{outcome:?}");
    stage.test.sql("UPDATE organizations SET deleted_at = now()").await;
    let outcome = insert(&stage, &ours, "Engine").await;
    assert!(matches!(outcome, Err(ProjectWriteError::Gone)), "{outcome:?}");
}

#[tokio::test]
async fn a_list_shows_the_newest_first_a_page_at_a_time() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    for name in ["one", "two", "three"] {
        insert(&stage, &home, name).await.unwrap();
    }
    assert_eq!(names(&stage, &home, ProjectFilter::default()).await, ["three", "two", "one"]);
    let (scope, filter) = (home.scope(), ProjectFilter::default());
    let list = store(&stage)
        .list(&scope, home.organization, Visibility::All, filter, page(2, 2))
        .await
        .unwrap();
    assert_eq!((list.total, list.items[0].name.as_str()), (3, "one"));
}

#[tokio::test]
async fn a_filter_finds_a_part_of_the_name_in_any_case_and_means_itself() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    for name in ["100% wool", "snake_case", r"back\slash", "Äpfel"] {
        insert(&stage, &home, name).await.unwrap();
    }
    assert_eq!(names(&stage, &home, holding("WOOL")).await, ["100% wool"]);
    assert_eq!(names(&stage, &home, holding("%")).await, ["100% wool"]);
    assert_eq!(names(&stage, &home, holding("_")).await, ["snake_case"]);
    assert_eq!(names(&stage, &home, holding(r"\S")).await, [r"back\slash"]);
    assert_eq!(names(&stage, &home, holding("äP")).await, ["Äpfel"]);
    assert_eq!(names(&stage, &home, holding("nothing")).await, [""; 0]);
}

#[tokio::test]
async fn a_filter_by_status_shows_those_alone() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    insert(&stage, &home, "works").await.unwrap();
    insert(&stage, &home, "closed").await.unwrap();
    stage.test.sql("UPDATE projects SET status = 'suspended' WHERE name = 'closed'").await;
    let of = |status| ProjectFilter { name: None, status: Some(status) };
    assert_eq!(names(&stage, &home, of(ProjectStatus::Suspended)).await, ["closed"]);
    assert_eq!(names(&stage, &home, of(ProjectStatus::Active)).await, ["works"]);
}

#[tokio::test]
async fn who_sees_their_own_projects_sees_no_others() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    insert(&stage, &home, "Engine").await.unwrap();
    let list = async |actor: UserId| {
        let scope = TenantScope::for_tests(home.tenant, actor);
        let filter = ProjectFilter::default();
        let list = store(&stage)
            .list(&scope, home.organization, Visibility::Own, filter, page(1, 20))
            .await;
        let list = list.unwrap();
        assert_eq!(u64::try_from(list.items.len()).unwrap(), list.total);
        list.total
    };
    assert_eq!(list(home.founder).await, 1);
    assert_eq!(list(UserId::new(fresh())).await, 0);
}

#[tokio::test]
async fn a_project_changes_in_what_is_given_and_stays_in_the_rest() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = insert(&stage, &home, "Engine").await.unwrap();
    let path = ProjectPath { organization: home.organization, project: project.id };
    let name = ProjectName::new("ENGINE").unwrap();
    let change = ProjectChange { name: Some(name.clone()), description: None };
    let at = now();
    let changed = store(&stage).change(&home.scope(), path, change, at).await.unwrap();
    assert_eq!(changed, Project { name, updated_at: at, ..project });
    assert_eq!(names(&stage, &home, holding("engine")).await, ["ENGINE"]);
}

#[tokio::test]
async fn below_another_organization_or_tenant_a_project_does_not_exist() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let path = stage.fixtures.project(&theirs, "Engine").await;
    let crossed = ProjectPath { organization: ours.organization, project: path.project };
    for (scope, path) in [(ours.scope(), path), (ours.scope(), crossed), (theirs.scope(), crossed)]
    {
        assert_eq!(store(&stage).find(&scope, path).await.unwrap(), None);
        let change = store(&stage).change(&scope, path, ProjectChange::default(), now()).await;
        assert!(matches!(change, Err(ProjectWriteError::Gone)), "{change:?}");
        assert!(!store(&stage).delete(&scope, path, now()).await.unwrap());
    }
    assert!(store(&stage).find(&theirs.scope(), path).await.unwrap().is_some());
}

#[tokio::test]
async fn a_deleted_project_takes_its_keys_along_and_no_others() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (ended, kept) =
        (stage.fixtures.project(&home, "ended").await, stage.fixtures.project(&home, "kept").await);
    stage.fixtures.api_key(&home, ended, "dies").await;
    stage.fixtures.api_key(&home, kept, "lives").await;
    assert!(store(&stage).delete(&home.scope(), ended, now()).await.unwrap());
    assert!(!store(&stage).delete(&home.scope(), ended, now()).await.unwrap());
    assert_eq!(store(&stage).find(&home.scope(), ended).await.unwrap(), None);
    let live = "SELECT name FROM api_keys WHERE deleted_at IS NULL";
    assert_eq!(stage.test.sql(live).await, ["lives"]);
}

#[tokio::test]
async fn a_suspended_organization_gets_projects_and_a_deleted_one_none() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.test.sql("UPDATE organizations SET status = 'suspended'").await;
    insert(&stage, &home, "Engine").await.unwrap();
    stage.test.sql("UPDATE organizations SET deleted_at = now()").await;
    let outcome = insert(&stage, &home, "Mill").await;
    assert!(matches!(outcome, Err(ProjectWriteError::Gone)), "{outcome:?}");
}

#[tokio::test]
async fn who_is_not_in_the_organization_any_more_makes_no_project_unless_they_run_the_tenant() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let scope = TenantScope::for_tests(home.tenant, grace);
    let attempt = async |name: &str| {
        store(&stage).insert(&scope, new_project(home.organization, name), now()).await
    };
    let outcome = attempt("of a stranger").await;
    assert!(matches!(outcome, Err(ProjectWriteError::Gone)), "{outcome:?}");
    stage.joins(grace, &home, "MEMBER").await;
    let outcome = attempt("of a member of the tenant").await;
    assert!(matches!(outcome, Err(ProjectWriteError::Gone)), "{outcome:?}");
    for role in ["ADMIN", "SUPER_ADMIN"] {
        let sql = format!("UPDATE tenant_members SET role = '{role}' WHERE user_id = '{grace}'");
        stage.test.sql(&sql).await;
        attempt(role).await.unwrap();
    }
    let sql = format!("UPDATE tenant_members SET role = 'MEMBER' WHERE user_id = '{grace}'");
    stage.test.sql(&sql).await;
    stage.joins_organization(grace, &home, "admin").await;
    attempt("of a member").await.unwrap();
    assert_eq!(stage.rows("projects").await, "3");
}
