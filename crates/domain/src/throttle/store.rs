//! Where tallies are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::key::{ThrottleKey, Throttled};
use super::tally::Tally;
use crate::access::SystemScope;
use crate::store_error::StoreError;

/// The rule about some tallies, asked with all of them locked. It changes them, or refuses and nothing is changed.
pub type DecideTallies<'a> = &'a (dyn Fn(&mut [Tally]) -> Result<(), Throttled> + Send + Sync);

/// Why nothing was let through.
#[derive(Debug, thiserror::Error)]
pub enum ThrottleError {
    /// It was too often.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps tallies, for all nodes.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ThrottleStore: Send + Sync {
    /// Locks the tallies with these keys, in whatever order suits, asks `decide` about them in the order of the keys, and keeps
    /// them as it leaves them. A refusal that is passing is asked again, for about a second.
    async fn update<'a>(
        &self,
        scope: &SystemScope,
        keys: Vec<ThrottleKey>,
        decide: DecideTallies<'a>,
    ) -> Result<(), ThrottleError>;

    /// Removes what does not matter any more, and says how many that were.
    async fn purge(&self, scope: &SystemScope, at: OffsetDateTime) -> Result<u64, StoreError>;
}
