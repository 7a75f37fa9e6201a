//! Time that only goes forward, by which staleness is bounded: a wall clock that is set back would make old answers new.

use std::time::{Duration, Instant};

/// Tells how much time has passed since some moment, always the same one.
pub trait MonotonicClock: Send + Sync {
    /// The time since then.
    fn elapsed(&self) -> Duration;
}

/// The machine's own monotonic clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemMonotonicClock {
    start: Instant,
}

impl SystemMonotonicClock {
    /// Counts from now on.
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }
}

impl MonotonicClock for SystemMonotonicClock {
    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}
