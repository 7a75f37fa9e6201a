//! What verification refuses.

use crate::store_error::StoreError;
use crate::throttle::{ThrottleError, Throttled};

/// Why nothing was verified or sent.
#[derive(Debug, thiserror::Error)]
pub enum VerificationError {
    /// Wrong, expired, used, replaced, of somebody else, or one guess too many: nobody learns which.
    #[error("this code is not valid, or not any more")]
    InvalidCode,
    /// It was asked for too often.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ThrottleError> for VerificationError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Throttled(throttled) => Self::Throttled(throttled),
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}

/// Why nothing was done with a phone number.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// It is shown to be the caller's already.
    #[error("this phone number is verified already")]
    AlreadyVerified,
    /// There is none that is still to be verified.
    #[error("add a phone number first")]
    NoPhone,
    /// The account is gone.
    #[error("this account no longer exists")]
    Gone,
    /// It was asked for too often.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ThrottleError> for PhoneError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Throttled(throttled) => Self::Throttled(throttled),
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}
