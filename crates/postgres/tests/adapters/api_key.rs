//! API keys: issued within a limit, listed, and ended.

use tenantry_domain::access::Denied;
use tenantry_domain::api_key::{
    ApiKey, ApiKeyPolicy, ApiKeyStore as _, IssueError, KeyRemover, RevokeError,
};
use tenantry_domain::id::{ActorId, ApiKeyId};
use tenantry_domain::project::{ProjectPath, ProjectStore as _};
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::{PostgresApiKeyStore, PostgresProjectStore};
use tenantry_testkit::fixtures::{Home, fresh, new_api_key, now};
use time::Duration;

use crate::crowd::in_a_crowd;
use crate::support::{Stage, page};

fn store(stage: &Stage) -> PostgresApiKeyStore {
    PostgresApiKeyStore::new(stage.database.clone())
}

async fn issue_at_most(
    stage: &Stage,
    home: &Home,
    project: ProjectPath,
    max_per_project: u64,
) -> Result<ApiKey, IssueError> {
    let policy = ApiKeyPolicy { resource_types: vec![], max_per_project };
    let decide = |live| policy.may_issue(live);
    let ask = async || {
        store(stage).issue(&home.scope(), new_api_key(project, "key"), &decide, now()).await
    };
    in_a_crowd(ask, |outcome| matches!(outcome, Err(IssueError::Store(StoreError::Unavailable(_)))))
        .await
}

async fn revoke(
    stage: &Stage,
    home: &Home,
    project: ProjectPath,
    id: ApiKeyId,
) -> Result<(), RevokeError> {
    let decide = |key: &ApiKey| KeyRemover::OfAny.may_revoke(key);
    store(stage).revoke(&home.scope(), project, id, &decide, now()).await
}

fn is_not_found(outcome: &Result<(), RevokeError>) -> bool {
    matches!(outcome, Err(RevokeError::Denied(Denied::NotFound)))
}

#[tokio::test]
async fn a_key_reads_as_it_was_written() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let mut new = new_api_key(project, "production");
    new.expires_at = Some(now() + Duration::days(1));
    let made = store(&stage).issue(&home.scope(), new.clone(), &|_| Ok(()), now()).await.unwrap();
    let list = store(&stage).list(&home.scope(), project, page(1, 25)).await.unwrap();
    assert_eq!(list.items, std::slice::from_ref(&made));
    assert_eq!((made.id, &made.name, made.created_by), (new.id, &new.name, home.founder.into()));
    assert_eq!((made.expires_at, made.last_used_at, made.request_count), (new.expires_at, None, 0));
}

#[tokio::test]
async fn of_fifty_keys_at_once_with_room_for_one_one_is_made() {
    let stage = Stage::for_a_crowd_of(50).await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    for _ in 0..24 {
        issue_at_most(&stage, &home, project, 25).await.unwrap();
    }
    let attempts = (0..50).map(|_| issue_at_most(&stage, &home, project, 25));
    let outcomes = futures_util::future::join_all(attempts).await;
    let (made, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    let full = |it: &Result<ApiKey, IssueError>| matches!(it, Err(IssueError::LimitReached(_)));
    assert!(refused.iter().all(full), "{refused:?}");
    assert_eq!(stage.test.sql("SELECT count(*) FROM api_keys").await, ["25"]);
}

#[tokio::test]
async fn keys_that_were_deleted_or_have_ended_leave_room() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (deleted, _) = stage.fixtures.api_key(&home, project, "deleted").await;
    let mut ended = new_api_key(project, "ended");
    ended.expires_at = Some(now() - Duration::SECOND);
    store(&stage).issue(&home.scope(), ended, &|_| Ok(()), now()).await.unwrap();
    assert!(issue_at_most(&stage, &home, project, 1).await.is_err());
    revoke(&stage, &home, project, deleted.id).await.unwrap();
    assert!(issue_at_most(&stage, &home, project, 1).await.is_ok());
}

#[tokio::test]
async fn no_key_is_made_in_a_project_that_is_gone_or_elsewhere() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let foreign = stage.fixtures.project(&theirs, "Engine").await;
    let crossed = ProjectPath { organization: ours.organization, project: foreign.project };
    let gone = stage.fixtures.project(&ours, "Engine").await;
    let projects = PostgresProjectStore::new(stage.database.clone());
    assert!(projects.delete(&ours.scope(), gone, now()).await.unwrap());
    for project in [foreign, crossed, gone] {
        let outcome = issue_at_most(&stage, &ours, project, 25).await;
        assert!(matches!(outcome, Err(IssueError::Gone)), "{outcome:?}");
    }
    assert_eq!(stage.test.sql("SELECT count(*) FROM credentials").await, ["0"]);
}

#[tokio::test]
async fn a_key_made_while_its_project_is_deleted_is_dead_or_was_never_made() {
    let stage = Stage::for_crowds().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let projects = PostgresProjectStore::new(stage.database.clone());
    let scope = home.scope();
    let attempts = (0..20).map(|_| issue_at_most(&stage, &home, project, 25));
    let (outcomes, deleted) = tokio::join!(
        futures_util::future::join_all(attempts),
        projects.delete(&scope, project, now())
    );
    assert!(deleted.unwrap());
    let expected = |it: &Result<ApiKey, IssueError>| matches!(it, Ok(_) | Err(IssueError::Gone));
    assert!(outcomes.iter().all(expected), "{outcomes:?}");
    let live = "SELECT count(*) FROM api_keys WHERE deleted_at IS NULL";
    assert_eq!(stage.test.sql(live).await, ["0"]);
}

#[tokio::test]
async fn a_list_shows_a_projects_own_keys_the_newest_first() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let other = stage.fixtures.project(&home, "Other").await;
    for name in ["one", "two", "three"] {
        stage.fixtures.api_key(&home, project, name).await;
    }
    stage.fixtures.api_key(&home, other, "elsewhere").await;
    let list = store(&stage).list(&home.scope(), project, page(1, 2)).await.unwrap();
    let names: Vec<_> = list.items.iter().map(|key| key.name.as_str()).collect();
    assert_eq!((names, list.total), (vec!["three", "two"], 3));
}

#[tokio::test]
async fn a_key_is_revoked_once_in_its_own_project_alone() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let project = stage.fixtures.project(&ours, "Engine").await;
    let other = stage.fixtures.project(&ours, "Other").await;
    let (key, _) = stage.fixtures.api_key(&ours, project, "key").await;
    assert!(is_not_found(&revoke(&stage, &ours, other, key.id).await));
    assert!(is_not_found(&revoke(&stage, &theirs, project, key.id).await));
    assert!(is_not_found(&revoke(&stage, &ours, project, ApiKeyId::new(fresh())).await));
    revoke(&stage, &ours, project, key.id).await.unwrap();
    assert!(is_not_found(&revoke(&stage, &ours, project, key.id).await));
    let list = store(&stage).list(&ours.scope(), project, page(1, 25)).await.unwrap();
    assert_eq!(list.total, 0);
}

#[tokio::test]
async fn a_rule_that_says_no_keeps_the_key() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (key, _) = stage.fixtures.api_key(&home, project, "key").await;
    let decide = |key: &ApiKey| KeyRemover::OfOwn(ActorId::new(fresh())).may_revoke(key);
    let outcome = store(&stage).revoke(&home.scope(), project, key.id, &decide, now()).await;
    assert!(matches!(outcome, Err(RevokeError::Denied(Denied::Forbidden))), "{outcome:?}");
    assert!(revoke(&stage, &home, project, key.id).await.is_ok());
}
