//! The audit log on PostgreSQL: what every change leaves behind in its own transaction, and reading it.

mod entry;
mod insert;
mod row;
mod store;

pub(crate) use entry::{Entry, record_in_tenant, record_own};
pub use store::PostgresAuditStore;
