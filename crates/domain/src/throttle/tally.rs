//! A count as it is kept.

use time::{Duration, OffsetDateTime};

/// How long a try may be looked at. After that its node is taken for dead, and the try is not waited for any more.
const LOOKED_AT: Duration = Duration::seconds(10);

/// How often something was tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// How many tries count.
    pub count: u32,
    /// When the first of them was.
    pub since: Option<OffsetDateTime>,
    /// When the last of them was.
    pub last: Option<OffsetDateTime>,
    /// How many are being looked at.
    pub pending: u32,
    /// Until when these are waited for.
    pub pending_until: Option<OffsetDateTime>,
    /// When nothing of this matters any more; `None` where it always will.
    pub matters_until: Option<OffsetDateTime>,
}

impl Tally {
    /// The tally as it is at this moment: what does not matter any more is gone.
    pub(super) fn at(self, now: OffsetDateTime) -> Self {
        let over = |end: Option<OffsetDateTime>| end.is_some_and(|end| end <= now);
        let counted = if over(self.matters_until) {
            Self { pending: self.pending, pending_until: self.pending_until, ..Self::default() }
        } else {
            self
        };
        if over(counted.pending_until) {
            Self { pending: 0, pending_until: None, ..counted }
        } else {
            counted
        }
    }

    /// One more is being looked at.
    pub(super) fn begin(&mut self, now: OffsetDateTime) {
        self.pending += 1;
        self.pending_until = Some(now + LOOKED_AT);
    }

    /// One was looked at.
    pub(super) fn end(&mut self) {
        self.pending = self.pending.saturating_sub(1);
    }

    /// One more counts.
    pub(super) fn add(&mut self, now: OffsetDateTime) {
        self.count += 1;
        self.since = self.since.or(Some(now));
        self.last = Some(now);
    }

    /// None counts any more.
    pub(super) fn clear(&mut self) {
        *self =
            Self { pending: self.pending, pending_until: self.pending_until, ..Self::default() };
    }
}
