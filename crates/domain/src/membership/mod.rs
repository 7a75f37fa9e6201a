//! Who is in a tenant, an organization or a project, and as what.

mod entity;
mod error;
mod group;
mod roster;
mod service;
mod store;

pub use entity::{EndedCredential, Member, MemberStatus, NewMember, RemainingApiKey, Removal};
pub use error::{AddMemberError, ChangeRosterError, MembershipError, ResendError, RosterError};
pub use group::{Group, GroupRole, WholeTenant};
pub use roster::{Roster, Seat, may_leave_tenant};
pub use service::{MemberChange, MembershipService, ProjectMembershipService};
pub use store::{
    ComposeInvitation, DecideInvitation, DecideRoster, InvitingStore, ProjectMemberStore, Resend,
    RosterStore,
};

#[cfg(any(test, feature = "mocks"))]
pub use store::{MockInvitingStore, MockProjectMemberStore, MockRosterStore};

#[cfg(test)]
mod tests;
