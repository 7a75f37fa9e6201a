//! The master keys that the settings give.

use std::sync::Arc;

use tenantry_security::{MasterKey, Sealer};

use crate::failure::Failure;
use crate::keys::MasterKeyFile;
use crate::settings::{SecretText, Settings};

/// The key that a setting holds.
pub(super) fn given(setting: Option<&SecretText>) -> Result<Option<MasterKey>, Failure> {
    Ok(setting.map(|text| MasterKey::from_base64(text.expose())).transpose()?)
}

/// What seals under the key in force and opens what the one before sealed, both of which there must be.
pub(crate) fn rotating_sealer(settings: &Settings) -> Result<Arc<Sealer>, Failure> {
    let previous = given(settings.secrets.previous_master_key.as_ref())?.ok_or(
        "`secrets.previous_master_key` or `secrets.previous_master_key_file` is not set: to change the master key, give the new one as \
         `secrets.master_key_file` and the old one as `secrets.previous_master_key_file`",
    )?;
    let current = match given(settings.secrets.master_key.as_ref())? {
        Some(key) => Some(key),
        None => MasterKeyFile::in_folder(&settings.data_dir).read()?,
    };
    let current = current.ok_or("there is no new master key: set `secrets.master_key_file`")?;
    if current.id() == previous.id() {
        return Err("`secrets.master_key` and `secrets.previous_master_key` are the same key: there is nothing to change to".into());
    }
    Ok(Arc::new(Sealer::new(&current).after(&previous)))
}
