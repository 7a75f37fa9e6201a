//! How often API keys were good for something: counted in memory, so that a verification writes nothing, and kept in batches.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::access::SystemScope;
use crate::id::{ApiKeyId, TenantId};
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("api key usage");

/// What one key was good for since the last batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KeyUse {
    /// The key's tenant.
    pub tenant: TenantId,
    /// The key.
    pub key: ApiKeyId,
    /// How often it was verified.
    pub count: u64,
    /// When it was last.
    pub last_used_at: OffsetDateTime,
}

/// Keeps how often keys were used.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait KeyUsageStore: Send + Sync {
    /// Adds to what is kept of these keys; those that are gone meanwhile are passed over.
    async fn add(&self, scope: &SystemScope, uses: Vec<KeyUse>) -> Result<(), StoreError>;
}

/// Counts, and hands the counts on when somebody asks it to.
pub struct KeyUsage {
    store: Arc<dyn KeyUsageStore>,
    counts: Mutex<HashMap<ApiKeyId, KeyUse>>,
}

impl KeyUsage {
    /// Counts for this store.
    pub fn new(store: Arc<dyn KeyUsageStore>) -> Self {
        Self { store, counts: Mutex::default() }
    }

    /// Counts a verification.
    pub fn record(&self, tenant: TenantId, key: ApiKeyId, at: OffsetDateTime) {
        self.add(KeyUse { tenant, key, count: 1, last_used_at: at });
    }

    /// Hands on what was counted since the last time. What can't be kept now is kept with the next batch.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let counted = std::mem::take(&mut *self.lock());
        if counted.is_empty() {
            return Ok(());
        }
        let mut uses: Vec<KeyUse> = counted.into_values().collect();
        // Every node goes through the rows in the same order, so that no two wait for each other.
        uses.sort_by_key(|each| (each.tenant, each.key));
        let outcome = self.store.add(&SCOPE, uses.clone()).await;
        if outcome.is_err() {
            for each in uses {
                self.add(each);
            }
        }
        outcome
    }

    fn add(&self, each: KeyUse) {
        self.lock()
            .entry(each.key)
            .and_modify(|known| {
                known.count += each.count;
                known.last_used_at = known.last_used_at.max(each.last_used_at);
            })
            .or_insert(each);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ApiKeyId, KeyUse>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex as StdMutex;
    use time::Duration;
    use time::macros::datetime;
    use uuid::Uuid;

    const NOW: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);
    const TENANT: TenantId = TenantId::new(Uuid::from_u128(1));
    const KEY: ApiKeyId = ApiKeyId::new(Uuid::from_u128(2));
    const OTHER: ApiKeyId = ApiKeyId::new(Uuid::from_u128(3));

    fn remembering(kept: &Arc<StdMutex<Vec<KeyUse>>>) -> MockKeyUsageStore {
        let kept = Arc::clone(kept);
        let mut store = MockKeyUsageStore::new();
        store.expect_add().returning(move |_, uses| {
            kept.lock().unwrap().extend(uses);
            Ok(())
        });
        store
    }

    #[tokio::test]
    async fn uses_of_a_key_are_handed_on_as_one() {
        let kept = Arc::default();
        let usage = KeyUsage::new(Arc::new(remembering(&kept)));
        usage.record(TENANT, OTHER, NOW);
        usage.record(TENANT, KEY, NOW + Duration::SECOND);
        usage.record(TENANT, KEY, NOW);
        usage.flush().await.unwrap();
        let of = |key, count, last_used_at| KeyUse { tenant: TENANT, key, count, last_used_at };
        assert_eq!(*kept.lock().unwrap(), [of(KEY, 2, NOW + Duration::SECOND), of(OTHER, 1, NOW)]);
    }

    #[tokio::test]
    async fn nothing_is_handed_on_twice_or_when_there_is_nothing() {
        let mut store = MockKeyUsageStore::new();
        store.expect_add().times(1).returning(|_, _| Ok(()));
        let usage = KeyUsage::new(Arc::new(store));
        usage.flush().await.unwrap();
        usage.record(TENANT, KEY, NOW);
        usage.flush().await.unwrap();
        usage.flush().await.unwrap();
    }

    #[tokio::test]
    async fn what_could_not_be_kept_is_kept_with_the_next_batch() {
        let kept: Arc<StdMutex<Vec<KeyUse>>> = Arc::default();
        let mut store = MockKeyUsageStore::new();
        store.expect_add().times(1).returning(|_, _| Err(StoreError::unavailable("gone")));
        let seen = Arc::clone(&kept);
        store.expect_add().returning(move |_, uses| {
            seen.lock().unwrap().extend(uses);
            Ok(())
        });
        let usage = KeyUsage::new(Arc::new(store));
        usage.record(TENANT, KEY, NOW);
        assert!(usage.flush().await.is_err());
        usage.record(TENANT, KEY, NOW + Duration::SECOND);
        usage.flush().await.unwrap();
        let counted: Vec<_> = kept.lock().unwrap().iter().map(|each| each.count).collect();
        assert_eq!(counted, [2]);
    }
}
