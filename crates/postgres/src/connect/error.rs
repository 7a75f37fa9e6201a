//! Why there is no connection, told to the person who has to mend it.

use std::error::Error;
use std::path::PathBuf;

/// The settings can't be used as they are.
#[derive(Debug, thiserror::Error)]
pub enum InvalidSettings {
    /// The address can't be read. Its text may hold a password, so it is not repeated.
    #[error("the database URL can't be read: {0}")]
    Url(String),
    /// The file of certificates can't be read.
    #[error("the certificates in {} can't be read: {reason}", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The address asks for encryption and there is nothing to check the server's certificate by.
    #[error(
        "the database URL asks for TLS, but this machine has no root certificates: install the package `ca-certificates`, or \
         set `database.ca_file` to the certificate of the authority that signed the server's"
    )]
    NoRoots,
    /// Encryption can't be set up.
    #[error("TLS can't be set up")]
    Tls(#[from] rustls::Error),
    /// The pool can't be made.
    #[error("the pool of connections can't be made")]
    Pool(#[from] deadpool::managed::BuildError),
}

/// The server was not reached, or refused.
#[derive(Debug, thiserror::Error)]
#[error("the database can't be reached: {reason}")]
pub struct ConnectError {
    reason: String,
}

impl From<tokio_postgres::Error> for ConnectError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self { reason: chain(&error) }
    }
}

/// An error with its causes in one line: `tokio-postgres` keeps what matters in the last of them.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}
