//! Time that only goes forward, by which staleness is bounded: a wall clock that is set back would make old answers new.

use std::time::{Duration, Instant};

/// Tells how much time has passed since some moment, always the same one.
pub trait MonotonicClock: Send + Sync {
    /// The time since then.
    fn elapsed(&self) -> Duration;

    /// The same or a little more, for whoever asks so often that the asking costs more than the difference.
    fn elapsed_at_most(&self) -> Duration {
        self.elapsed()
    }
}

/// The machine's own monotonic clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemMonotonicClock {
    start: Instant,
    #[cfg(target_os = "linux")]
    coarse: coarse::Clock,
}

impl SystemMonotonicClock {
    /// Counts from now on.
    pub fn start() -> Self {
        Self {
            // First, so that it is never behind the other.
            #[cfg(target_os = "linux")]
            coarse: coarse::Clock::start(),
            start: Instant::now(),
        }
    }
}

impl MonotonicClock for SystemMonotonicClock {
    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    #[cfg(target_os = "linux")]
    fn elapsed_at_most(&self) -> Duration {
        self.coarse.elapsed_at_most()
    }
}

/// The clock that Linux puts forward at each of its ticks, and that is read without asking the hardware.
#[cfg(target_os = "linux")]
mod coarse {
    use std::time::Duration;

    use rustix::time::{ClockId, clock_gettime};

    /// The longest that it stands still, at the 100 ticks a second that are the fewest.
    const TICK: Duration = Duration::from_millis(10);

    #[derive(Clone, Copy, Debug)]
    pub(super) struct Clock {
        start: Duration,
    }

    impl Clock {
        pub(super) fn start() -> Self {
            Self { start: now() }
        }

        pub(super) fn elapsed_at_most(&self) -> Duration {
            now().saturating_sub(self.start) + TICK
        }
    }

    /// Since the machine was started.
    fn now() -> Duration {
        let now = clock_gettime(ClockId::MonotonicCoarse);
        let part = |part: i64| u64::try_from(part).unwrap_or_default();
        Duration::from_secs(part(now.tv_sec)) + Duration::from_nanos(part(now.tv_nsec))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cheap_is_never_behind_what_is_exact() {
        let clock = SystemMonotonicClock::start();
        for _ in 0..100_000 {
            let exact = clock.elapsed();
            let cheap = clock.elapsed_at_most();
            assert!(exact <= cheap, "{exact:?} {cheap:?}");
        }
    }
}
