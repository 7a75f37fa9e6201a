//! Following the log: what it tells goes into the ledger, and each reading that succeeds proves that this node is current.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tenantry_domain::store_error::StoreError;
use tokio::sync::Mutex;

use crate::freshness::Freshness;
use crate::ledger::Ledger;
use tenantry_domain::change::{Change, ChangeLog};

/// After so long without a reading the log may have been trimmed behind the cursor: everything is forgotten.
const TRIMMED_AFTER: Duration = Duration::from_mins(2);

/// How far the tail has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TailState {
    /// How old the last proof is.
    pub age: Option<Duration>,
    /// How many readings have succeeded.
    pub readings: u64,
}

struct Place<C> {
    cursor: C,
    /// What was told at or behind the cursor before, and may come again.
    told: HashSet<u64>,
    read_at: Duration,
}

/// Follows one log.
pub struct Tail<L: ChangeLog> {
    log: L,
    ledger: Arc<Ledger>,
    freshness: Arc<Freshness>,
    place: Mutex<Option<Place<L::Cursor>>>,
    readings: AtomicU64,
}

impl<L: ChangeLog> Tail<L> {
    /// Follows this log, once it is run.
    pub fn new(log: L, ledger: Arc<Ledger>, freshness: Arc<Freshness>) -> Self {
        let (place, readings) = (Mutex::default(), AtomicU64::new(0));
        Self { log, ledger, freshness, place, readings }
    }

    /// Reads once, unless a reading that began after this call was made in the meantime.
    pub async fn read(&self) -> Result<(), StoreError> {
        let called_at = self.freshness.now();
        let mut place = self.place.lock().await;
        if place.as_ref().is_some_and(|place| place.read_at > called_at) {
            return Ok(());
        }
        let sent_at = self.freshness.now();
        if place.as_ref().is_some_and(|place| sent_at.saturating_sub(place.read_at) > TRIMMED_AFTER)
        {
            *place = None;
        }
        let reading = match &*place {
            Some(place) => self.log.read(&place.cursor).await?,
            None => None,
        };
        if let (Some(place), Some(reading)) = (&mut *place, reading) {
            let is_new = |(number, _): &&(u64, Change)| !place.told.contains(number);
            let changes: Vec<_> =
                reading.changes.iter().filter(is_new).map(|(_, change)| *change).collect();
            if !changes.is_empty() {
                self.ledger.enter(changes);
            }
            place.told = reading.changes.iter().map(|(number, _)| *number).collect();
            place.cursor = reading.next;
            place.read_at = sent_at;
        } else {
            let cursor = self.log.end().await?;
            // What was remembered before the end of this log was known may have changed before it.
            self.ledger.forget_all();
            *place = Some(Place { cursor, told: HashSet::new(), read_at: sent_at });
        }
        self.freshness.prove(sent_at);
        self.readings.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Reads whenever the log wakes it, and at least once in each interval; for ever.
    pub async fn run(&self, interval: Duration) {
        loop {
            if let Err(error) = self.read().await {
                tracing::warn!(%error, "the log of changes could not be read; memory answers nothing soon");
                tokio::time::sleep(interval).await;
                continue;
            }
            tokio::select! {
                () = self.log.woken() => {}
                () = tokio::time::sleep(interval) => {}
            }
        }
    }

    /// Waits until everything is known that was told before the call. Where that takes too long, memory answers nothing until it is.
    pub async fn catch_up(&self, patience: Duration) {
        let waited = tokio::time::timeout(patience, self.read()).await;
        if !matches!(waited, Ok(Ok(()))) {
            // What can't be known must not be contradicted from memory.
            self.freshness.revoke();
        }
    }

    /// How far it has come.
    pub fn state(&self) -> TailState {
        TailState { age: self.freshness.age(), readings: self.readings.load(Ordering::Relaxed) }
    }
}
