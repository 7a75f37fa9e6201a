//! What came of bringing endings about again.

use std::collections::BTreeMap;

use super::ending::EndingKind;

/// What became of things that should have ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// So many had come back, and were ended.
    pub ended: u64,
    /// So many had ended already, or had been opened again since.
    pub ended_before: u64,
    /// So many are not known here: they came after the backup.
    pub unknown: u64,
}

impl Counts {
    /// All of them.
    pub const fn all(self) -> u64 {
        self.ended.saturating_add(self.ended_before).saturating_add(self.unknown)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.ended = self.ended.saturating_add(more.ended);
        self.ended_before = self.ended_before.saturating_add(more.ended_before);
        self.unknown = self.unknown.saturating_add(more.unknown);
    }
}

/// What became of everything, kind by kind.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    counts: BTreeMap<EndingKind, Counts>,
}

impl Report {
    /// What became of a kind.
    pub fn of(&self, kind: EndingKind) -> Counts {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    /// All kinds together.
    pub fn total(&self) -> Counts {
        self.counts.values().fold(Counts::default(), |mut total, counts| {
            total += *counts;
            total
        })
    }

    pub(super) fn add(&mut self, kind: EndingKind, counts: Counts) {
        *self.counts.entry(kind).or_default() += counts;
    }
}
