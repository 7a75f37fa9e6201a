//! What is counted, and what is said when it was too much.

use time::Duration;

use crate::secret::{SecretDigest, SecretSource};

/// Names a count: what is counted, and whose it is. A keyed digest, so that the store has no list of the addresses that somebody
/// tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ThrottleKey(SecretDigest);

impl ThrottleKey {
    /// The count of `what` for `subject`.
    pub(super) fn new(what: &str, subject: &str, secrets: &dyn SecretSource) -> Self {
        Self(secrets.digest(&format!("throttle {what}"), subject))
    }

    /// What it is stored by.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

/// It was tried too often.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("too many attempts; wait a while")]
pub struct Throttled {
    /// How long to wait before the next try is looked at.
    pub retry_after: Duration,
    /// Whether only tries that are still being looked at stand in the way.
    pub passing: bool,
}

impl Throttled {
    /// Too often, for so long.
    pub(super) const fn until(retry_after: Duration) -> Self {
        Self { retry_after, passing: false }
    }

    /// No room as long as others are being looked at.
    pub(super) const fn for_a_moment() -> Self {
        Self { retry_after: Duration::SECOND, passing: true }
    }

    /// Whole seconds to wait, never fewer than it takes.
    pub fn retry_after_seconds(&self) -> u64 {
        let seconds = self.retry_after.whole_seconds();
        let rest = i64::from(self.retry_after.subsec_nanoseconds() > 0);
        u64::try_from(seconds + rest).unwrap_or_default().max(1)
    }
}
