//! After a restore: what has ended is kept apart from backups, so that a restored one does not bring it back.

mod ending;
mod export;
mod guard;
mod report;
mod store;

pub use ending::{Ending, EndingKind, UnknownKind};
pub use export::{Export, ExportProgress};
pub use guard::{GuardError, GuardParts, RestoreGuard};
pub use report::{Counts, Report};
pub use store::{EndedSessions, EndingPage, EndingPosition, EndingStore};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockEndingStore;

#[cfg(test)]
mod tests;
