//! Where sealed values are kept, for the one job that goes through all of them.

use async_trait::async_trait;

use super::rotation::ResealingError;
use crate::access::SystemScope;
use crate::id::{SettingId, TenantId};
use crate::secret::{SealedBytes, SealingError};
use crate::store_error::StoreError;

/// The rule about one sealed value, asked with its context while nobody else can write it: what to put in its place, if anything.
pub type DecideResealing<'a> =
    &'a (dyn Fn(&[u8], &SealedBytes) -> Result<Option<SealedBytes>, SealingError> + Send + Sync);

/// How far a walk through all tenants' settings has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SettingPosition {
    /// The tenant.
    pub tenant: TenantId,
    /// The setting in it.
    pub setting: SettingId,
}

/// What one step of the walk did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ResealedBatch {
    /// How many values were sealed again.
    pub resealed: u64,
    /// The last one that was looked at; none at the end of the walk.
    pub last: Option<SettingPosition>,
}

/// Keeps sealed values.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait SealedValueStore: Send + Sync {
    /// Locks at most so many secret settings behind a position, in their order, and puts in place of each what `decide` answers with.
    async fn reseal_settings<'a>(
        &self,
        scope: &SystemScope,
        after: Option<SettingPosition>,
        most: u32,
        decide: DecideResealing<'a>,
    ) -> Result<ResealedBatch, ResealingError>;

    /// The same for all signing keys at once, of which there are few. Says how many were sealed again.
    async fn reseal_signing_keys<'a>(
        &self,
        scope: &SystemScope,
        decide: DecideResealing<'a>,
    ) -> Result<u64, ResealingError>;
}

impl From<StoreError> for ResealingError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
