//! What settings refuse.

use crate::access::Denied;
use crate::secret::SealingError;
use crate::store_error::StoreError;

/// What the rules about settings refuse.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SettingRefused {
    /// The mask stands for the value that there is, and there is none.
    #[error("the mask keeps the value that there is, and there is none")]
    NothingToKeep,
    /// The tenant has as many settings as it may.
    #[error("a tenant can have at most {} settings", super::MAX_SETTINGS)]
    TooMany,
    /// The value couldn't be encrypted.
    #[error(transparent)]
    Sealing(#[from] SealingError),
}

/// Why a setting was not written.
#[derive(Debug, thiserror::Error)]
pub enum ChangeSettingError {
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] SettingRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was done with settings.
#[derive(Debug, thiserror::Error)]
pub enum SettingError {
    /// The caller may not, or there is no such setting.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] SettingRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ChangeSettingError> for SettingError {
    fn from(error: ChangeSettingError) -> Self {
        match error {
            ChangeSettingError::Refused(error) => Self::Refused(error),
            ChangeSettingError::Store(error) => Self::Store(error),
        }
    }
}
