//! Where accounts are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::account::{NewUser, ProfileChange, User};
use super::departure::{SoleHolding, SoleOwner};
use crate::access::UserScope;
use crate::invitation::Acceptance;
use crate::notification::NewMessage;
use crate::password::PasswordHash;
use crate::referral::NewReferral;
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
    /// No open invitation to this address has this link.
    #[error("the invitation does not hold")]
    InvalidInviteToken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An account to be made, with all that goes with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Registration {
    /// The account.
    pub user: NewUser,
    /// Its password.
    pub password: PasswordHash,
    /// The tenant and first organization that the person gets.
    pub founding: Option<Founding>,
    /// Who referred them.
    pub referral: Option<NewReferral>,
    /// How the address is shown to be theirs.
    pub proof: AddressProof,
}

/// How somebody who signs up shows that the address is theirs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AddressProof {
    /// By a code, which this mail brings.
    Code(NewMessage),
    /// By the link of an invitation that was sent there, which they follow.
    Invitation(Acceptance),
}

/// The rule about who may go, asked with all that they run locked.
pub type DecideDeparture<'a> =
    &'a (dyn Fn(Vec<SoleHolding>) -> Result<(), SoleOwner> + Send + Sync);

/// Why an account was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// Something would be left without anybody to run it.
    #[error(transparent)]
    SoleOwner(#[from] SoleOwner),
    /// The account is gone, or its password another by now.
    #[error("the password does not hold any more")]
    Superseded,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps accounts.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait UserStore: Send + Sync {
    /// Makes an account with all that goes with it, in one transaction.
    async fn register(
        &self,
        scope: &UserScope,
        registration: Registration,
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

    /// Puts a stronger hash of the same password in place of the old one. Says whether that was still there.
    async fn upgrade_password_hash(
        &self,
        scope: &UserScope,
        old: PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError>;

    /// Locks the rosters of all that the person belongs to, asks `decide` about what they alone run, and deletes the account if
    /// it still has the password with this hash: its memberships and sessions end, what it knew of the person is gone, and its
    /// address is free again. What the person made in a tenant stays there.
    async fn delete<'a>(
        &self,
        scope: &UserScope,
        shown: PasswordHash,
        decide: DecideDeparture<'a>,
        at: OffsetDateTime,
    ) -> Result<(), DeleteError>;
}
