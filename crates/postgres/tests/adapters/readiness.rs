//! When the installation can serve.

use tenantry_domain::readiness::Readiness as _;
use tenantry_postgres::{PostgresReadiness, known_versions};

use crate::support::{Stage, is_unavailable};

#[tokio::test]
async fn a_migrated_database_is_ready() {
    let stage = Stage::new().await;
    let readiness = PostgresReadiness::new(stage.database.clone());
    readiness.check().await.unwrap();
    assert_eq!(readiness.pending().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_migration_that_has_not_run_is_named() {
    let stage = Stage::new().await;
    let last = known_versions().pop().unwrap();
    let forget = format!("DELETE FROM __diesel_schema_migrations WHERE version = '{last}'");
    stage.test.sql(&forget).await;
    let readiness = PostgresReadiness::new(stage.database.clone());
    assert!(is_unavailable(&readiness.check().await));
    assert_eq!(readiness.pending().await.unwrap(), [last]);
}

#[tokio::test]
async fn what_a_newer_version_added_is_no_obstacle() {
    let stage = Stage::new().await;
    stage
        .test
        .sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')")
        .await;
    PostgresReadiness::new(stage.database.clone()).check().await.unwrap();
}
