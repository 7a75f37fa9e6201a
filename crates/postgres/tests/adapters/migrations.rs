//! Migrations: up, down, up again, and by many at once.

use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use diesel_migrations::MigrationHarness as _;
use tenantry_domain::access::OrganizationRole;
use tenantry_postgres::{DatabaseUrl, MIGRATIONS, known_versions, migrate};
use tenantry_testkit::{TestCluster, TestDatabase};

use crate::catalogue::catalogue;
use crate::circle::add;
use crate::support::Stage;

async fn bare() -> (TestDatabase, DatabaseUrl) {
    let test = TestDatabase::create_bare_on(&TestCluster::shared()).await;
    let url = DatabaseUrl::new(test.url());
    (test, url)
}

async fn revert_all(test: &TestDatabase) {
    let connection = AsyncPgConnection::establish(test.url()).await.unwrap();
    let revert = tokio::task::spawn_blocking(move || {
        let mut connection = AsyncConnectionWrapper::<AsyncPgConnection>::from(connection);
        connection.revert_all_migrations(MIGRATIONS).map(|reverted| reverted.len()).unwrap()
    });
    assert_eq!(revert.await.unwrap(), known_versions().len());
}

#[tokio::test]
async fn what_was_migrated_up_goes_down_and_up_again() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    stage.fixtures.api_key(&home, project, "key").await;
    stage.fixtures.session(home.founder).await;
    let end = "UPDATE sessions SET ended_at = now(), end_reason = 'revoked'";
    stage.test.sql(end).await;
    let (store, group) = (stage.in_organization(), home.organization);
    add(&store, &home, group, "grace@example.com", OrganizationRole::Member).await;
    let before = catalogue(&stage.test).await;
    revert_all(&stage.test).await;
    let left = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    assert_eq!(stage.test.sql(left).await, ["__diesel_schema_migrations"]);
    let url = DatabaseUrl::new(stage.test.url());
    assert_eq!(migrate(&url, &url, None).await.unwrap(), known_versions());
    assert_eq!(catalogue(&stage.test).await, before);
}

#[tokio::test]
async fn nodes_that_start_at_once_run_each_migration_once() {
    let (_test, url) = bare().await;
    let nodes = (0..4).map(|_| migrate(&url, &url, None));
    let outcomes = futures_util::future::join_all(nodes).await;
    let mut run: Vec<String> = outcomes.into_iter().flat_map(Result::unwrap).collect();
    run.sort_unstable();
    assert_eq!(run, known_versions());
}

#[tokio::test]
async fn a_migrated_database_has_nothing_to_migrate() {
    let test = TestDatabase::create().await;
    let url = DatabaseUrl::new(test.url());
    assert_eq!(migrate(&url, &url, None).await.unwrap(), [""; 0]);
}
