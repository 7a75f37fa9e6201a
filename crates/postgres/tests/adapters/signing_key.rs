//! The keys that sign access tokens, and how they follow each other.

use std::sync::atomic::{AtomicUsize, Ordering};

use tenantry_domain::access::SystemScope;
use tenantry_domain::id::SigningKeyId;
use tenantry_domain::secret::SealedBytes;
use tenantry_domain::signing_key::{SigningKey, SigningKeyStore as _};
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::PostgresSigningKeyStore;
use tenantry_testkit::fixtures::{fresh, now};
use time::{Duration, OffsetDateTime};

use crate::support::Stage;

const SCOPE: SystemScope = SystemScope::for_job("test");

fn key(at: OffsetDateTime) -> SigningKey {
    SigningKey {
        id: SigningKeyId::new(fresh()),
        public: vec![4, 1, 2],
        private: SealedBytes(vec![7; 90]),
        created_at: at,
        signs_from: at,
        believed_until: at + Duration::days(31),
    }
}

async fn rotate(stage: &Stage, add: Option<SigningKey>, at: OffsetDateTime) -> Vec<SigningKey> {
    let store = PostgresSigningKeyStore::new(stage.database.clone());
    store.rotate(&SCOPE, &|_| Ok(add.clone()), at).await.unwrap()
}

#[tokio::test]
async fn a_key_reads_as_it_was_written() {
    let stage = Stage::new().await;
    let key = key(now());
    assert_eq!(rotate(&stage, Some(key.clone()), now()).await, std::slice::from_ref(&key));
    assert_eq!(rotate(&stage, None, now()).await, [key]);
}

#[tokio::test]
async fn a_key_that_nobody_believes_any_more_is_removed_before_the_rule_is_asked() {
    let stage = Stage::new().await;
    let old = key(now());
    rotate(&stage, Some(old.clone()), now()).await;
    let later = old.believed_until;
    let store = PostgresSigningKeyStore::new(stage.database.clone());
    let new = key(later);
    let decide = |keys: &[SigningKey]| Ok(keys.is_empty().then(|| new.clone()));
    assert_eq!(store.rotate(&SCOPE, &decide, later).await.unwrap(), std::slice::from_ref(&new));
}

#[tokio::test]
async fn twenty_nodes_that_start_at_once_make_one_key() {
    let stage = Stage::for_crowds().await;
    let made = AtomicUsize::new(0);
    let decide = |keys: &[SigningKey]| {
        Ok(keys.is_empty().then(|| {
            made.fetch_add(1, Ordering::Relaxed);
            key(now())
        }))
    };
    let store = PostgresSigningKeyStore::new(stage.database.clone());
    let nodes = (0..20).map(|_| store.rotate(&SCOPE, &decide, now()));
    let seen = futures_util::future::join_all(nodes).await;
    let seen: Vec<_> = seen.into_iter().map(Result::unwrap).collect();
    assert!(seen.iter().all(|keys| keys.len() == 1 && keys == &seen[0]));
    assert_eq!(made.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_key_that_could_not_be_made_leaves_all_as_it_was() {
    let stage = Stage::new().await;
    let key = key(now());
    rotate(&stage, Some(key.clone()), now()).await;
    let store = PostgresSigningKeyStore::new(stage.database.clone());
    let outcome = store.rotate(&SCOPE, &|_| Err(StoreError::failed("no entropy")), now()).await;
    assert!(matches!(outcome, Err(StoreError::Failed(_))), "{outcome:?}");
    assert_eq!(rotate(&stage, None, now()).await, [key]);
}
