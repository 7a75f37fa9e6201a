//! What accounts refuse.

use crate::password::{HashingError, WeakPassword};
use crate::store_error::StoreError;
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
    /// The password couldn't be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<RegisterError> for SignUpError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::EmailTaken => Self::EmailTaken,
            RegisterError::UnknownReferralCode => Self::InvalidReferralCode,
            RegisterError::Store(error) => Self::Store(error),
        }
    }
}

/// Why a profile was neither shown nor changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The account is gone.
    #[error("this account no longer exists")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
