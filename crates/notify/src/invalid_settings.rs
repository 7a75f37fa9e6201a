//! Why a way to send messages can't be set up, told to the person who has to mend it.

use std::path::PathBuf;

/// The settings can't be used as they are.
#[derive(Debug, thiserror::Error)]
pub enum InvalidSettings {
    /// The file of certificates can't be read.
    #[error("the certificates in {} can't be read: {reason}", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is nothing to check the server's certificate by.
    #[error(
        "this machine has no root certificates to check the server's by: install the package `ca-certificates`, or name the \
         file with the certificate of the authority that signed the server's"
    )]
    NoRoots,
    /// Encryption can't be set up.
    #[error("TLS can't be set up")]
    Tls(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The address of the gateway for text messages can't be used.
    #[error("the base URL for text messages must be an http or https URL: {0}")]
    BaseUrl(String),
    /// The client for the gateway can't be made.
    #[error("the HTTP client for text messages can't be made")]
    HttpClient(#[source] reqwest::Error),
}
