//! The log of what was acknowledged: every credential that an answer gave out, and what is known of its end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// What was given out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    ApiKey,
    Token,
    Session,
}

/// What is known of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    /// Its making was acknowledged, and nobody asked for its end.
    Works,
    /// Its end was asked for, and there is no answer yet.
    Ending,
    /// Its end was acknowledged, then, by this node.
    Ended { at: Instant, node: usize },
    /// Its end was asked for and not acknowledged: it may have come or not.
    Unknown,
}

/// One credential.
pub(crate) struct Entry {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) secret: String,
    standing: Mutex<Standing>,
}

impl Entry {
    pub(crate) fn standing(&self) -> Standing {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_now(&self, standing: Standing) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }
}

/// All of them, in the order in which they were acknowledged.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Vec<Arc<Entry>>>);

impl Ledger {
    /// Something was given out.
    pub(crate) fn enter(&self, kind: Kind, id: String, secret: String) -> Arc<Entry> {
        let standing = Mutex::new(Standing::Works);
        let entry = Arc::new(Entry { kind, id, secret, standing });
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&entry));
        entry
    }

    /// One of them, whichever the number chooses.
    pub(crate) fn any(&self, number: u64) -> Option<Arc<Entry>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = u64::try_from(entries.len()).ok().filter(|count| *count > 0)?;
        entries.get(usize::try_from(number % count).ok()?).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Arc<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
