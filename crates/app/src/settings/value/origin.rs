//! Origins of web pages (RFC 6454).

use serde::{Deserialize, Serialize};
use url::Url;

/// The scheme, host and port of a web page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Origin(String);

impl Origin {
    /// As browsers send it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let origin = Url::parse(&text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .map(|url| url.origin().ascii_serialization());
        match origin {
            // Browsers send it without a path and in lower case; anything else would never match.
            Some(origin) if origin == text => Ok(Self(text)),
            Some(origin) => Err(format!("must be the origin alone, `{origin}`, not `{text}`")),
            None => {
                Err(format!("must be an origin such as https://console.example.com, not `{text}`"))
            }
        }
    }
}
