//! Time that only goes forward, by which staleness is bounded: a wall clock that is set back would make old answers new.

use std::time::{Duration, Instant};

/// Tells how much time has passed since some moment, always the same one.
pub trait MonotonicClock: Send + Sync {
    /// The time since then.
    fn elapsed(&self) -> Duration;

    /// The same to within a few milliseconds, for whoever asks so often that the asking costs more than the difference.
    fn elapsed_about(&self) -> Duration {
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
    fn elapsed_about(&self) -> Duration {
        self.coarse.elapsed()
    }
}

/// The clock that Linux puts forward at each of its ticks, and that is read without asking the hardware. It stands between two of them: up to
/// 10 ms, and longer where a hypervisor keeps them back.
#[cfg(target_os = "linux")]
mod coarse {
    use std::time::Duration;

    use rustix::time::{ClockId, clock_gettime};

    #[derive(Clone, Copy, Debug)]
    pub(super) struct Clock {
        start: Duration,
    }

    impl Clock {
        pub(super) fn start() -> Self {
            Self { start: now() }
        }

        pub(super) fn elapsed(&self) -> Duration {
            now().saturating_sub(self.start)
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
    fn what_is_cheap_goes_on_with_what_is_exact() {
        let clock = SystemMonotonicClock::start();
        let about = clock.elapsed_about();
        while clock.elapsed_about() == about {
            std::thread::yield_now();
        }
        assert!(clock.elapsed_about() > about);
    }
}
