//! Answers that are remembered while nothing that they draw on changes.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::sync::Cache;
use quick_cache::sync::DefaultLifecycle;
use quick_cache::{DefaultHashBuilder, Weighter};
use tenantry_domain::store_error::StoreError;

use crate::freshness::Freshness;
use crate::ledger::{Ledger, Stamp};
use crate::subjects::Subjects;
use crate::tally::Tally;

/// An answer to the question with such a key, which can be remembered.
pub trait Remembered<K>: Clone + Send + Sync + 'static {
    /// What it draws on: a change of any of these may make it another.
    fn subjects(&self, key: &K) -> Subjects;

    /// How many bytes it takes beyond its own size.
    fn bytes(&self) -> usize;
}

/// How much is remembered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Capacity {
    /// Bytes of answers about what there is.
    pub bytes: u64,
    /// How many things are remembered that there are not. They have room of their own: whoever makes them up drives nothing out.
    pub unknown: usize,
}

/// How often memory was of use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct MemoryCounts {
    /// Answered from memory.
    pub hits: u64,
    /// Asked of the source.
    pub misses: u64,
    /// Remembered answers.
    pub entries: u64,
    /// About how many bytes they take.
    pub bytes: u64,
}

struct Entry<V> {
    /// As of when it holds. It is put forward as the answer proves true again, so that the ledger can forget old changes.
    stamp: AtomicU64,
    value: V,
}

/// About what the cache itself keeps for an entry beside key and value.
const OVERHEAD: usize = 48;

#[derive(Clone)]
struct ByBytes;

impl<K, V: Remembered<K>> Weighter<K, Arc<Entry<V>>> for ByBytes {
    fn weight(&self, _: &K, entry: &Arc<Entry<V>>) -> u64 {
        let bytes = size_of::<K>() + size_of::<Entry<V>>() + entry.value.bytes() + OVERHEAD;
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }
}

/// Remembers answers about things with such keys.
pub struct Memory<K, V: Remembered<K>> {
    ledger: Arc<Ledger>,
    freshness: Arc<Freshness>,
    known: Cache<K, Arc<Entry<V>>, ByBytes>,
    unknown: Cache<K, Stamp>,
    hits: Tally,
    misses: Tally,
}

impl<K: Eq + Hash + Clone + Send + Sync + 'static, V: Remembered<K>> Memory<K, V> {
    /// An empty memory.
    pub fn new(capacity: Capacity, ledger: Arc<Ledger>, freshness: Arc<Freshness>) -> Self {
        let typical = u64::try_from(size_of::<K>() + size_of::<Entry<V>>() + OVERHEAD).unwrap_or(1);
        let expected = usize::try_from(capacity.bytes / typical).unwrap_or(usize::MAX).min(100_000);
        Self {
            ledger,
            freshness,
            known: Cache::with(
                expected,
                capacity.bytes,
                ByBytes,
                DefaultHashBuilder::default(),
                DefaultLifecycle::default(),
            ),
            unknown: Cache::new(capacity.unknown),
            hits: Tally::default(),
            misses: Tally::default(),
        }
    }

    /// What is known by this key: from memory where that is proven current, else from the source.
    pub async fn find<F>(&self, key: K, ask: impl FnOnce() -> F) -> Result<Option<V>, StoreError>
    where
        F: Future<Output = Result<Option<V>, StoreError>>,
    {
        if let Some(remembered) = self.recall(&key) {
            return Ok(remembered);
        }
        self.misses.count();
        // Before the question: a change that is told while it is under way makes the answer old at once.
        let stamp = self.ledger.stamp();
        let found = ask().await?;
        match &found {
            Some(value) => {
                let entry = Entry { stamp: AtomicU64::new(stamp.0), value: value.clone() };
                self.known.insert(key, Arc::new(entry));
            }
            None => self.unknown.insert(key, stamp),
        }
        Ok(found)
    }

    /// What memory alone says: nothing, where it must not be believed.
    pub fn recall(&self, key: &K) -> Option<Option<V>> {
        let recalled = self.recalled(key);
        if recalled.is_some() {
            self.hits.count();
        }
        recalled
    }

    fn recalled(&self, key: &K) -> Option<Option<V>> {
        // First: what is proven includes every change that the ledger has from here on.
        if !self.freshness.holds() {
            return None;
        }
        let now = self.ledger.stamp();
        if let Some(entry) = self.known.get(key) {
            let stamp = Stamp(entry.stamp.load(Ordering::Acquire));
            // Most often nothing at all has changed since it last proved true.
            if stamp != now {
                if !self.ledger.holds(stamp, &entry.value.subjects(key)) {
                    return None;
                }
                entry.stamp.fetch_max(now.0, Ordering::AcqRel);
            }
            return Some(Some(entry.value.clone()));
        }
        let stamp = self.unknown.get(key)?;
        self.ledger.knows_all_credentials(stamp).then_some(None)
    }

    /// How often it was of use so far.
    pub fn counts(&self) -> MemoryCounts {
        MemoryCounts {
            hits: self.hits.total(),
            misses: self.misses.total(),
            entries: u64::try_from(self.known.len()).unwrap_or(u64::MAX),
            bytes: self.known.weight(),
        }
    }
}
