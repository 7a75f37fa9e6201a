//! What makes the service end.

use std::io;
use std::thread;
use std::time::Duration;

use tenantry_embedded_postgres::{ClusterError, ExitWatch};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tokio::time::Instant;

/// Within this time two signals are one wish.
const ONE_BREATH: Duration = Duration::from_secs(1);

/// Ctrl-C and SIGTERM, from the moment on that this is made.
pub(super) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// Begins to listen.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Waits for one that was not sent together with the one before: some senders reach a process twice.
    pub(super) async fn insistence(&mut self) {
        let begun = Instant::now();
        loop {
            self.next().await;
            if begun.elapsed() >= ONE_BREATH {
                return;
            }
        }
    }
}

/// Waits until the private database server ends on its own; without one, for ever.
pub(super) async fn database_ended(watch: Option<ExitWatch>) -> Result<(), ClusterError> {
    let Some(watch) = watch else { return std::future::pending().await };
    let (tell, told) = oneshot::channel();
    // Not one of the runtime's threads: those must end before the server may.
    thread::spawn(move || tell.send(watch.wait()));
    match told.await {
        Ok(outcome) => outcome,
        Err(_) => std::future::pending().await,
    }
}
