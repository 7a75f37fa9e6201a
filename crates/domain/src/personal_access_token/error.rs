//! What personal access tokens refuse.

use crate::access::Denied;
use crate::store_error::StoreError;

/// Why a token was not kept.
#[derive(Debug, thiserror::Error)]
pub enum IssueTokenError {
    /// The person is no member of the organization, or there is none.
    #[error("you are no member of this organization")]
    NoMember,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was done with personal access tokens.
#[derive(Debug, thiserror::Error)]
pub enum PersonalAccessTokenError {
    /// This installation has none.
    #[error("personal access tokens are switched off here")]
    Disabled,
    /// The person is no member of the organization, or there is none.
    #[error("you are no member of this organization")]
    NoMember,
    /// There is no such token of theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<IssueTokenError> for PersonalAccessTokenError {
    fn from(error: IssueTokenError) -> Self {
        match error {
            IssueTokenError::NoMember => Self::NoMember,
            IssueTokenError::Store(error) => Self::Store(error),
        }
    }
}
