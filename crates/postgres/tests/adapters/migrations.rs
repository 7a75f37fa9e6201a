//! Migrations: up, down, up again, and by many at once.

use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncConnection as _, AsyncPgConnection};
use diesel_migrations::MigrationHarness as _;
use tenantry_domain::access::OrganizationRole;
use tenantry_domain::secret::SealedBytes;
use tenantry_domain::setting::StoredValue;
use tenantry_domain::user::EmailAddress;
use tenantry_postgres::{DatabaseUrl, MIGRATIONS, known_versions, migrate};
use tenantry_testkit::{TestCluster, TestDatabase};

use crate::catalogue::catalogue;
use crate::circle::add;
use crate::login::owner;
use crate::support::Stage;

async fn bare() -> (TestDatabase, DatabaseUrl) {
    let test = TestDatabase::create_bare_on(&TestCluster::shared()).await;
    let url = DatabaseUrl::new(test.url());
    (test, url)
}

/// Takes back the migrations down to the one of this version, which stays, as this login.
pub(crate) async fn revert_to(url: &DatabaseUrl, version: &str) {
    let version = version.to_owned();
    let connection = AsyncPgConnection::establish(url.expose()).await.unwrap();
    let revert = tokio::task::spawn_blocking(move || {
        let mut connection = AsyncConnectionWrapper::<AsyncPgConnection>::from(connection);
        while connection.applied_migrations().unwrap()[0].to_string() != version {
            connection.revert_last_migration(MIGRATIONS).unwrap();
        }
    });
    revert.await.unwrap();
}

/// Runs the next migration, if one is left.
async fn run_next(test: &TestDatabase) {
    let connection = AsyncPgConnection::establish(test.url()).await.unwrap();
    let run = tokio::task::spawn_blocking(move || {
        let mut connection = AsyncConnectionWrapper::<AsyncPgConnection>::from(connection);
        if connection.has_pending_migration(MIGRATIONS).unwrap() {
            connection.run_next_migration(MIGRATIONS).unwrap();
        }
    });
    run.await.unwrap();
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
    stage.fixtures.personal_access_token(home.founder, home.organization, "token").await;
    stage.fixtures.tenant_api_key(&home, "ci").await;
    stage.fixtures.setting(&home, "secret", StoredValue::Sealed(SealedBytes(vec![7]))).await;
    stage.fixtures.referred(&home, "alan").await;
    stage.test.sql("UPDATE referrals SET credit_micro_dollars = 7, credited_at = now()").await;
    let before = catalogue(&stage.test).await;
    revert_all(&stage.test).await;
    let left = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    assert_eq!(stage.test.sql(left).await, ["__diesel_schema_migrations"]);
    let url = DatabaseUrl::new(stage.test.url());
    assert_eq!(migrate(&url, &url, None).await.unwrap(), known_versions());
    assert_eq!(catalogue(&stage.test).await, before);
}

#[tokio::test]
async fn every_way_down_leads_back_to_where_its_way_up_began() {
    let test = TestDatabase::create().await;
    let mut ways = vec![catalogue(&test).await];
    for version in known_versions().iter().rev().skip(1) {
        revert_to(&DatabaseUrl::new(test.url()), version).await;
        ways.push(catalogue(&test).await);
    }
    for known in ways.iter().rev() {
        assert_eq!(catalogue(&test).await, *known);
        run_next(&test).await;
    }
}

#[tokio::test]
async fn a_plain_owner_gives_former_referrals_their_masked_addresses() {
    let (test, owner) = owner("CREATEROLE").await;
    let url = test.url_for(&owner);
    migrate(&url, &url, None).await.unwrap();
    let stage = Stage::of(test);
    let home = stage.fixtures.home("ada").await;
    let addresses = [
        ("grace", "grace@hopper.example", "g***@hopper.example"),
        ("alan", "a@example.com", "***@example.com"),
        ("edsger", "\u{e9}dsger@example.com", "\u{e9}***@example.com"),
        ("barbara", "", ""),
    ];
    for (name, address, _) in addresses {
        let (user, _) = stage.fixtures.referred(&home, name).await;
        let address = format!(
            "UPDATE users SET email = '{address}', deleted_at = CASE '{address}' WHEN '' THEN now() END WHERE id = '{}'",
            user.id
        );
        stage.test.sql(&address).await;
    }
    stage.fixtures.personal_access_token(home.founder, home.organization, "token").await;
    stage.fixtures.tenant_api_key(&home, "ci").await;
    stage.fixtures.setting(&home, "secret", StoredValue::Sealed(SealedBytes(vec![7]))).await;
    revert_to(&url, "20261121001200").await;
    assert_eq!(stage.rows("credentials").await, "0");
    migrate(&url, &url, None).await.unwrap();
    let masked = "SELECT masked_email FROM referrals ORDER BY created_at, id";
    let expected: Vec<_> = addresses
        .iter()
        .map(|(_, address, masked)| {
            if !address.is_empty() {
                assert_eq!(EmailAddress::new(address).unwrap().masked(), *masked);
            }
            *masked
        })
        .collect();
    assert_eq!(stage.test.sql(masked).await, expected);
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
