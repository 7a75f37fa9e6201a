//! Accounts on PostgreSQL.

mod departure;
mod directory;
mod lock;
mod register;
pub(crate) mod row;
mod store;

pub(crate) use departure::let_go;
pub use directory::PostgresAccountDirectory;
pub(crate) use lock::{hold_account, lock_account};
pub use store::PostgresUserStore;
