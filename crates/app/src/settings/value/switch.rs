//! Switches.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};

/// Reads `true` or `false`, and nothing that merely looks like it.
pub(crate) fn switch<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    deserializer.deserialize_any(SwitchVisitor)
}

struct SwitchVisitor;

impl Visitor<'_> for SwitchVisitor {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("true or false")
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }

    // The environment knows texts only.
    fn visit_str<E: de::Error>(self, text: &str) -> Result<bool, E> {
        match text.trim() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(E::custom(format!("must be true or false, not `{text}`"))),
        }
    }
}
