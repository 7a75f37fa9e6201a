//! Settings that must not be seen.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer};

/// What stands in a secret's place.
pub(crate) const MASK: &str = "********";

/// A text that prints as nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "String")]
pub(crate) struct SecretText(SecretString);

impl SecretText {
    /// The text itself.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for SecretText {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}
