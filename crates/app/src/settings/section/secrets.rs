//! What opens everything that is stored encrypted.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::settings::value::SecretText;

/// The keys of the installation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Secrets {
    /// 32 bytes, base64.
    pub(crate) master_key: Option<SecretText>,
    /// The file that holds `master_key`.
    pub(crate) master_key_file: Option<PathBuf>,
    /// The one before, while the master key is changed.
    pub(crate) previous_master_key: Option<SecretText>,
    /// The file that holds `previous_master_key`.
    pub(crate) previous_master_key_file: Option<PathBuf>,
}
