//! What makes the service end.

use std::io;
use std::thread;

use tenantry_embedded_postgres::{ClusterError, ExitWatch};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

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
