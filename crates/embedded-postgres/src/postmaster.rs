//! The running postmaster: signalled, stopped, and watched for an end of its own.

use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use crate::ClusterError;
use crate::account::spawn_failed;
use crate::log::Log;

/// Fast shutdown, immediate shutdown, and for a frozen process the last resort.
const MEASURES: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(10)),
    (Signal::QUIT, Duration::from_secs(10)),
    (Signal::KILL, Duration::from_secs(10)),
];

/// A child process that is watched by a thread of its own.
#[derive(Debug)]
pub(crate) struct Postmaster {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    pid: Pid,
    log: Log,
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug, Default)]
struct State {
    stopping: bool,
    end: Option<End>,
}

/// That a process has ended, and how, if that could be learned.
#[derive(Debug, Clone, Copy)]
struct End(Option<ExitStatus>);

impl Postmaster {
    /// Spawns from the thread that then waits for the child. The kernel sends the parent-death
    /// signal when the spawning *thread* ends; this one ends no sooner than the child, unless the
    /// whole process is killed.
    pub(crate) fn spawn(mut command: Command, log: Log) -> Result<Self, ClusterError> {
        let (tell, told) = mpsc::channel();
        thread::Builder::new()
            .name("postgres-watch".to_owned())
            .spawn(move || match command.spawn() {
                Ok(child) => {
                    let shared = Arc::new(Shared {
                        pid: Pid::from_child(&child),
                        log,
                        state: Mutex::default(),
                        ended: Condvar::new(),
                    });
                    // The caller waits for this and is there to hear it.
                    let _ = tell.send(Ok(Arc::clone(&shared)));
                    shared.reap(child);
                }
                Err(error) => {
                    let _ = tell.send(Err(error));
                }
            })
            .map_err(spawn_failed)?;
        let shared = told
            .recv()
            .map_err(std::io::Error::other)
            .and_then(|spawned| spawned)
            .map_err(spawn_failed)?;
        Ok(Self { shared })
    }

    pub(crate) fn pid(&self) -> Pid {
        self.shared.pid
    }

    pub(crate) fn log(&self) -> &Log {
        &self.shared.log
    }

    pub(crate) fn watch(&self) -> ExitWatch {
        ExitWatch { shared: Arc::clone(&self.shared) }
    }

    pub(crate) fn runs(&self) -> bool {
        self.shared.lock().end.is_none()
    }

    /// Ends the server, politely at first. One that had ended on its own before is an error.
    pub(crate) fn stop(&self) -> Result<(), ClusterError> {
        let mut state = self.shared.lock();
        if state.end.is_some() {
            return self.shared.outcome(&state);
        }
        state.stopping = true;
        for (signal, patience) in MEASURES {
            if state.end.is_some() {
                return Ok(());
            }
            if signal != Signal::INT {
                tracing::warn!("PostgreSQL has not ended yet: sending it {signal:?}");
            }
            // Under the lock, and not reaped: this number is still the child's.
            let _ = kill_process(self.shared.pid, signal);
            state = self
                .shared
                .ended
                .wait_timeout_while(state, patience, |state| state.end.is_none())
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        if state.end.is_some() {
            return Ok(());
        }
        Err(ClusterError::Unstoppable { pid: self.shared.pid.as_raw_pid() })
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the end, and frees the process number only under the lock, so that no signal goes
    /// astray.
    fn reap(&self, mut child: Child) {
        let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while waitid(WaitId::Pid(self.pid), ended).err() == Some(Errno::INTR) {}
        let mut state = self.lock();
        state.end = Some(End(child.wait().ok()));
        self.ended.notify_all();
    }

    fn outcome(&self, state: &State) -> Result<(), ClusterError> {
        if state.stopping { Ok(()) } else { Err(self.ended_on_its_own(state.end)) }
    }

    fn ended_on_its_own(&self, end: Option<End>) -> ClusterError {
        let status = end.and_then(|End(status)| status);
        ClusterError::Ended {
            status: status
                .map_or_else(|| "exit status unknown".to_owned(), |status| status.to_string()),
            log: self.log.path().to_owned(),
            tail: self.log.tail(),
        }
    }
}

/// Learns of the server's end; may be sent to another thread, and outlive the cluster.
#[derive(Debug, Clone)]
pub struct ExitWatch {
    shared: Arc<Shared>,
}

impl ExitWatch {
    /// Blocks until the server has ended: `Ok` when it was stopped by its owner,
    /// [`ClusterError::Ended`] with the exit status and the last lines of the log when it ended on
    /// its own.
    pub fn wait(&self) -> Result<(), ClusterError> {
        let state = self
            .shared
            .ended
            .wait_while(self.shared.lock(), |state| state.end.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        self.shared.outcome(&state)
    }

    /// What [`ExitWatch::wait`] would return, or `None` while the server runs.
    pub fn try_wait(&self) -> Option<Result<(), ClusterError>> {
        let state = self.shared.lock();
        state.end.is_some().then(|| self.shared.outcome(&state))
    }
}
