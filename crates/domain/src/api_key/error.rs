//! What API keys refuse.

use super::entity::UnknownResourceType;
use crate::access::Denied;
use crate::store_error::StoreError;

/// The project has as many live keys as it may.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a project can have at most {most} API keys; delete one first")]
pub struct LimitReached {
    /// How many that is.
    pub most: u64,
}

/// Why a key was not kept.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// There is no room.
    #[error(transparent)]
    LimitReached(#[from] LimitReached),
    /// The project is gone.
    #[error("the project is gone")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a key was not revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// There is no such live key, or it is another person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was done with API keys.
#[derive(Debug, thiserror::Error)]
pub enum ApiKeyError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The resource type is none of those configured.
    #[error(transparent)]
    UnknownResourceType(#[from] UnknownResourceType),
    /// The key would have ended before it began.
    #[error("must be in the future")]
    ExpiresInThePast,
    /// There is no room.
    #[error(transparent)]
    LimitReached(#[from] LimitReached),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<IssueError> for ApiKeyError {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::LimitReached(error) => Self::LimitReached(error),
            IssueError::Gone => Self::Denied(Denied::NotFound),
            IssueError::Store(error) => Self::Store(error),
        }
    }
}

impl From<RevokeError> for ApiKeyError {
    fn from(error: RevokeError) -> Self {
        match error {
            RevokeError::Denied(error) => Self::Denied(error),
            RevokeError::Store(error) => Self::Store(error),
        }
    }
}
