//! Who has which address: what is asked before anybody has shown to be somebody.

use async_trait::async_trait;

use super::account::{PersonName, UserStatus};
use super::email::EmailAddress;
use crate::id::UserId;
use crate::store_error::StoreError;

/// What a message to somebody needs to know of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// The account.
    pub user: UserId,
    /// Its address, as its owner spells it.
    pub email: EmailAddress,
    /// How to address its owner.
    pub first_name: PersonName,
    /// Whether it may be used.
    pub status: UserStatus,
    /// Whether its address was verified.
    pub email_verified: bool,
}

/// Looks accounts up by their address.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait AccountDirectory: Send + Sync {
    /// The account that has this address.
    async fn find_account(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError>;
}
