//! Projects on PostgreSQL.

mod creator;
mod departure;
mod list;
mod lock;
mod row;
mod store;

pub(crate) use departure::leave_projects;
pub(crate) use lock::lock_live_project;
pub use store::PostgresProjectStore;
