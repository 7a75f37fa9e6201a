//! What becomes of a value that somebody posts, asked with the tenant's settings locked.

use super::entity::{SettingName, SettingValue, StoredValue};
use super::error::SettingRefused;
use crate::id::TenantId;
use crate::secret::{PlainSecret, SealingError, SecretSealer};

/// The most settings that a tenant may have.
pub const MAX_SETTINGS: u64 = 500;

/// Where a secret value belongs: it opens nowhere else.
pub fn sealing_context(tenant: TenantId, name: &SettingName) -> Vec<u8> {
    // A UUID has one length, so no two pairs give the same bytes.
    [b"setting/".as_slice(), tenant.uuid().as_bytes(), name.as_str().as_bytes()].concat()
}

/// What there is before a setting is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingsBefore {
    /// The value of this name, if there is one.
    pub value: Option<StoredValue>,
    /// How many settings the tenant has.
    pub count: u64,
}

/// A setting that somebody posts.
pub struct PutSetting {
    /// What it is called.
    pub name: SettingName,
    /// What it is to be; the mask keeps what there is.
    pub value: SettingValue,
    /// Whether they say that it is secret. What is secret already, or by its name, stays so whatever they say.
    pub secret: bool,
}

impl PutSetting {
    /// What is to be kept.
    pub fn decide(
        &self,
        before: &SettingsBefore,
        tenant: TenantId,
        sealer: &dyn SecretSealer,
    ) -> Result<StoredValue, SettingRefused> {
        let seal = |value: &PlainSecret| -> Result<StoredValue, SealingError> {
            sealer.seal(value, &sealing_context(tenant, &self.name)).map(StoredValue::Sealed)
        };
        let secret = self.secret || self.name.says_secret();
        match &before.value {
            None if self.value.is_mask() => Err(SettingRefused::NothingToKeep),
            None if before.count >= MAX_SETTINGS => Err(SettingRefused::TooMany),
            Some(kept @ StoredValue::Sealed(_)) if self.value.is_mask() => Ok(kept.clone()),
            Some(StoredValue::Plain(kept)) if self.value.is_mask() => {
                if secret {
                    Ok(seal(&PlainSecret::new(kept.clone()))?)
                } else {
                    Ok(StoredValue::Plain(kept.clone()))
                }
            }
            Some(StoredValue::Sealed(_)) => Ok(seal(self.value.secret())?),
            Some(StoredValue::Plain(_)) | None if secret => Ok(seal(self.value.secret())?),
            Some(StoredValue::Plain(_)) | None => {
                Ok(StoredValue::Plain(self.value.secret().expose().to_owned()))
            }
        }
    }
}
