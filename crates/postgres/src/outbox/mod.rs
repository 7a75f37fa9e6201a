//! Messages that wait to be sent, on PostgreSQL.

mod insert;
mod row;
mod store;
mod withdraw;

pub(crate) use insert::enqueue;
pub use store::PostgresOutboxStore;
pub(crate) use withdraw::{withdraw, withdraw_invitation, withdraw_invitations};
