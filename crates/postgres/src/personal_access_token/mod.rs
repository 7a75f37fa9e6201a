//! Personal access tokens on PostgreSQL.

mod departure;
mod issue;
mod row;
mod store;

pub(crate) use departure::{end_own_tokens, end_tokens};
pub use store::PostgresPersonalAccessTokenStore;
