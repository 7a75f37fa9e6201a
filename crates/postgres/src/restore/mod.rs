//! What has ended, found for the file that is kept apart from backups and ended again after a restore, on PostgreSQL.

mod account;
mod end;
mod kind;
mod list;
mod session;
mod store;

pub use store::PostgresEndingStore;
