//! What membership refuses.

use crate::access::Denied;
use crate::id::OrganizationId;
use crate::store_error::StoreError;
use crate::throttle::{ThrottleError, Throttled};

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
    /// They are invited to more than the caller may give.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The group, or who was to be put into it, is gone.
    #[error("gone")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an invitation was not sent once more.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// There is no such invitation, or it is to more than the caller may give.
    #[error(transparent)]
    Denied(#[from] Denied),
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
    /// Too many were invited.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ThrottleError> for MembershipError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Throttled(throttled) => Self::Throttled(throttled),
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}

impl From<ResendError> for MembershipError {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::Denied(denied) => Self::Denied(denied),
            ResendError::Store(error) => Self::Store(error),
        }
    }
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
            AddMemberError::Denied(denied) => Self::Denied(denied),
            AddMemberError::Gone => Self::Denied(Denied::NotFound),
            AddMemberError::Store(error) => Self::Store(error),
        }
    }
}
