//! Where signing keys are kept.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::SigningKey;
use crate::access::SystemScope;
use crate::store_error::StoreError;

/// The rule about the keys that there are, asked while no other node can add one: the key to add, if one is due.
pub type DecideRotation<'a> =
    &'a (dyn Fn(&[SigningKey]) -> Result<Option<SigningKey>, StoreError> + Send + Sync);

/// Keeps signing keys.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SigningKeyStore: Send + Sync {
    /// Locks the keys, asks `decide` about those still believed, adds the one that is due, removes those that nobody
    /// believes any more, and lists what is there then.
    async fn rotate<'a>(
        &self,
        scope: &SystemScope,
        decide: DecideRotation<'a>,
        at: OffsetDateTime,
    ) -> Result<Vec<SigningKey>, StoreError>;
}
