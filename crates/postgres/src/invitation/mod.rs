//! Invitations on PostgreSQL.

mod join;
mod keep;
mod letter;
mod store;

pub(crate) use join::join;
pub(crate) use keep::{
    cancel, cancel_all, cancel_to, cancel_to_person, invite, open, set_invited_role,
};
pub use store::PostgresInvitationStore;
