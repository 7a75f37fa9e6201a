//! The proof that this node knows of every change up to a moment ago, and how long it holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::clock::MonotonicClock;

/// No proof was given yet.
const NEVER: u64 = u64::MAX;

/// Until when memory may answer.
pub struct Freshness {
    clock: Arc<dyn MonotonicClock>,
    bound: u64,
    /// When the last read of the log that succeeded was sent, in nanoseconds.
    proven_at: AtomicU64,
    /// What was proven before this moment counts no longer.
    counts_from: AtomicU64,
}

impl Freshness {
    /// Nothing older than this is answered.
    pub fn new(clock: Arc<dyn MonotonicClock>, bound: Duration) -> Self {
        let (proven_at, counts_from) = (AtomicU64::new(NEVER), AtomicU64::new(0));
        Self { clock, bound: nanoseconds(bound), proven_at, counts_from }
    }

    /// The moment at which a read of the log is sent. What it brings was true then or later.
    pub fn now(&self) -> Duration {
        self.clock.elapsed()
    }

    /// A read that was sent at this moment has come back, and all that it told is known.
    pub fn prove(&self, sent_at: Duration) {
        self.proven_at.store(nanoseconds(sent_at), Ordering::Release);
    }

    /// Takes back every proof by a read that was sent before this moment, also by one that is still on its way.
    pub fn count_only_from(&self, moment: Duration) {
        self.counts_from.fetch_max(nanoseconds(moment), Ordering::AcqRel);
    }

    /// How old the proof is.
    pub fn age(&self) -> Option<Duration> {
        self.age_at(self.now()).map(Duration::from_nanos)
    }

    /// Whether memory may answer. Most proofs are young: what the cheap clock calls far within the bound is within it, and only about the
    /// others the exact one is asked.
    pub fn holds(&self) -> bool {
        let is_younger = |age: Option<u64>, bound| age.is_some_and(|age| age < bound);
        is_younger(self.age_at(self.clock.elapsed_about()), self.bound / 2)
            || is_younger(self.age_at(self.clock.elapsed()), self.bound)
    }

    fn age_at(&self, now: Duration) -> Option<u64> {
        let proven_at = self.proven_at.load(Ordering::Acquire);
        let counts = proven_at != NEVER && proven_at >= self.counts_from.load(Ordering::Acquire);
        counts.then(|| nanoseconds(now).saturating_sub(proven_at))
    }
}

/// 584 years fit.
fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(NEVER - 1)
}
