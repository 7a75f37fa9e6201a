//! Passwords on PostgreSQL.

mod store;

pub use store::PostgresPasswordStore;
