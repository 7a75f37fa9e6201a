//! What accounts refuse.

use super::departure::SoleOwner;
use super::store::DeleteError;
use crate::access::Denied;
use crate::password::{GateError, HashingError, WeakPassword};
use crate::store_error::StoreError;
use crate::throttle::{ThrottleError, Throttled};
use crate::user::RegisterError;

/// Why nobody was signed up.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// The password would be guessed.
    #[error(transparent)]
    WeakPassword(#[from] WeakPassword),
    /// No live organization has this referral code.
    #[error("no organization has this referral code")]
    InvalidReferralCode,
    /// No open invitation has this token.
    #[error("this invitation is unknown, expired, used or meant for another address")]
    InvalidInviteToken,
    /// The address has an account.
    #[error("this e-mail address has an account already")]
    EmailTaken,
    /// Too many signed up from this network.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The password couldn't be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<ThrottleError> for SignUpError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::Throttled(throttled) => Self::Throttled(throttled),
            ThrottleError::Store(error) => Self::Store(error),
        }
    }
}

impl From<RegisterError> for SignUpError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::EmailTaken => Self::EmailTaken,
            RegisterError::UnknownReferralCode => Self::InvalidReferralCode,
            RegisterError::InvalidInviteToken => Self::InvalidInviteToken,
            RegisterError::Store(error) => Self::Store(error),
        }
    }
}

/// Why a profile was neither shown nor changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Nobody's profile is in the caller's reach.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The account is gone.
    #[error("this account no longer exists")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an account was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteAccountError {
    /// The password is another.
    #[error("the password is wrong")]
    WrongPassword,
    /// Something would be left without anybody to run it.
    #[error(transparent)]
    SoleOwner(#[from] SoleOwner),
    /// The account is gone.
    #[error("this account no longer exists")]
    Gone,
    /// It was tried too often.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The password couldn't be compared.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<GateError> for DeleteAccountError {
    fn from(error: GateError) -> Self {
        match error {
            GateError::Wrong => Self::WrongPassword,
            GateError::Throttled(throttled) => Self::Throttled(throttled),
            GateError::Hashing(error) => Self::Hashing(error),
            GateError::Store(error) => Self::Store(error),
        }
    }
}

impl From<DeleteError> for DeleteAccountError {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::SoleOwner(error) => Self::SoleOwner(error),
            DeleteError::Superseded => Self::WrongPassword,
            DeleteError::Store(error) => Self::Store(error),
        }
    }
}
