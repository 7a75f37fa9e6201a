//! What an operator decides. `config/default.toml` names and explains every setting; the types here say what each allows.

mod environment;
mod origin;
mod problem;
mod rules;
mod secret_file;
mod section;
mod show;
mod sources;
mod value;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub(crate) use environment::Environment;
pub(crate) use problem::SettingsError;
use section::{
    ApiKeys, Auth, Brand, Credentials, Database, Limits, Mail, Memory, Metrics, Passwords,
    PersonalAccessTokens, Postgres, Secrets, Server, Sms, Tokens,
};
pub(crate) use section::{Log, LogFormat, MailSecurity, MailTransport, SmsTransport};
pub(crate) use value::{BindAddress, PublicUrl, SecretText};

/// Every setting that is in force.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "sections with keys")]
pub(crate) struct Settings {
    /// The folder of the private database and the master key.
    pub(crate) data_dir: PathBuf,
    /// Where requests come in.
    pub(crate) server: Server,
    /// What Prometheus reads.
    pub(crate) metrics: Metrics,
    /// What the log tells.
    pub(crate) log: Log,
    /// The database server.
    pub(crate) database: Database,
    /// The private database server.
    pub(crate) postgres: Postgres,
    /// The keys of the installation.
    pub(crate) secrets: Secrets,
    /// How credentials are spelt.
    pub(crate) credentials: Credentials,
    /// Sessions and their tokens.
    pub(crate) tokens: Tokens,
    /// What a password costs and must be.
    pub(crate) passwords: Passwords,
    /// Signing up and in.
    pub(crate) auth: Auth,
    /// How often things may be tried from one network.
    pub(crate) limits: Limits,
    /// What people know the platform by.
    pub(crate) brand: Brand,
    /// Mail.
    pub(crate) mail: Mail,
    /// Text messages.
    pub(crate) sms: Sms,
    /// What a node remembers.
    pub(crate) memory: Memory,
    /// API keys.
    pub(crate) api_keys: ApiKeys,
    /// Personal access tokens.
    pub(crate) pat: PersonalAccessTokens,
}

impl Settings {
    /// Reads the settings from the defaults, `file` and the environment, the last being the strongest.
    pub(crate) fn load(
        file: Option<&Path>,
        environment: &Environment,
    ) -> Result<Self, SettingsError> {
        let mut settings = sources::read(file, environment)?;
        secret_file::read_all(&mut settings)?;
        rules::check(&settings)?;
        Ok(settings)
    }
}

#[cfg(test)]
mod tests;
