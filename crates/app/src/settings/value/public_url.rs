//! The address that the world knows the service by.

use serde::{Deserialize, Serialize};
use url::Url;

/// An absolute http or https URL, without a slash at its end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct PublicUrl(String);

impl PublicUrl {
    /// Its spelling; a path can be put behind it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The path in it, empty where it has none.
    pub(crate) fn path(&self) -> String {
        Url::parse(&self.0)
            .map(|url| url.path().trim_end_matches('/').to_owned())
            .unwrap_or_default()
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let sound = Url::parse(&text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none()
        });
        if sound {
            Ok(Self(text.trim_end_matches('/').to_owned()))
        } else {
            Err(format!(
                "must be an absolute http or https URL with no query and no fragment, such as https://accounts.example.com, not `{text}`"
            ))
        }
    }
}
