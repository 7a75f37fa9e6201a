//! What membership refuses.

use crate::access::Denied;
use crate::id::OrganizationId;
use crate::store_error::StoreError;

/// What a roster's rules refuse.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RosterError {
    /// There is no such member, or their role is above the caller's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The group would be left without anybody to run it.
    #[error("somebody else must run it first")]
    LastHead,
    /// Who leaves a tenant would leave organizations in it without an owner.
    #[error("somebody else must own these organizations first")]
    LastOwnerOf(Vec<(OrganizationId, String)>),
}

/// Why a roster was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRosterError {
    /// A rule says no.
    #[error(transparent)]
    Roster(#[from] RosterError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nobody was added.
#[derive(Debug, thiserror::Error)]
pub enum AddMemberError {
    /// They are in it.
    #[error("this person is a member already")]
    AlreadyMember,
    /// The group, or who was to be put into it, is gone.
    #[error("gone")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was done with members.
#[derive(Debug, thiserror::Error)]
pub enum MembershipError {
    /// The caller may not, or there is no such member.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// They are in it.
    #[error("this person is a member already")]
    AlreadyMember,
    /// The group would be left without anybody to run it.
    #[error("somebody else must run it first")]
    LastHead,
    /// Who leaves a tenant would leave organizations in it without an owner.
    #[error("somebody else must own these organizations first")]
    LastOwnerOf(Vec<(OrganizationId, String)>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RosterError> for MembershipError {
    fn from(error: RosterError) -> Self {
        match error {
            RosterError::Denied(denied) => Self::Denied(denied),
            RosterError::LastHead => Self::LastHead,
            RosterError::LastOwnerOf(organizations) => Self::LastOwnerOf(organizations),
        }
    }
}

impl From<ChangeRosterError> for MembershipError {
    fn from(error: ChangeRosterError) -> Self {
        match error {
            ChangeRosterError::Roster(error) => error.into(),
            ChangeRosterError::Store(error) => Self::Store(error),
        }
    }
}

impl From<AddMemberError> for MembershipError {
    fn from(error: AddMemberError) -> Self {
        match error {
            AddMemberError::AlreadyMember => Self::AlreadyMember,
            AddMemberError::Gone => Self::Denied(Denied::NotFound),
            AddMemberError::Store(error) => Self::Store(error),
        }
    }
}
