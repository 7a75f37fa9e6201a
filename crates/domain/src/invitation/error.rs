//! What invitations refuse.

use crate::store_error::StoreError;

/// Why an invitation was not followed.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// Unknown, expired, used, taken back, replaced, or meant for another address: nobody learns which.
    #[error("this invitation is unknown, expired, used or meant for another address")]
    InvalidInviteToken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an invitation was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptInvitationError {
    /// Unknown, expired, used, taken back, replaced, or meant for another address: nobody learns which.
    #[error("this invitation is unknown, expired, used or meant for another address")]
    InvalidInviteToken,
    /// Whoever accepts must have shown that their address is theirs.
    #[error("verify your e-mail address first")]
    EmailNotVerified,
    /// The account is gone.
    #[error("this account no longer exists")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<JoinError> for AcceptInvitationError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::InvalidInviteToken => Self::InvalidInviteToken,
            JoinError::Store(error) => Self::Store(error),
        }
    }
}
