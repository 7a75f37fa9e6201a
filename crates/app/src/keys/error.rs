//! Why the keys can't be opened, told to the person who has to find the right one.

use std::path::PathBuf;

use tenantry_security::{KeyRingError, MasterKeyError};

use super::file::MasterKeyFileError;
use crate::data_directory::DataDirectoryError;

/// Where a master key came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum KeySource {
    /// The settings.
    Setting,
    /// The file in the data folder.
    File(PathBuf),
}

impl std::fmt::Display for KeySource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Setting => formatter.write_str("the one that is set"),
            Self::File(file) => write!(formatter, "the one in {}", file.display()),
        }
    }
}

/// Why the keys are not open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    /// There is none, and there was one.
    #[error(
        "the database holds what was encrypted under a master key, and there is none here: set `secrets.master_key` or \
         `secrets.master_key_file` to that key, or put its file back to {}", file.display()
    )]
    Missing {
        /// Where it was looked for.
        file: PathBuf,
    },
    /// There is another one.
    #[error(
        "the database holds what was encrypted under another master key than {source_of_key}: set `secrets.master_key` or \
         `secrets.master_key_file` to the right one"
    )]
    Other {
        /// Where the wrong one came from.
        source_of_key: KeySource,
    },
    /// The setting holds no master key.
    #[error("`secrets.master_key` {0}")]
    Setting(#[from] MasterKeyError),
    /// The file of the master key.
    #[error(transparent)]
    File(#[from] MasterKeyFileError),
    /// The folder of that file.
    #[error(transparent)]
    Folder(#[from] DataDirectoryError),
    /// The signing keys.
    #[error("the signing keys can't be opened")]
    Ring(#[source] KeyRingError),
}

impl KeysError {
    pub(super) fn of_ring(error: KeyRingError, source_of_key: KeySource) -> Self {
        match error {
            KeyRingError::OtherMasterKey { .. } => Self::Other { source_of_key },
            error @ (KeyRingError::Damaged { .. } | KeyRingError::Store(_)) => Self::Ring(error),
        }
    }
}
