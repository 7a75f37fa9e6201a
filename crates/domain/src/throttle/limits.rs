//! The rules about how often is too often.

use time::{Duration, OffsetDateTime};

use super::key::Throttled;
use super::tally::Tally;

/// So many in a stretch of time that begins with the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// How many.
    pub most: u32,
    /// In how long.
    pub within: Duration,
}

impl Window {
    /// Lets one more through if there is room, to be looked at.
    pub(super) fn admit(self, tally: &mut Tally, now: OffsetDateTime) -> Result<(), Throttled> {
        if tally.count >= self.most {
            let since = tally.since.unwrap_or(now);
            return Err(Throttled::until(since + self.within - now));
        }
        if tally.count + tally.pending >= self.most {
            return Err(Throttled::for_a_moment());
        }
        tally.begin(now);
        Ok(())
    }

    /// One that was let through counts.
    pub(super) fn count(self, tally: &mut Tally, now: OffsetDateTime) {
        tally.end();
        tally.add(now);
        tally.matters_until = tally.since.map(|since| since + self.within);
    }

    /// Lets one more through if there is room, and counts it at once.
    pub(super) fn take(self, tally: &mut Tally, now: OffsetDateTime) -> Result<(), Throttled> {
        self.admit(tally, now)?;
        self.count(tally, now);
        Ok(())
    }
}

/// Some for nothing, then a pause that doubles with each, and in the end none at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backoff {
    /// How many cost nothing.
    pub free: u32,
    /// How long the first pause is.
    pub first_pause: Duration,
    /// How long a pause is at most.
    pub longest_pause: Duration,
    /// After how many there is no further one.
    pub most: u32,
}

/// How long tries count that nothing followed. After the last one of all they always do.
const REMEMBERED: Duration = Duration::days(1);

impl Backoff {
    /// Lets one more through if its time has come, to be looked at.
    pub(super) fn admit(self, tally: &mut Tally, now: OffsetDateTime) -> Result<(), Throttled> {
        if tally.count >= self.most {
            return Err(Throttled::until(REMEMBERED));
        }
        if let Some(pause) = self.pause(tally.count) {
            let end = tally.last.unwrap_or(now) + pause;
            if now < end {
                return Err(Throttled::until(end - now));
            }
        }
        // Tries that come at once are as many as could come one after the other, until they are known to have failed.
        let room = self.free.saturating_sub(tally.count).max(1);
        if tally.pending >= room {
            return Err(Throttled::for_a_moment());
        }
        tally.begin(now);
        Ok(())
    }

    /// One that was let through failed.
    pub(super) fn count(self, tally: &mut Tally, now: OffsetDateTime) {
        tally.end();
        tally.add(now);
        tally.matters_until = (tally.count < self.most).then(|| now + REMEMBERED);
    }

    /// How long to wait after so many.
    fn pause(self, count: u32) -> Option<Duration> {
        let doublings = count.checked_sub(self.free)?;
        let factor = 2_i32.checked_pow(doublings).unwrap_or(i32::MAX);
        Some(
            self.first_pause
                .checked_mul(factor)
                .unwrap_or(self.longest_pause)
                .min(self.longest_pause),
        )
    }
}
