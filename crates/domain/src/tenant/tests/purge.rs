//! Taking away what deleted tenants leave behind.

use super::*;

fn purge(
    answer: impl Fn() -> Result<Remains, crate::store_error::StoreError> + Send + 'static,
) -> TenantPurge {
    let mut store = MockTenantPurgeStore::new();
    store
        .expect_purge()
        .once()
        .withf(|scope, most| (scope.job(), *most) == ("purge of deleted tenants", 500))
        .returning(move |_, _| answer());
    TenantPurge::new(Arc::new(store))
}

#[rstest]
#[case(Remains::Something)]
#[case(Remains::Nothing)]
#[tokio::test]
async fn a_step_takes_a_little_away_and_says_whether_there_is_more(#[case] remains: Remains) {
    assert_eq!(purge(move || Ok(remains)).step().await.unwrap(), remains);
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    assert!(purge(|| Err(outage())).step().await.is_err());
}
