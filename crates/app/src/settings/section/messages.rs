//! What people are sent, and how it leaves.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::settings::value::{PublicUrl, SecretText, Whole, choice};

/// What people know the platform by.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Brand {
    /// Its name.
    pub(crate) name: String,
    /// The colour of its buttons.
    pub(crate) color: String,
    /// Where people may turn for help.
    pub(crate) support_address: Option<String>,
}

/// Mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Mail {
    /// How it leaves.
    pub(crate) transport: MailTransport,
    /// Whom it is from.
    pub(crate) from: String,
    /// The page where a new password is chosen.
    pub(crate) reset_password_url: Option<PublicUrl>,
    /// The page where an invitation is accepted.
    pub(crate) accept_invitation_url: Option<PublicUrl>,
    /// The mail server.
    pub(crate) smtp: Smtp,
}

choice! {
    /// How mail leaves.
    MailTransport {
        /// Into a folder.
        Files = "files",
        /// By a mail server.
        Smtp = "smtp",
    }
}

/// The mail server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Smtp {
    /// Its name or address.
    pub(crate) host: Option<String>,
    /// Its port.
    pub(crate) port: Option<Whole<1, 65_535>>,
    /// How the way there is protected.
    pub(crate) security: MailSecurity,
    /// Who signs in there.
    pub(crate) username: Option<String>,
    /// By which password.
    pub(crate) password: Option<SecretText>,
    /// The file that holds `password`.
    pub(crate) password_file: Option<PathBuf>,
    /// The authorities that may vouch for it, PEM.
    pub(crate) ca_file: Option<PathBuf>,
}

choice! {
    /// How the way to the mail server is protected.
    MailSecurity {
        /// Encrypted before anything is said.
        StartTls = "starttls",
        /// Encrypted from the start.
        Tls = "tls",
        /// Not at all.
        None = "none",
    }
}

/// Text messages.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Sms {
    /// How they leave.
    pub(crate) transport: SmsTransport,
    /// Twilio's API.
    pub(crate) twilio: Twilio,
}

choice! {
    /// How text messages leave.
    SmsTransport {
        /// Into a folder.
        Files = "files",
        /// By Twilio's API.
        Twilio = "twilio",
    }
}

/// Twilio's API, or a compatible one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a section with keys")]
pub(crate) struct Twilio {
    /// Where it is.
    pub(crate) base_url: PublicUrl,
    /// Whose account is used.
    pub(crate) account_sid: Option<String>,
    /// By which secret.
    pub(crate) auth_token: Option<SecretText>,
    /// The file that holds `auth_token`.
    pub(crate) auth_token_file: Option<PathBuf>,
    /// Whom messages are from.
    pub(crate) from: Option<String>,
}
