//! What is counted while the load runs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::http::Reply;

/// The slowest answer, and what it answered.
#[derive(Clone, Default)]
pub(crate) struct Worst {
    pub(crate) took: Duration,
    pub(crate) what: String,
}

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) answered: AtomicU64,
    /// Changes that were acknowledged.
    pub(crate) acknowledged: AtomicU64,
    /// Answers of 503 and 429.
    pub(crate) refused: AtomicU64,
    /// Requests that were sent and not answered.
    pub(crate) lost: AtomicU64,
    worst: Mutex<Worst>,
    unserved: Mutex<Vec<String>>,
    wrong: Mutex<Vec<String>>,
}

impl Tally {
    /// Counts what became of a request.
    pub(crate) fn count(&self, request: &[u8], reply: &Reply) {
        match reply {
            Reply::Answer(answer) => {
                self.answered.fetch_add(1, Ordering::Relaxed);
                let mut worst = self.worst.lock().unwrap_or_else(PoisonError::into_inner);
                if answer.took > worst.took {
                    let what = format!("{}, {}", first_line(request), answer.status);
                    *worst = Worst { took: answer.took, what };
                }
                drop(worst);
                if [429, 503].contains(&answer.status) {
                    self.refused.fetch_add(1, Ordering::Relaxed);
                    push(&self.unserved, answer.told());
                }
            }
            Reply::Unreached => push(&self.unserved, "no node could be reached".to_owned()),
            Reply::Lost(why) => {
                self.lost.fetch_add(1, Ordering::Relaxed);
                push(&self.unserved, why.clone());
            }
        }
    }

    pub(crate) fn acknowledge(&self) {
        self.acknowledged.fetch_add(1, Ordering::Relaxed);
    }

    /// What is never right, whatever is broken.
    pub(crate) fn complain(&self, what: String) {
        push(&self.wrong, what);
    }

    /// The slowest answer so far, and forgets it.
    pub(crate) fn take_worst(&self) -> Worst {
        std::mem::take(&mut *self.worst.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Requests that were not served: refused, lost, or nobody was there to take them.
    pub(crate) fn unserved(&self) -> Vec<String> {
        self.unserved.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn wrong(&self) -> Vec<String> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The method and the path, which name nothing secret.
fn first_line(request: &[u8]) -> String {
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    String::from_utf8_lossy(line).trim_end_matches(" HTTP/1.1").to_owned()
}

fn push(list: &Mutex<Vec<String>>, what: String) {
    list.lock().unwrap_or_else(PoisonError::into_inner).push(what);
}
