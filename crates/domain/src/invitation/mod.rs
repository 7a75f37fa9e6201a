//! Invitations: a place in a tenant or an organization for whoever reads the mail that was sent to an address.

mod entity;
mod error;
mod service;
mod store;

pub use entity::{
    Acceptance, Accepted, INVITATION_LIFETIME, InvitationLetter, InvitationSubject, NewInvitation,
};
pub use error::{AcceptInvitationError, JoinError};
pub use service::InvitationService;
pub use store::InvitationStore;

#[cfg(any(test, feature = "mocks"))]
pub use store::MockInvitationStore;

#[cfg(test)]
mod tests;
