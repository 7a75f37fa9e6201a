//! A count that many threads add to without waiting for each other's caches.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

const LANES: usize = 8;

/// As far apart as processors fetch memory.
#[derive(Default)]
#[repr(align(128))]
struct Lane(AtomicU64);

/// Counts in lanes, of which each thread has one.
#[derive(Default)]
pub(crate) struct Tally([Lane; LANES]);

static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static THREAD: usize = THREADS.fetch_add(1, Ordering::Relaxed);
}

impl Tally {
    /// One more.
    pub(crate) fn count(&self) {
        let lane = THREAD.with(|thread| thread % LANES);
        if let Some(Lane(lane)) = self.0.get(lane) {
            lane.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many so far.
    pub(crate) fn total(&self) -> u64 {
        self.0.iter().map(|Lane(lane)| lane.load(Ordering::Relaxed)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_thread_counts_is_counted() {
        let tally = Tally::default();
        std::thread::scope(|scope| {
            for _ in 0..2 * LANES {
                scope.spawn(|| (0..100).for_each(|_| tally.count()));
            }
        });
        assert_eq!(tally.total(), 1600);
    }
}
