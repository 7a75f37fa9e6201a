//! One connection, many people one after the other: nothing of one is left for the next.

use std::future::pending;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::{Database, WorkError};
use tenantry_testkit::TestDatabase;
use tenantry_testkit::fixtures::{Fixtures, Home};
use tokio::sync::oneshot;

use crate::support::cells;

/// As whom a connection works, and what it sees.
const IDENTITY: &str = "SELECT concat_ws('|', current_user, session_user = current_user, \
    coalesce(current_setting('tenantry.tenant_id', true), ''), \
    coalesce(current_setting('tenantry.user_id', true), ''), \
    (SELECT string_agg(id::text, ',') FROM tenants)) AS cell";

async fn as_tenant(database: &Database, home: &Home) {
    let seen: Result<_, StoreError> = database
        .in_tenant(&home.scope(), async |connection| cells(connection, IDENTITY).await)
        .await;
    let expected = format!("tenantry_tenant|f|{}||{}", home.tenant, home.tenant);
    assert_eq!(seen.unwrap(), [expected]);
}

async fn as_person(database: &Database, home: &Home) {
    let seen: Result<_, StoreError> = database
        .in_user(&home.own_rows(), async |connection| cells(connection, IDENTITY).await)
        .await;
    let expected = format!("tenantry_user|f||{}|{}", home.founder, home.tenant);
    assert_eq!(seen.unwrap(), [expected]);
}

/// Fails within the server.
async fn errs(database: &Database, home: &Home) {
    let outcome: Result<Vec<String>, StoreError> = database
        .in_tenant(&home.scope(), async |connection| {
            cells(connection, "SELECT (1 / 0)::text AS cell").await
        })
        .await;
    assert!(matches!(outcome, Err(StoreError::Failed(_))), "{outcome:?}");
}

/// Fails by a rule, after a change.
async fn is_refused(database: &Database, home: &Home) {
    let outcome: Result<(), StoreError> = database
        .in_tenant(&home.scope(), async |connection| {
            connection.batch_execute("UPDATE organizations SET name = 'changed'").await?;
            Err(WorkError::Refused(StoreError::failed("no")))
        })
        .await;
    assert!(outcome.is_err());
}

/// Is dropped in the midst of its work, as a request is whose client has gone.
async fn is_cancelled(database: &Database, home: &Home) {
    let (begun, has_begun) = oneshot::channel();
    let (database, scope) = (database.clone(), home.scope());
    let work = tokio::spawn(async move {
        let outcome: Result<(), StoreError> = database
            .in_tenant(&scope, async |connection| {
                connection.batch_execute("UPDATE organizations SET name = 'changed'").await?;
                begun.send(()).unwrap();
                pending().await
            })
            .await;
        outcome
    });
    has_begun.await.unwrap();
    work.abort();
    assert!(work.await.unwrap_err().is_cancelled());
}

/// Panics in the midst of its work.
async fn panics(database: &Database, home: &Home) {
    let (database, scope) = (database.clone(), home.scope());
    let work = tokio::spawn(async move {
        let outcome: Result<(), StoreError> = database
            .in_tenant(&scope, async |connection: &mut AsyncPgConnection| {
                connection.batch_execute("UPDATE organizations SET name = 'changed'").await?;
                panic!("on purpose");
            })
            .await;
        outcome
    });
    assert!(work.await.unwrap_err().is_panic());
}

/// Leaves the transaction behind the store's back and takes on more than it was given.
async fn misbehaves(database: &Database, home: &Home) {
    let outcome: Result<(), StoreError> = database
        .in_tenant(&home.scope(), async |connection| {
            let settings = format!(
                "COMMIT; BEGIN; SET LOCAL ROLE tenantry_system; SET LOCAL tenantry.tenant_id TO '{}'",
                home.tenant
            );
            connection.batch_execute(&settings).await?;
            Ok(())
        })
        .await;
    outcome.unwrap();
}

#[tokio::test]
async fn a_pool_of_one_connection_shows_nothing_of_whoever_had_it_before() {
    let test = TestDatabase::create().await;
    let database = test.database_of_size(1);
    let fixtures = Fixtures::on(&database);
    let (one, other) = (fixtures.home("ada").await, fixtures.home("grace").await);
    for (home, next) in [(&one, &other), (&other, &one), (&one, &other)] {
        as_tenant(&database, home).await;
        as_tenant(&database, next).await;
        errs(&database, home).await;
        as_tenant(&database, next).await;
        is_refused(&database, home).await;
        as_tenant(&database, next).await;
        is_cancelled(&database, home).await;
        as_tenant(&database, next).await;
        panics(&database, home).await;
        as_tenant(&database, next).await;
        misbehaves(&database, home).await;
        as_person(&database, next).await;
        as_person(&database, home).await;
    }
    let changed = "SELECT count(*) FROM organizations WHERE name = 'changed'";
    assert_eq!(test.sql(changed).await, ["0"]);
}

#[tokio::test]
async fn a_connection_without_an_end_of_its_transaction_is_closed_at_once() {
    let test = TestDatabase::create().await;
    let database = test.database_of_size(1);
    let home = Fixtures::on(&database).home("ada").await;
    is_cancelled(&database, &home).await;
    // Nobody asks the pool for a connection here: only the end of the one that was dropped sets the row free, sooner than the
    // server's own patience with idle transactions would.
    test.sql("SET lock_timeout TO '4s'; UPDATE organizations SET name = 'free'").await;
}
