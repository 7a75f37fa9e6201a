//! Connections between two mails.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::time::Instant;

/// Less than any server waits for the next command.
const LONGEST_REST: Duration = Duration::from_mins(1);

/// Those that nobody uses now. There are never more than may be open at once.
#[derive(Default)]
pub(super) struct Parked(Mutex<Vec<(AsyncSmtpConnection, Instant)>>);

impl Parked {
    /// Keeps one for the next mail.
    pub(super) fn put(&self, connection: AsyncSmtpConnection) {
        self.connections().push((connection, Instant::now()));
    }

    /// The one used last; those that rested too long are let go.
    pub(super) fn take(&self) -> Option<AsyncSmtpConnection> {
        let mut connections = self.connections();
        connections.retain(|(_, since)| since.elapsed() < LONGEST_REST);
        connections.pop().map(|(connection, _)| connection)
    }

    /// Lets all go.
    pub(super) fn clear(&self) {
        self.connections().clear();
    }

    fn connections(&self) -> MutexGuard<'_, Vec<(AsyncSmtpConnection, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
