//! Whether somebody wants the run to end before its time, so that it can clean up behind itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::failure::{Failure, Outcome, While as _};

/// Knows of Ctrl-C and SIGTERM from its making on; they end nothing by themselves any more.
#[derive(Clone, Default)]
pub(crate) struct Interruption(Arc<AtomicBool>);

impl Interruption {
    pub(crate) fn listen() -> Outcome<Self> {
        let interruption = Self::default();
        let flag = interruption.0.clone();
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.when("start a runtime")?;
        let (mut interrupt, mut terminate) = {
            let _within = runtime.enter();
            let doing = "listen to signals";
            (
                signal(SignalKind::interrupt()).when(doing)?,
                signal(SignalKind::terminate()).when(doing)?,
            )
        };
        // It ends with the process.
        thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
            });
            flag.store(true, Ordering::Relaxed);
        });
        Ok(interruption)
    }

    /// Fails once there was a signal.
    pub(crate) fn check(&self) -> Outcome<()> {
        if self.0.load(Ordering::Relaxed) { Err(Failure::new("stopped")) } else { Ok(()) }
    }
}
