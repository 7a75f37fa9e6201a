//! What changing passwords refuses.

use super::gate::GateError;
use super::hasher::HashingError;
use super::policy::WeakPassword;
use crate::store_error::StoreError;
use crate::throttle::{ThrottleError, Throttled};

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The current one is another.
    #[error("the current password is wrong")]
    WrongPassword,
    /// The new one would be guessed.
    #[error(transparent)]
    WeakPassword(#[from] WeakPassword),
    /// The account is gone.
    #[error("this account no longer exists")]
    Gone,
    /// It was tried too often.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The password couldn't be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<GateError> for ChangePasswordError {
    fn from(error: GateError) -> Self {
        match error {
            GateError::Wrong => Self::WrongPassword,
            GateError::Throttled(throttled) => Self::Throttled(throttled),
            GateError::Hashing(error) => Self::Hashing(error),
            GateError::Store(error) => Self::Store(error),
        }
    }
}

/// Why no link was asked for.
#[derive(Debug, thiserror::Error)]
pub enum ForgotPasswordError {
    /// It was asked for too often from this network.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ThrottleError> for ForgotPasswordError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Throttled(throttled) => Self::Throttled(throttled),
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}

/// Why a password was not reset.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// Unknown, expired, used, replaced, or of an account that is closed: nobody learns which.
    #[error("this link is not valid, or not any more")]
    InvalidResetToken,
    /// The new one would be guessed. The link stays good.
    #[error(transparent)]
    WeakPassword(#[from] WeakPassword),
    /// The password couldn't be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
