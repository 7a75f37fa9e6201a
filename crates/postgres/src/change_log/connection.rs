//! The log's own connection: it listens, and it does not wait for one of the pool's to be free.

use std::future::poll_fn;
use std::sync::Arc;

use tokio::sync::Notify;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{AsyncMessage, Client, NoTls, Socket};

use crate::connect::{ConnectError, Connector};

/// What the connection does first: it may read what authentication reads, and hears when something changes. Each reading is of the end of the log
/// by its index, which is planned once.
const SETUP: &str = "SET ROLE tenantry_directory; \
     SET search_path TO public, pg_temp; \
     SET statement_timeout TO '3s'; \
     SET plan_cache_mode TO force_generic_plan; \
     SET enable_seqscan TO off; \
     LISTEN tenantry_changes";

/// Opens a connection that rings this bell at every notification, and when it ends.
pub(super) async fn listen(
    connector: &Connector,
    bell: &Arc<Notify>,
) -> Result<Client, ConnectError> {
    let client = match connector.tls() {
        Some(tls) => drive(connector, tls.clone(), bell).await,
        None => drive(connector, NoTls, bell).await,
    }?;
    client.batch_execute(SETUP).await?;
    Ok(client)
}

async fn drive<T>(
    connector: &Connector,
    tls: T,
    bell: &Arc<Notify>,
) -> Result<Client, tokio_postgres::Error>
where
    T: MakeTlsConnect<Socket, Stream: Send + 'static, TlsConnect: TlsConnect<Socket, Future: Send>>,
{
    let (client, mut connection) = connector.config().connect(tls).await?;
    let bell = Arc::clone(bell);
    tokio::spawn(async move {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            match message {
                Ok(AsyncMessage::Notification(_)) => bell.notify_one(),
                Ok(_) => {}
                Err(error) => {
                    tracing::debug!(%error, "the connection to the log of changes ended");
                    break;
                }
            }
        }
        bell.notify_one();
    });
    Ok(client)
}
