//! Mail to a server that sends it on (RFC 5321, RFC 6409).

mod connector;
mod failure;
mod parked;
mod settings;
mod transaction;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use tenantry_domain::clock::Clock;
use tenantry_domain::notification::{DeliveryError, Letter, Mailer};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::brand::Brand;
use crate::compose::{Composed, compose};
use crate::invalid_settings::InvalidSettings;
use crate::mailbox::Mailbox;
use connector::Connector;
use failure::{Failure, Stage};
use parked::Parked;
pub use settings::{SmtpLogin, SmtpSecurity, SmtpSettings};

/// Hands mail to an SMTP server, over connections that it keeps for a while.
pub struct SmtpMailer {
    connector: Connector,
    parked: Parked,
    /// One permit for each connection that may be open at once.
    turns: Semaphore,
    from: Mailbox,
    patience: Duration,
    brand: Arc<Brand>,
    clock: Arc<dyn Clock>,
}

impl SmtpMailer {
    /// Mail through the server that the settings name. Nothing is sent to it yet.
    pub fn new(
        settings: SmtpSettings,
        brand: Arc<Brand>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, InvalidSettings> {
        let connections = settings.connections.max(1);
        let (from, patience) = (settings.from.clone(), settings.patience);
        Ok(Self {
            connector: Connector::new(settings)?,
            parked: Parked::default(),
            turns: Semaphore::new(connections),
            from,
            patience,
            brand,
            clock,
        })
    }

    async fn deliver(&self, mail: &Composed) -> Result<(), Failure> {
        // The semaphore is never closed; were it, there would be no limit, and mail all the same.
        let _turn = self.turns.acquire().await.ok();
        let mut connection = self.connection().await?;
        let sent = transaction::run(&mut connection, mail, self.connector.timeout()).await;
        // After anything but an answer nobody knows what the other side waits for: then the connection just ends here.
        if sent.as_ref().err().is_none_or(Failure::leaves_the_connection_sound) {
            self.parked.put(connection);
        }
        sent
    }

    /// An old connection that still answers, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Failure> {
        while let Some(mut connection) = self.parked.take() {
            if transaction::reset(&mut connection, self.connector.timeout()).await {
                return Ok(connection);
            }
            // The server was restarted or hangs: the others are no better, and asking each takes time.
            self.parked.clear();
        }
        self.connector.open().await
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, letter: &Letter) -> Result<(), DeliveryError> {
        let mail = compose(letter, &self.brand, &self.from, self.clock.now())?;
        match timeout(self.patience, self.deliver(&mail)).await {
            Ok(sent) => sent.map_err(DeliveryError::from),
            Err(_) => Err(Failure::timed_out(Stage::Whole).into()),
        }
    }
}
