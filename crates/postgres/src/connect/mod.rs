//! One connection at a time: the address as the operator wrote it, and encryption where it asks for that.

mod error;
mod sslmode;
mod tls;

use std::path::Path;
use std::time::Duration;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

pub use error::{ConnectError, InvalidSettings};
use sslmode::Encryption;

use crate::settings::DatabaseUrl;

/// How long a server may take to answer a knock.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// Makes connections to one address.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    /// Where connections live that many threads share: one that lived on the thread that happened to open it would end with that
    /// thread, in the midst of what others do.
    home: Option<Handle>,
}

impl Connector {
    pub(crate) fn new(url: &DatabaseUrl, ca_file: Option<&Path>) -> Result<Self, InvalidSettings> {
        let (url, encryption) = sslmode::split(url.expose());
        let mut config: Config = url
            .parse()
            .map_err(|error: tokio_postgres::Error| InvalidSettings::Url(error::chain(&error)))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("tenantry");
        }
        let tls = match encryption {
            Encryption::None => {
                config.ssl_mode(tokio_postgres::config::SslMode::Disable);
                None
            }
            Encryption::Verified => {
                config.ssl_mode(tokio_postgres::config::SslMode::Require);
                Some(MakeRustlsConnect::new(tls::client_config(ca_file)?))
            }
        };
        Ok(Self { config, tls, home: Handle::try_current().ok() })
    }

    /// The same server and login, another database.
    pub(crate) fn to_database(&self, name: &str) -> Self {
        let mut config = self.config.clone();
        config.dbname(name);
        Self { config, tls: self.tls.clone(), home: self.home.clone() }
    }

    /// What it connects by.
    pub(crate) const fn config(&self) -> &Config {
        &self.config
    }

    /// How it encrypts, if it does.
    pub(crate) const fn tls(&self) -> Option<&MakeRustlsConnect> {
        self.tls.as_ref()
    }

    /// A plain client, for what is asked before the roles exist.
    pub(crate) async fn client(&self) -> Result<Client, ConnectError> {
        match &self.tls {
            Some(tls) => self.drive(tls.clone()).await,
            None => self.drive(NoTls).await,
        }
        .map_err(ConnectError::from)
    }

    async fn drive<T>(&self, tls: T) -> Result<Client, tokio_postgres::Error>
    where
        T: MakeTlsConnect<
                Socket,
                Stream: Send + 'static,
                TlsConnect: TlsConnect<Socket, Future: Send>,
            >,
    {
        let (client, connection) = self.config.connect(tls).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a database connection ended");
            }
        });
        Ok(client)
    }

    /// A connection for diesel on which `setup` was executed.
    pub(crate) async fn connection(&self, setup: &str) -> ConnectionResult<AsyncPgConnection> {
        let mut connection = match &self.tls {
            Some(tls) => self.establish(tls.clone()).await,
            None => self.establish(NoTls).await,
        }?;
        connection
            .batch_execute(setup)
            .await
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(connection)
    }

    async fn establish<T>(&self, tls: T) -> ConnectionResult<AsyncPgConnection>
    where
        T: MakeTlsConnect<
                Socket,
                Stream: Send + 'static,
                TlsConnect: TlsConnect<Socket, Future: Send> + Send,
            > + Send
            + 'static,
    {
        let config = self.config.clone();
        let establishing = async move {
            let (client, connection) = config.connect(tls).await.map_err(|error| {
                ConnectionError::BadConnection(ConnectError::from(error).to_string())
            })?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        };
        // It ends by itself where the server hangs after the knock, though whoever wanted it has long given up.
        self.at_home(tokio::time::timeout(CONNECT_TIMEOUT, establishing))
            .await
            .map_err(|error| ConnectionError::BadConnection(error.to_string()))?
            .map_err(|elapsed| ConnectionError::BadConnection(elapsed.to_string()))?
    }

    /// Does something that outlives the thread that asks for it.
    pub(crate) fn at_home<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        match &self.home {
            Some(home) => home.spawn(work),
            None => tokio::spawn(work),
        }
    }
}
