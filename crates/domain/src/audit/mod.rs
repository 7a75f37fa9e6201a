//! The audit log: who did what, through which credential, from where. Entries are added, never changed.

mod event;
mod service;
mod store;

pub use event::{Action, AuditEvent, NewAuditEvent, Outcome, Target};
pub use service::{AuditError, AuditService};
pub use store::{AuditFilter, AuditStore};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockAuditStore;

#[cfg(test)]
mod tests;
