//! The settings in force, for people to look at.

use super::Settings;

impl Settings {
    /// The settings as TOML. Secrets are masked.
    pub(crate) fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }
}
