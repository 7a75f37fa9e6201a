//! How the service listens, and what it tells of itself.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::settings::value::{BindAddress, List, Network, Origin, PublicUrl, Whole};

/// Where requests come in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Server {
    /// The address to listen at.
    pub(crate) bind: BindAddress,
    /// Where the world reaches the service.
    pub(crate) public_url: PublicUrl,
    /// Whose word about the origin of requests is believed.
    pub(crate) trusted_proxies: List<Network>,
    /// Whose web pages may call it.
    pub(crate) cors_origins: List<Origin>,
    /// The certificate chain, PEM.
    pub(crate) tls_certificate: Option<PathBuf>,
    /// The certificate's private key, PEM.
    pub(crate) tls_private_key: Option<PathBuf>,
    /// How many threads answer; one a core by default.
    pub(crate) workers: Option<Whole<1, 1024>>,
}

/// What Prometheus reads.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Metrics {
    /// The address to listen at.
    pub(crate) bind: BindAddress,
}

/// What the log tells, and how.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Log {
    /// How a line looks.
    pub(crate) format: LogFormat,
    /// Which lines there are.
    pub(crate) level: LogLevel,
}

/// How a line of the log looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// For people on a terminal, for machines elsewhere.
    Auto,
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl TryFrom<String> for LogFormat {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "auto" => Ok(Self::Auto),
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(format!("must be auto, text or json, not `{text}`")),
        }
    }
}

/// Directives that say which lines a log has.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct LogLevel(String);

impl LogLevel {
    /// The directives.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for LogLevel {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        // A lone word that is no level would count as the name of a part, and silence all others.
        let misspelt = text.split(',').any(|directive| {
            !directive.contains(['=', '[']) && directive.trim().parse::<LevelFilter>().is_err()
        });
        if misspelt || EnvFilter::try_new(&text).is_err() {
            return Err(format!(
                "must be off, error, warn, info, debug or trace, also by part as in \"info,tenantry_http=debug\", not `{text}`"
            ));
        }
        Ok(Self(text))
    }
}
