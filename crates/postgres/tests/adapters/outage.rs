//! The database goes and comes back.

use diesel_async::SimpleAsyncConnection as _;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{Tenant, TenantStore as _};
use tenantry_postgres::PostgresTenantStore;
use tenantry_testkit::fixtures::{Fixtures, Home};
use tenantry_testkit::{TestCluster, TestDatabase};
use tokio::sync::oneshot;

use crate::crowd;
use crate::support::{Stage, is_unavailable};

async fn find(stage: &Stage, home: &Home) -> Result<Option<Tenant>, StoreError> {
    PostgresTenantStore::new(stage.database.clone()).find(&home.scope()).await
}

async fn terminate_all(stage: &Stage) {
    let others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    stage.test.sql(others).await;
}

/// Opens as many connections as the pool has.
async fn fill_pool(stage: &Stage, home: &Home) {
    crowd::open(&stage.database, 8).await;
    let finds = (0..8).map(|_| find(stage, home));
    for outcome in futures_util::future::join_all(finds).await {
        outcome.unwrap();
    }
}

#[tokio::test]
async fn connections_that_died_in_the_pool_cost_nobody_an_error() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    for _ in 0..3 {
        fill_pool(&stage, &home).await;
        terminate_all(&stage).await;
        assert!(find(&stage, &home).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn work_whose_connection_is_terminated_may_succeed_later() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (begun, has_begun) = oneshot::channel();
    let scope = home.scope();
    let work = stage.database.in_tenant(&scope, async |connection| {
        begun.send(()).unwrap();
        connection.batch_execute("SELECT pg_sleep(60)").await?;
        Ok(())
    });
    let end = async {
        has_begun.await.unwrap();
        terminate_all(&stage).await;
    };
    let (outcome, ()): (Result<(), StoreError>, ()) = tokio::join!(work, end);
    assert!(is_unavailable(&outcome), "{outcome:?}");
    assert!(find(&stage, &home).await.unwrap().is_some());
}

#[tokio::test]
async fn a_database_that_stops_and_starts_serves_again_by_itself() {
    let cluster = TestCluster::private();
    let stage = Stage::of(TestDatabase::create_on(&cluster).await);
    let home = stage.fixtures.home("ada").await;
    fill_pool(&stage, &home).await;
    cluster.stop();
    for _ in 0..3 {
        let outcome = find(&stage, &home).await;
        assert!(is_unavailable(&outcome), "{outcome:?}");
    }
    cluster.start();
    assert!(find(&stage, &home).await.unwrap().is_some());
}

#[tokio::test]
async fn work_that_takes_too_long_is_given_up_and_its_connection_with_it() {
    let test = TestDatabase::create().await;
    let database = test.database_of_size(1);
    let stage = Stage { fixtures: Fixtures::on(&database), database, test };
    let home = stage.fixtures.home("ada").await;
    let stuck: Result<(), StoreError> = stage
        .database
        .in_tenant(&home.scope(), async |connection| {
            connection.batch_execute("SELECT pg_sleep(60)").await?;
            Ok(())
        })
        .await;
    assert!(is_unavailable(&stuck), "{stuck:?}");
    assert!(find(&stage, &home).await.unwrap().is_some());
}

#[tokio::test]
async fn who_finds_every_connection_in_use_is_told_to_come_back() {
    let test = TestDatabase::create().await;
    let database = test.database_of_size(1);
    let stage = Stage { fixtures: Fixtures::on(&database), database, test };
    let home = stage.fixtures.home("ada").await;
    let (held, is_held) = oneshot::channel();
    let (release, released) = oneshot::channel::<()>();
    let scope = home.scope();
    let holder = stage.database.in_tenant(&scope, async |_| {
        held.send(()).unwrap();
        // Its time may be up before it is told.
        let _ = released.await;
        Ok(())
    });
    let other = async {
        is_held.await.unwrap();
        let outcome = find(&stage, &home).await;
        let _ = release.send(());
        outcome
    };
    let (_, outcome): (Result<(), StoreError>, _) = tokio::join!(holder, other);
    assert!(is_unavailable(&outcome), "{outcome:?}");
    assert!(find(&stage, &home).await.unwrap().is_some());
}
