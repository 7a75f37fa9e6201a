use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tenantry_domain::store_error::StoreError;
use uuid::Uuid;

use crate::clock::MonotonicClock;
use crate::freshness::Freshness;
use crate::ledger::Ledger;
use crate::memory::{Capacity, Memory, Remembered};
use crate::subjects::Subjects;
use tenantry_domain::change::{Change, Subject};

pub(super) const BOUND: Duration = Duration::from_secs(1);

/// A clock that stands until somebody moves it.
#[derive(Default)]
pub(super) struct Hand(AtomicU64);

impl Hand {
    pub(super) fn advance(&self, by: Duration) {
        self.0.fetch_add(u64::try_from(by.as_nanos()).unwrap(), Ordering::SeqCst);
    }
}

impl MonotonicClock for Hand {
    fn elapsed(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::SeqCst))
    }
}

/// What the source says of a thing: its version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Version(pub(super) u64);

pub(super) fn subject(key: u8) -> Subject {
    Subject::Credential(Uuid::from_u128(u128::from(key)))
}

impl Remembered<u8> for Version {
    fn subjects(&self, key: &u8) -> Subjects {
        Subjects::new([Some(subject(*key)), None, None, None, None, None])
    }

    fn bytes(&self) -> usize {
        0
    }
}

pub(super) struct Bench {
    pub(super) clock: Arc<Hand>,
    pub(super) ledger: Arc<Ledger>,
    pub(super) freshness: Arc<Freshness>,
    pub(super) memory: Memory<u8, Version>,
}

pub(super) fn bench(capacity: Capacity) -> Bench {
    let clock = Arc::new(Hand::default());
    let ledger = Arc::new(Ledger::new(1_000));
    let freshness = Arc::new(Freshness::new(Arc::clone(&clock) as _, BOUND));
    let memory = Memory::new(capacity, Arc::clone(&ledger), Arc::clone(&freshness));
    Bench { clock, ledger, freshness, memory }
}

pub(super) const ROOMY: Capacity = Capacity { bytes: 1 << 20, unknown: 100 };

impl Bench {
    fn prove(&self) {
        self.freshness.prove(self.freshness.now());
    }

    /// What is answered, and whether the source was asked.
    async fn find(&self, key: u8, says: Option<Version>) -> (Option<Version>, bool) {
        let asked = Cell::new(false);
        let ask = || {
            asked.set(true);
            async move { Ok(says) }
        };
        (self.memory.find(key, ask).await.unwrap(), asked.get())
    }
}

#[tokio::test]
async fn what_was_asked_once_is_remembered_while_it_is_proven_current() {
    let bench = bench(ROOMY);
    bench.prove();
    assert_eq!(bench.find(1, Some(Version(7))).await, (Some(Version(7)), true));
    assert_eq!(bench.find(1, None).await, (Some(Version(7)), false));
    assert_eq!((bench.memory.counts().hits, bench.memory.counts().misses), (1, 1));
}

#[tokio::test]
async fn without_a_proof_or_with_one_that_is_too_old_the_source_is_asked() {
    let bench = bench(ROOMY);
    bench.find(1, Some(Version(7))).await;
    assert!(bench.find(1, Some(Version(7))).await.1, "never proven");
    bench.prove();
    bench.clock.advance(Duration::from_nanos(999_999_999));
    assert!(!bench.find(1, None).await.1, "just within the bound");
    bench.clock.advance(Duration::from_nanos(1));
    assert_eq!(bench.find(1, Some(Version(8))).await, (Some(Version(8)), true));
}

#[tokio::test]
async fn a_proof_by_what_was_sent_before_the_moment_that_counts_is_none() {
    let bench = bench(ROOMY);
    bench.prove();
    bench.find(1, Some(Version(7))).await;
    let sent_at = bench.freshness.now();
    bench.clock.advance(Duration::from_millis(1));
    bench.freshness.count_only_from(bench.freshness.now());
    assert_eq!(bench.find(1, Some(Version(8))).await, (Some(Version(8)), true), "taken back");
    bench.freshness.prove(sent_at);
    assert_eq!(bench.find(1, Some(Version(9))).await, (Some(Version(9)), true), "was on its way");
    bench.freshness.count_only_from(sent_at);
    bench.prove();
    assert!(!bench.find(1, None).await.1);
}

