//! Which server takes the mail, and how it is spoken to.

use std::path::PathBuf;
use std::time::Duration;

use tenantry_domain::secret::PlainSecret;

use crate::mailbox::Mailbox;

/// How the connection is kept from other eyes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SmtpSecurity {
    /// Not at all: for a server on the same machine.
    None,
    /// Encrypted before anything is said that matters (RFC 3207); a server that can't gets no mail.
    StartTls,
    /// Encrypted from the first byte (RFC 8314).
    Tls,
}

/// Who we are to the server.
pub struct SmtpLogin {
    /// The name.
    pub username: String,
    /// The password.
    pub password: PlainSecret,
}

/// How to reach the server.
pub struct SmtpSettings {
    /// Its name, which its certificate must have, or its address.
    pub host: String,
    /// Its port: mostly 587 for STARTTLS, 465 for TLS.
    pub port: u16,
    /// How the connection is kept from other eyes.
    pub security: SmtpSecurity,
    /// An authority, in PEM, to trust beside those of the machine.
    pub ca_file: Option<PathBuf>,
    /// Who we are to the server, where it asks.
    pub login: Option<SmtpLogin>,
    /// Whom mails are from.
    pub from: Mailbox,
    /// How long the server may take to be reached, and for each of its answers.
    pub timeout: Duration,
    /// How long one mail may take in all.
    pub patience: Duration,
    /// How many connections may be open at once.
    pub connections: usize,
}

impl SmtpSettings {
    /// A server of this name that asks for no password, spoken to over STARTTLS at port 587.
    pub fn new(host: impl Into<String>, from: Mailbox) -> Self {
        Self {
            host: host.into(),
            port: 587,
            security: SmtpSecurity::StartTls,
            ca_file: None,
            login: None,
            from,
            timeout: Duration::from_secs(20),
            patience: Duration::from_secs(45),
            connections: 4,
        }
    }
}
