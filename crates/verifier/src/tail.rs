//! Following the log: what it tells goes into the ledger, and each reading that succeeds proves that this node is current.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tenantry_domain::store_error::StoreError;
use tokio::sync::{Mutex, Notify, watch};

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
    /// Somebody waits for a reading.
    wanted: Notify,
    /// When the last reading that is over was sent, whatever came of it.
    over: watch::Sender<Option<Duration>>,
}

impl<L: ChangeLog> Tail<L> {
    /// Follows this log, once it is run.
    pub fn new(log: L, ledger: Arc<Ledger>, freshness: Arc<Freshness>) -> Self {
        let (place, readings) = (Mutex::default(), AtomicU64::new(0));
        let (wanted, over) = (Notify::new(), watch::Sender::new(None));
        Self { log, ledger, freshness, place, readings, wanted, over }
    }

    /// Reads once.
    pub(crate) async fn read(&self) -> Result<(), StoreError> {
        let mut place = self.place.lock().await;
        let sent_at = self.freshness.now();
        let read = self.read_on(&mut place, sent_at).await;
        if read.is_ok() {
            self.freshness.prove(sent_at);
            self.readings.fetch_add(1, Ordering::Relaxed);
        }
        self.over.send_replace(Some(sent_at));
        read
    }

    async fn read_on(
        &self,
        place: &mut Option<Place<L::Cursor>>,
        sent_at: Duration,
    ) -> Result<(), StoreError> {
        if place.as_ref().is_some_and(|place| sent_at.saturating_sub(place.read_at) > TRIMMED_AFTER)
        {
            *place = None;
        }
        let reading = match place {
            Some(place) => self.log.read(&place.cursor).await?,
            None => None,
        };
        if let (Some(place), Some(reading)) = (place.as_mut(), reading) {
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
        Ok(())
    }

    /// Reads whenever the log wakes it or somebody waits for it, and at least once in each interval; for ever. It alone reads: a reading that
    /// is given up half-way costs the connection, and with the connection all that is remembered.
    pub async fn run(&self, interval: Duration) {
        loop {
            if let Err(error) = self.read().await {
                tracing::warn!(%error, "the log of changes could not be read; memory answers nothing soon");
                tokio::select! {
                    () = self.wanted.notified() => {}
                    () = tokio::time::sleep(interval) => {}
                }
                continue;
            }
            tokio::select! {
                () = self.log.woken() => {}
                () = self.wanted.notified() => {}
                () = tokio::time::sleep(interval) => {}
            }
        }
    }

    /// Waits until everything is known that was told before the call, by the task that [runs](Self::run). Where that fails or takes too long,
    /// memory answers nothing until it is.
    pub async fn catch_up(&self, patience: Duration) {
        let called_at = self.freshness.now();
        let mut over = self.over.subscribe();
        self.want();
        let has_read = over.wait_for(|sent_at| sent_at.is_some_and(|at| at >= called_at));
        // Whatever came of it is told by what is proven.
        let _ = tokio::time::timeout(patience, has_read).await;
        // What can't be known must not be contradicted from memory, nor made good by a reading that was sent before.
        self.freshness.count_only_from(called_at);
    }

    /// Has whoever runs it read as soon as possible.
    pub(crate) fn want(&self) {
        self.wanted.notify_one();
    }

    /// How far it has come.
    pub fn state(&self) -> TailState {
        TailState { age: self.freshness.age(), readings: self.readings.load(Ordering::Relaxed) }
    }
}
