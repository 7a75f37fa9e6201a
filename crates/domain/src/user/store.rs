//! Where accounts are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::account::{NewUser, ProfileChange, User};
use crate::access::UserScope;
use crate::id::ReferralId;
use crate::organization::ReferralCode;
use crate::password::PasswordHash;
use crate::store_error::StoreError;
use crate::tenant::Founding;

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The address has an account.
    #[error("the address is taken")]
    EmailTaken,
    /// No live organization has this referral code.
    #[error("the referral code is unknown")]
    UnknownReferralCode,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A referral to record: who is thanked is found by the code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewReferral {
    /// Its name to be.
    pub id: ReferralId,
    /// The code that was given.
    pub code: ReferralCode,
}

/// Keeps accounts.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait UserStore: Send + Sync {
    /// Makes an account with its password; in the same transaction its tenant and first organization, and the record of who
    /// referred it, where these are wanted.
    async fn register(
        &self,
        scope: &UserScope,
        user: NewUser,
        password: PasswordHash,
        founding: Option<Founding>,
        referral: Option<NewReferral>,
        at: OffsetDateTime,
    ) -> Result<User, RegisterError>;

    /// Finds the account.
    async fn find(&self, scope: &UserScope) -> Result<Option<User>, StoreError>;

    /// Changes the profile, and says what the account is then.
    async fn change_profile(
        &self,
        scope: &UserScope,
        change: ProfileChange,
        at: OffsetDateTime,
    ) -> Result<Option<User>, StoreError>;

    /// Puts a stronger hash of the same password in place of the old one, unless that changed meanwhile.
    async fn upgrade_password_hash(
        &self,
        scope: &UserScope,
        old: PasswordHash,
        new: PasswordHash,
    ) -> Result<(), StoreError>;
}
