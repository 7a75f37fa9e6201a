//! What is kept of the codes and links that were sent, on PostgreSQL.

mod meeting;
mod phone;
mod statements;
mod store;

pub(crate) use statements::{forget, forget_one, take};
pub use store::PostgresChallengeStore;
