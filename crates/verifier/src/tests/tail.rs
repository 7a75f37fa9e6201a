use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::store_error::StoreError;
use tokio::sync::Notify;
use tokio::task::{AbortHandle, yield_now};

use super::memory::{BOUND, Hand, subject};
use crate::freshness::Freshness;
use crate::ledger::Ledger;
use crate::subjects::Subjects;
use crate::tail::Tail;
use tenantry_domain::change::{Change, ChangeLog, Reading};

/// What the log answers next, and where it was asked to read on.
#[derive(Default)]
struct Script {
    next: Vec<Result<Option<Reading<u64>>, StoreError>>,
    asked: Vec<u64>,
    ends: u64,
    /// Whether it keeps the next answer back until it is let go.
    keeps_back: bool,
}

#[derive(Clone, Default)]
struct Scripted(Arc<Mutex<Script>>, Arc<Notify>);

#[async_trait]
impl ChangeLog for Scripted {
    type Cursor = u64;

    async fn end(&self) -> Result<u64, StoreError> {
        let mut script = self.0.lock().unwrap();
        script.ends += 1;
        Ok(100)
    }

    async fn read(&self, after: &u64) -> Result<Option<Reading<u64>>, StoreError> {
        let keeps_back = {
            let mut script = self.0.lock().unwrap();
            script.asked.push(*after);
            script.keeps_back
        };
        if keeps_back {
            self.1.notified().await;
        }
        self.0.lock().unwrap().next.remove(0)
    }

    async fn woken(&self) {
        std::future::pending::<()>().await;
    }
}

struct Bench {
    clock: Arc<Hand>,
    ledger: Arc<Ledger>,
    freshness: Arc<Freshness>,
    log: Scripted,
    tail: Arc<Tail<Scripted>>,
}

fn bench() -> Bench {
    let clock = Arc::new(Hand::default());
    let ledger = Arc::new(Ledger::new(1_000));
    let freshness = Arc::new(Freshness::new(Arc::clone(&clock) as _, BOUND));
    let log = Scripted::default();
    let tail = Arc::new(Tail::new(log.clone(), Arc::clone(&ledger), Arc::clone(&freshness)));
    Bench { clock, ledger, freshness, log, tail }
}

impl Bench {
    fn says(&self, reading: Result<Reading<u64>, StoreError>) {
        self.log.0.lock().unwrap().next.push(reading.map(Some));
    }

    /// Time has to pass for one reading to be another than the one before.
    async fn read(&self) -> Result<(), StoreError> {
        self.clock.advance(Duration::from_millis(1));
        self.tail.read().await
    }

    /// Follows the log, which wakes nobody, and has read it so often.
    async fn follow(&self, readings: u64) -> AbortHandle {
        let tail = Arc::clone(&self.tail);
        let following = tokio::spawn(async move { tail.run(Duration::from_hours(1)).await });
        self.has_read(readings).await;
        self.clock.advance(Duration::from_millis(1));
        following.abort_handle()
    }

    async fn has_read(&self, readings: u64) {
        while self.tail.state().readings < readings {
            yield_now().await;
        }
    }
}

fn told(numbers: &[u64], next: u64) -> Reading<u64> {
    let changes = numbers.iter().map(|number| (*number, Change::To(subject(1)))).collect();
    Reading { changes, next }
}

fn draws_on_it() -> Subjects {
    Subjects::new([Some(subject(1)), None, None, None, None, None])
}

#[tokio::test]
async fn nothing_is_proven_before_the_first_reading() {
    let bench = bench();
    assert!(!bench.freshness.holds());
    bench.read().await.unwrap();
    assert!(bench.freshness.holds());
}

#[tokio::test]
async fn what_was_remembered_before_the_end_of_the_log_was_known_is_forgotten() {
    let bench = bench();
    let stamp = bench.ledger.stamp();
    bench.read().await.unwrap();
    assert!(!bench.ledger.holds(stamp, &Subjects::default()));
}

#[tokio::test]
async fn a_change_that_is_read_makes_what_draws_on_it_old() {
    let bench = bench();
    bench.read().await.unwrap();
    let stamp = bench.ledger.stamp();
    bench.says(Ok(told(&[1], 101)));
    bench.read().await.unwrap();
    assert!(!bench.ledger.holds(stamp, &draws_on_it()));
    assert!(bench.ledger.holds(stamp, &Subjects::default()));
}

#[tokio::test]
async fn what_comes_a_second_time_makes_nothing_old_again() {
    let bench = bench();
    bench.read().await.unwrap();
    bench.says(Ok(told(&[1], 100)));
    bench.read().await.unwrap();
    let stamp = bench.ledger.stamp();
    bench.says(Ok(told(&[1], 100)));
    bench.read().await.unwrap();
    assert!(bench.ledger.holds(stamp, &draws_on_it()));
    bench.says(Ok(told(&[1, 2], 102)));
    bench.read().await.unwrap();
    assert!(!bench.ledger.holds(stamp, &draws_on_it()));
    assert_eq!(bench.log.0.lock().unwrap().asked, [100, 100, 100]);
}

