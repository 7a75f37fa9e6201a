//! New connections: reached, encrypted, known to the server.

use std::future::Future;
use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::extension::ClientId;

use super::failure::{Failure, Stage};
use super::settings::{SmtpSecurity, SmtpSettings};
use crate::invalid_settings::InvalidSettings;
use crate::roots;

enum Encryption {
    None,
    StartTls(TlsParameters),
    Tls(TlsParameters),
}

/// Opens connections.
pub(super) struct Connector {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    hello: ClientId,
    timeout: Duration,
}

impl Connector {
    /// Connections as the settings describe them.
    pub(super) fn new(settings: SmtpSettings) -> Result<Self, InvalidSettings> {
        let tls = || tls(&settings.host, settings.ca_file.as_deref());
        let encryption = match settings.security {
            SmtpSecurity::None => Encryption::None,
            SmtpSecurity::StartTls => Encryption::StartTls(tls()?),
            SmtpSecurity::Tls => Encryption::Tls(tls()?),
        };
        if matches!(encryption, Encryption::None) && settings.login.is_some() {
            tracing::warn!(
                host = settings.host,
                "the password for the mail server is sent without encryption"
            );
        }
        let credentials = settings
            .login
            .map(|login| Credentials::new(login.username, login.password.expose().to_owned()));
        Ok(Self {
            host: settings.host,
            port: settings.port,
            encryption,
            credentials,
            hello: ClientId::default(),
            timeout: settings.timeout,
        })
    }

    /// How long each step may take.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// A connection that is ready for mail.
    pub(super) async fn open(&self) -> Result<AsyncSmtpConnection, Failure> {
        let mut connection = self.within(Stage::Connecting, self.connect()).await?;
        if let Encryption::StartTls(tls) = &self.encryption {
            let encrypted = connection.starttls(tls.clone(), &self.hello);
            self.within(Stage::Encrypting, encrypted).await?;
        }
        if let Some(credentials) = &self.credentials {
            let known = connection.auth(DEFAULT_MECHANISMS, credentials);
            self.within(Stage::Authenticating, known).await?;
        }
        Ok(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, lettre::transport::smtp::Error> {
        let tls = match &self.encryption {
            Encryption::Tls(tls) => Some(tls.clone()),
            Encryption::None | Encryption::StartTls(_) => None,
        };
        // A share for each address of the host, so that one that swallows packets leaves time for the next.
        let each = Some(self.timeout / 4);
        let host = (self.host.as_str(), self.port);
        AsyncSmtpConnection::connect_tokio1(host, each, &self.hello, tls, None).await
    }

    async fn within<T>(
        &self,
        stage: Stage,
        step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
    ) -> Result<T, Failure> {
        super::failure::within(self.timeout, stage, step).await
    }
}

fn tls(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, InvalidSettings> {
    let unusable = |error: lettre::transport::smtp::Error| InvalidSettings::Tls(error.into());
    // Shows now, not at the first mail, that there is nothing to check certificates by.
    roots::all(ca_file)?;
    let mut parameters = TlsParametersBuilder::new(host.to_owned());
    for certificate in ca_file.map(roots::read).transpose()?.unwrap_or_default() {
        let certificate = Certificate::from_der(certificate.to_vec()).map_err(unusable)?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build().map_err(unusable)
}
