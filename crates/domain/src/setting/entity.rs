//! What a setting is, and which ones are secret by their name.

use time::OffsetDateTime;

use crate::id::{SettingId, TenantId};
use crate::secret::{PlainSecret, SealedBytes};

/// What is shown in place of a secret value.
pub const SETTING_MASK: &str = "********";

/// A text that can't be the name of a setting.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be a letter, then up to 127 letters, digits, `_`, `.` or `-`")]
pub struct InvalidSettingName;

/// A setting's name: `^[A-Za-z][A-Za-z0-9_.-]{0,127}$`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SettingName(String);

impl SettingName {
    /// What a name says that makes its value secret, in lower case and without separators.
    const TELLING: [&str; 7] =
        ["secret", "password", "token", "privatekey", "apikey", "dsn", "writekey"];

    /// Takes a name.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidSettingName> {
        let text = text.into();
        let separators = |byte: u8| matches!(byte, b'_' | b'.' | b'-');
        let sound = text.len() <= 128
            && text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || separators(byte));
        if sound { Ok(Self(text)) } else { Err(InvalidSettingName) }
    }

    /// The name as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it says that its value is secret: `apiKey`, `smtp.password` and `SENTRY_DSN` do.
    pub fn says_secret(&self) -> bool {
        let plain: String = self
            .0
            .chars()
            .filter(|letter| !matches!(letter, '_' | '.' | '-'))
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        Self::TELLING.iter().any(|telling| plain.contains(telling))
    }
}

/// A text that can't be the value of a setting.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("must be at most {} characters, none of them NUL", SettingValue::MOST)]
pub struct SettingValueError;

/// A setting's value: up to 4,096 code points but NUL. It may be secret, so it shows itself to nobody who doesn't ask.
pub struct SettingValue(PlainSecret);

impl SettingValue {
    const MOST: usize = 4096;

    /// Takes a value.
    pub fn new(text: impl Into<String>) -> Result<Self, SettingValueError> {
        let text = text.into();
        // No text of the store's can hold a NUL.
        if text.chars().count() <= Self::MOST && !text.contains('\0') {
            Ok(Self(PlainSecret::new(text)))
        } else {
            Err(SettingValueError)
        }
    }

    /// The value itself.
    pub const fn secret(&self) -> &PlainSecret {
        &self.0
    }

    /// Whether it is what is shown in place of a secret one.
    pub fn is_mask(&self) -> bool {
        self.0.expose() == SETTING_MASK
    }
}

/// A value as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum StoredValue {
    /// For everybody who may see the tenant's settings.
    Plain(String),
    /// For nobody without the master key.
    Sealed(SealedBytes),
}

impl std::fmt::Debug for StoredValue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Plain(_) => "Plain",
            Self::Sealed(_) => "Sealed",
        })
    }
}

/// A setting as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredSetting {
    /// Names it.
    pub id: SettingId,
    /// Its tenant.
    pub tenant: TenantId,
    /// What it is called.
    pub name: SettingName,
    /// What it is.
    pub value: StoredValue,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

/// A setting as people see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// Names it.
    pub id: SettingId,
    /// Its tenant.
    pub tenant: TenantId,
    /// What it is called.
    pub name: SettingName,
    /// What it is, or the mask.
    pub value: String,
    /// Whether it is secret.
    pub is_secret: bool,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it last changed.
    pub updated_at: OffsetDateTime,
}

impl From<StoredSetting> for Setting {
    fn from(stored: StoredSetting) -> Self {
        let (value, is_secret) = match stored.value {
            StoredValue::Plain(value) => (value, false),
            StoredValue::Sealed(_) => (SETTING_MASK.to_owned(), true),
        };
        Self {
            id: stored.id,
            tenant: stored.tenant,
            name: stored.name,
            value,
            is_secret,
            created_at: stored.created_at,
            updated_at: stored.updated_at,
        }
    }
}