#[tokio::test]
async fn the_age_of_a_proof_counts_from_when_the_question_was_sent() {
    let bench = bench();
    bench.read().await.unwrap();
    bench.clock.advance(Duration::from_millis(400));
    assert_eq!(bench.tail.state().age, Some(Duration::from_millis(400)));
}

#[tokio::test]
async fn a_reading_that_fails_proves_nothing_and_loses_nothing() {
    let bench = bench();
    bench.read().await.unwrap();
    bench.clock.advance(BOUND);
    bench.says(Err(StoreError::unavailable("gone")));
    assert!(bench.read().await.is_err());
    assert!(!bench.freshness.holds());
    bench.says(Ok(told(&[], 101)));
    bench.read().await.unwrap();
    assert!(bench.freshness.holds());
    assert_eq!(bench.log.0.lock().unwrap().asked, [100, 100]);
}

#[tokio::test]
async fn after_a_long_absence_everything_is_forgotten() {
    let bench = bench();
    bench.read().await.unwrap();
    let stamp = bench.ledger.stamp();
    bench.clock.advance(Duration::from_mins(10));
    bench.read().await.unwrap();
    assert!(!bench.ledger.holds(stamp, &Subjects::default()));
    assert_eq!(bench.log.0.lock().unwrap().ends, 2);
}

#[tokio::test]
async fn who_catches_up_knows_what_was_told_before() {
    let bench = bench();
    let following = bench.follow(1).await;
    let stamp = bench.ledger.stamp();
    bench.says(Ok(told(&[1], 101)));
    bench.tail.catch_up(Duration::from_hours(1)).await;
    assert!(!bench.ledger.holds(stamp, &draws_on_it()) && bench.freshness.holds());
    following.abort();
}

#[tokio::test]
async fn who_can_not_catch_up_answers_nothing_from_memory() {
    let bench = bench();
    let following = bench.follow(1).await;
    assert!(bench.freshness.holds());
    bench.says(Err(StoreError::unavailable("gone")));
    bench.tail.catch_up(Duration::from_hours(1)).await;
    assert!(!bench.freshness.holds());
    following.abort();
}

#[tokio::test]
async fn who_has_no_patience_answers_nothing_from_memory_and_loses_nothing_of_it() {
    let bench = bench();
    let following = bench.follow(1).await;
    let stamp = bench.ledger.stamp();
    bench.log.0.lock().unwrap().keeps_back = true;
    bench.tail.catch_up(Duration::ZERO).await;
    assert!(!bench.freshness.holds());
    while bench.log.0.lock().unwrap().asked.is_empty() {
        yield_now().await;
    }
    // That reading was sent in time, and one is enough for whoever came before.
    bench.says(Ok(told(&[], 101)));
    bench.log.1.notify_one();
    bench.has_read(2).await;
    assert!(bench.freshness.holds() && bench.ledger.holds(stamp, &Subjects::default()));
    let script = bench.log.0.lock().unwrap();
    assert_eq!((&*script.asked, script.ends), (&[100][..], 1));
    following.abort();
}

#[tokio::test]
async fn a_reading_that_was_sent_before_is_not_waited_for_alone() {
    let bench = bench();
    let following = bench.follow(1).await;
    bench.log.0.lock().unwrap().keeps_back = true;
    bench.tail.want();
    while bench.log.0.lock().unwrap().asked.is_empty() {
        yield_now().await;
    }
    bench.clock.advance(Duration::from_millis(1));
    let tail = Arc::clone(&bench.tail);
    let waiting = tokio::spawn(async move { tail.catch_up(Duration::from_hours(1)).await });
    bench.says(Ok(told(&[], 101)));
    bench.says(Ok(told(&[1], 102)));
    bench.log.0.lock().unwrap().keeps_back = false;
    bench.log.1.notify_one();
    waiting.await.unwrap();
    assert_eq!(bench.log.0.lock().unwrap().asked, [100, 101]);
    following.abort();
}

#[tokio::test]
async fn another_log_under_the_same_name_makes_everything_be_forgotten() {
    let bench = bench();
    bench.read().await.unwrap();
    let stamp = bench.ledger.stamp();
    bench.log.0.lock().unwrap().next.push(Ok(None));
    bench.read().await.unwrap();
    assert!(!bench.ledger.holds(stamp, &Subjects::default()) && bench.freshness.holds());
    assert_eq!(bench.log.0.lock().unwrap().ends, 2);
}