/// Exact and coarse apart.
struct Lagging(Hand, Hand);

impl MonotonicClock for Lagging {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn elapsed_about(&self) -> Duration {
        self.1.elapsed()
    }
}

#[test]
fn a_cheap_clock_that_lags_is_not_believed_about_what_may_be_too_old() {
    let clock = Arc::new(Lagging(Hand::default(), Hand::default()));
    let freshness = Freshness::new(Arc::clone(&clock) as _, BOUND);
    freshness.prove(Duration::ZERO);
    clock.1.advance(BOUND / 2);
    clock.0.advance(Duration::from_nanos(999_999_999));
    assert!(freshness.holds());
    clock.0.advance(Duration::from_nanos(1));
    assert!(!freshness.holds(), "although the cheap one says that half of it is left");
}

#[tokio::test]
async fn where_memory_may_not_answer_and_the_source_fails_there_is_no_answer() {
    let bench = bench(ROOMY);
    bench.prove();
    bench.find(1, Some(Version(7))).await;
    bench.clock.advance(BOUND);
    let failed = bench.memory.find(1, async || Err(StoreError::unavailable("gone"))).await;
    assert!(failed.is_err());
}

#[tokio::test]
async fn a_change_makes_the_source_be_asked_again_at_once() {
    let bench = bench(ROOMY);
    bench.prove();
    bench.find(1, Some(Version(7))).await;
    bench.find(2, Some(Version(7))).await;
    bench.ledger.enter([Change::To(subject(1))]);
    assert_eq!(bench.find(1, Some(Version(8))).await, (Some(Version(8)), true));
    assert_eq!(bench.find(2, None).await, (Some(Version(7)), false));
}

#[tokio::test]
async fn an_answer_that_was_under_way_while_its_subject_changed_is_not_believed_later() {
    let bench = bench(ROOMY);
    bench.prove();
    let ask = async || {
        bench.ledger.enter([Change::To(subject(1))]);
        Ok(Some(Version(7)))
    };
    bench.memory.find(1, ask).await.unwrap();
    assert_eq!(bench.find(1, Some(Version(8))).await, (Some(Version(8)), true));
}

#[tokio::test]
async fn what_there_is_not_is_remembered_until_something_is_made() {
    let bench = bench(ROOMY);
    bench.prove();
    assert_eq!(bench.find(1, None).await, (None, true));
    assert_eq!(bench.find(1, Some(Version(1))).await, (None, false));
    bench.ledger.enter([Change::NewCredential]);
    assert_eq!(bench.find(1, Some(Version(1))).await, (Some(Version(1)), true));
}

#[tokio::test]
async fn a_flood_of_made_up_things_drives_nothing_out_and_takes_no_more_than_its_room() {
    let bench = bench(Capacity { bytes: 1 << 20, unknown: 16 });
    bench.prove();
    bench.find(255, Some(Version(7))).await;
    for _ in 0..40 {
        for made_up in 0..200 {
            bench.find(made_up, None).await;
        }
    }
    assert_eq!(bench.find(255, None).await, (Some(Version(7)), false));
    assert_eq!(bench.memory.counts().entries, 1);
}

#[tokio::test]
async fn memory_takes_no_more_bytes_than_it_was_given() {
    let bench = bench(Capacity { bytes: 2_000, unknown: 16 });
    bench.prove();
    for key in 0..=255 {
        bench.find(key, Some(Version(7))).await;
    }
    let counts = bench.memory.counts();
    assert!(counts.bytes <= 2_000 && counts.entries > 0, "{counts:?}");
}

#[tokio::test]
async fn an_answer_that_stays_in_use_survives_many_changes_of_other_things() {
    let bench = bench(ROOMY);
    bench.prove();
    bench.find(1, Some(Version(7))).await;
    for _ in 0..5_000 {
        bench.ledger.enter([Change::To(subject(2))]);
    }
    assert_eq!(bench.find(1, None).await, (Some(Version(7)), false));
    bench.ledger.enter([Change::To(subject(1))]);
    assert_eq!(bench.find(1, Some(Version(8))).await, (Some(Version(8)), true));
}
