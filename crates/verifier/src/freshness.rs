//! The proof that this node knows of every change up to a moment ago, and how long it holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::clock::MonotonicClock;

/// No proof was given yet, or it was taken back.
const NEVER: u64 = u64::MAX;

/// Until when memory may answer.
pub struct Freshness {
    clock: Arc<dyn MonotonicClock>,
    bound: u64,
    /// When the last read of the log that succeeded was sent, in nanoseconds.
    proven_at: AtomicU64,
}

impl Freshness {
    /// Nothing older than this is answered.
    pub fn new(clock: Arc<dyn MonotonicClock>, bound: Duration) -> Self {
        Self { clock, bound: nanoseconds(bound), proven_at: AtomicU64::new(NEVER) }
    }

    /// The moment at which a read of the log is sent. What it brings was true then or later.
    pub fn now(&self) -> Duration {
        self.clock.elapsed()
    }

    /// A read that was sent at this moment has come back, and all that it told is known.
    pub fn prove(&self, sent_at: Duration) {
        self.proven_at.store(nanoseconds(sent_at), Ordering::Release);
    }

    /// Takes the proof back.
    pub fn revoke(&self) {
        self.proven_at.store(NEVER, Ordering::Release);
    }

    /// How old the proof is.
    pub fn age(&self) -> Option<Duration> {
        self.age_at(self.now()).map(Duration::from_nanos)
    }

    /// Whether memory may answer.
    pub fn holds(&self) -> bool {
        self.age_at(self.clock.elapsed_at_most()).is_some_and(|age| age < self.bound)
    }

    fn age_at(&self, now: Duration) -> Option<u64> {
        let proven_at = self.proven_at.load(Ordering::Acquire);
        (proven_at != NEVER).then(|| nanoseconds(now).saturating_sub(proven_at))
    }
}

/// 584 years fit.
fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(NEVER - 1)
}
