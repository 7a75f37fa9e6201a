//! Accounts on PostgreSQL.

mod register;
pub(crate) mod row;
mod store;

pub use store::PostgresUserStore;
