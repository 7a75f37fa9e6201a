//! Where passwords are changed.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::hasher::PasswordHash;
use crate::access::UserScope;
use crate::id::{SessionId, UserId};
use crate::notification::NewMessage;
use crate::secret::SecretDigest;
use crate::store_error::StoreError;

/// A password in place of another that its owner has just shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasswordChange {
    /// What was shown.
    pub old: PasswordHash,
    /// What takes its place.
    pub new: PasswordHash,
    /// The session that goes on.
    pub kept: SessionId,
    /// The news of it.
    pub news: NewMessage,
}

/// A password in place of one that was forgotten.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PasswordReset {
    /// What is kept of the link.
    pub digest: SecretDigest,
    /// What takes the forgotten one's place.
    pub new: PasswordHash,
    /// The news of it.
    pub news: NewMessage,
}

/// Changes passwords. Each change ends sessions and leaves its news in the outbox, in the same transaction.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait PasswordStore: Send + Sync {
    /// Changes the password, and ends the person's other sessions. Says whether the old one still held.
    async fn change(
        &self,
        scope: &UserScope,
        change: PasswordChange,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;

    /// Whose live link to reset a password has this digest.
    async fn find_reset(
        &self,
        digest: SecretDigest,
        at: OffsetDateTime,
    ) -> Result<Option<UserId>, StoreError>;

    /// Ends the live link, changes the password, takes the address that the link was sent to for verified, and ends all of the
    /// person's sessions. Says whether there was one: of several calls at once, to one.
    async fn reset(
        &self,
        scope: &UserScope,
        reset: PasswordReset,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError>;
}
