//! The name of an installation, which its backups have too.

use tenantry_domain::restore::EndingStore as _;
use tenantry_postgres::{DatabaseUrl, migrate};
use tenantry_testkit::{TestCluster, TestDatabase};

use crate::circle::SYSTEM;
use crate::migrations::revert_to;
use crate::restore::store;
use crate::support::Stage;

#[tokio::test]
async fn an_installation_has_one_name_for_ever_and_a_copy_of_it_has_the_same() {
    let test = TestDatabase::create().await;
    let names = test.sql("SELECT id FROM installation").await;
    let copy = test.copied().await;
    for stage in [Stage::of(test), Stage::of(copy)] {
        for _ in 0..2 {
            let name = store(&stage).installation(&SYSTEM).await.unwrap();
            assert_eq!([name.to_string()], names[..]);
        }
    }
}

#[tokio::test]
async fn a_backup_from_before_installations_had_names_gets_the_same_again() {
    let stage = Stage::new().await;
    let name = store(&stage).installation(&SYSTEM).await.unwrap();
    let url = DatabaseUrl::new(stage.test.url());
    revert_to(&url, "20261121002700").await;
    migrate(&url, &url, None).await.unwrap();
    assert_eq!(store(&stage).installation(&SYSTEM).await.unwrap(), name);
    let other = TestDatabase::create_bare_on(&TestCluster::shared()).await;
    let url = DatabaseUrl::new(other.url());
    migrate(&url, &url, None).await.unwrap();
    let theirs = store(&Stage::of(other)).installation(&SYSTEM).await.unwrap();
    assert_ne!(theirs, name);
}
