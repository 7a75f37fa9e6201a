//! Projects on PostgreSQL.

mod departure;
mod list;
mod row;
mod store;

pub(crate) use departure::leave_projects;
pub use store::PostgresProjectStore;
