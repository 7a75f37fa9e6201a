//! Where challenges are kept. Of each purpose a person has one at most: a new one ends the old.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::challenge::Challenge;
use super::error::PhoneError;
use crate::access::{SystemScope, UserScope};
use crate::notification::NewMessage;
use crate::secret::SecretDigest;
use crate::store_error::StoreError;
use crate::user::PhoneNumber;

/// The phone number that an account has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PhoneOnRecord {
    /// The number.
    pub number: PhoneNumber,
    /// Whether it is shown to be the person's.
    pub verified: bool,
}

/// The rule about a new number, asked with the account locked.
pub type DecidePhone<'a> =
    &'a (dyn Fn(Option<&PhoneOnRecord>) -> Result<(), PhoneError> + Send + Sync);

/// Keeps challenges, and applies what meeting them shows.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ChallengeStore: Send + Sync {
    /// Keeps a challenge in place of the former one of its purpose, if its address is still the account's. Says whether it is.
    async fn put(
        &self,
        scope: &UserScope,
        challenge: Challenge,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;

    /// Ends the live challenge with this digest, and takes the e-mail address that it was sent to for verified. Says whether there
    /// was one: of several calls at once, to one. That there was none is told of in the log.
    async fn verify_email(
        &self,
        scope: &UserScope,
        digest: SecretDigest,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;

    /// The same for the phone number.
    async fn verify_phone(
        &self,
        scope: &UserScope,
        digest: SecretDigest,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;

    /// Locks the account, asks `decide` about its phone number, puts the new one in its place, not verified, and the message
    /// with the code into the outbox.
    async fn change_phone<'a>(
        &self,
        scope: &UserScope,
        number: PhoneNumber,
        message: NewMessage,
        decide: DecidePhone<'a>,
        at: OffsetDateTime,
    ) -> Result<(), PhoneError>;

    /// Removes challenges that have ended, and says how many that were.
    async fn purge(&self, scope: &SystemScope, at: OffsetDateTime) -> Result<u64, StoreError>;
}
