//! When each thing last changed, counted in readings of the log, so that an answer knows whether it is still true.

use std::collections::HashMap;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use crate::subjects::Subjects;
use tenantry_domain::change::{Change, Subject};

const SHARDS: usize = 16;

/// How far this node had read when it asked the source. What the source said is at least as new.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Stamp(pub(crate) u64);

/// Remembers the last change of each thing, of a bounded number of things: what is beyond is taken for changed.
pub struct Ledger {
    most: usize,
    shards: [RwLock<HashMap<Subject, u64>>; SHARDS],
    hasher: std::hash::RandomState,
    /// How many readings have been entered.
    position: AtomicU64,
    /// What is stamped before this is taken for changed.
    floor: AtomicU64,
    /// The last reading that told of a new credential.
    new_credential: AtomicU64,
    writing: Mutex<()>,
}

impl Ledger {
    /// A ledger of at most about so many things.
    pub fn new(most: usize) -> Self {
        Self {
            most: most / SHARDS,
            shards: std::array::from_fn(|_| RwLock::default()),
            hasher: std::hash::RandomState::new(),
            // Stamps of nothing are before everything.
            position: AtomicU64::new(1),
            floor: AtomicU64::new(1),
            new_credential: AtomicU64::new(0),
            writing: Mutex::default(),
        }
    }

    /// To be taken before the source is asked.
    pub fn stamp(&self) -> Stamp {
        Stamp(self.position.load(Ordering::Acquire))
    }

    /// Enters what one reading told.
    pub fn enter(&self, changes: impl IntoIterator<Item = Change>) {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let position = self.position.load(Ordering::Acquire) + 1;
        let mut all_changed = false;
        for change in changes {
            match change {
                Change::To(subject) => {
                    let mut shard =
                        self.shard(subject).write().unwrap_or_else(PoisonError::into_inner);
                    shard.insert(subject, position);
                    all_changed |= shard.len() > self.most;
                }
                Change::NewCredential => self.new_credential.store(position, Ordering::Release),
                Change::Everything => all_changed = true,
            }
        }
        if all_changed {
            self.floor.store(position, Ordering::Release);
            self.clear();
        }
        // Last: who takes a stamp from here on asks the source after all of this.
        self.position.store(position, Ordering::Release);
    }

    /// Takes everything for changed.
    pub fn forget_all(&self) {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let position = self.position.load(Ordering::Acquire) + 1;
        self.floor.store(position, Ordering::Release);
        self.clear();
        self.position.store(position, Ordering::Release);
    }

    /// Whether nothing has changed since that this draws on.
    pub fn holds(&self, stamp: Stamp, subjects: &Subjects) -> bool {
        let is_unchanged = |subject| {
            let shard = self.shard(subject).read().unwrap_or_else(PoisonError::into_inner);
            shard.get(&subject).is_none_or(|changed| *changed <= stamp.0)
        };
        // The floor last: it is raised before anything is cleared, so that whoever finds an entry gone finds the floor above it.
        subjects.iter().all(is_unchanged) && stamp.0 >= self.floor.load(Ordering::Acquire)
    }

    /// Whether no credential was made since.
    pub fn knows_all_credentials(&self, stamp: Stamp) -> bool {
        stamp.0 >= self.floor.load(Ordering::Acquire)
            && stamp.0 >= self.new_credential.load(Ordering::Acquire)
    }

    fn clear(&self) {
        for shard in &self.shards {
            shard.write().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    #[expect(clippy::indexing_slicing, reason = "the index is a remainder by the number of shards")]
    fn shard(&self, subject: Subject) -> &RwLock<HashMap<Subject, u64>> {
        let shards = u64::try_from(SHARDS).unwrap_or(1);
        let at = usize::try_from(self.hasher.hash_one(subject) % shards).unwrap_or_default();
        &self.shards[at]
    }
}
