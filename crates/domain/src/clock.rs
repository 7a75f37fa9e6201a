//! Time as a port, so that a rule's answer depends on its arguments alone.

use time::OffsetDateTime;

/// Tells the time.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
pub trait Clock: Send + Sync {
    /// The present moment in UTC, whole microseconds: what `PostgreSQL` keeps, so that a value read back equals the one written.
    fn now(&self) -> OffsetDateTime;
}
