//! A process that runs beside this one for a while, and ends with it.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::failure::{Failure, Outcome, While as _};

const POLL: Duration = Duration::from_millis(2);
const START_PATIENCE: Duration = Duration::from_mins(1);
const STOP_PATIENCE: Duration = Duration::from_secs(10);
/// How many lines of a log are told when its process fails.
const TAIL: usize = 30;
/// What the service's log has in every line about a request that went well.
const WELL: &str = r#""level":"INFO""#;

pub(crate) struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it, with what it says in a file of this folder.
    pub(crate) fn start(name: &str, command: &mut Command, folder: &Path) -> Outcome<Self> {
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log).when(format!("make {}", log.display()))?;
        let errors = file.try_clone().when("share a log")?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(errors)
            .spawn()
            .when(format!("run {}", command.get_program().display()))?;
        Ok(Self { name: name.to_owned(), child, log })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until `is_ready` says so.
    pub(crate) fn wait_until(&mut self, mut is_ready: impl FnMut() -> bool) -> Outcome<()> {
        let begun = Instant::now();
        while !is_ready() {
            if let Some(status) = self.child.try_wait().when("wait for a process")? {
                return Err(self.tell(&format!("{} ended with {status}", self.name)));
            }
            if begun.elapsed() > START_PATIENCE {
                return Err(self.tell(&format!("{} does not answer", self.name)));
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    fn tell(&self, what: &str) -> Failure {
        Failure::new(what).with(self.log_tail())
    }

    /// The end of what it said, without the lines that say all is well.
    pub(crate) fn log_tail(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let told: Vec<&str> = log.lines().filter(|line| !line.contains(WELL)).collect();
        told.get(told.len().saturating_sub(TAIL)..).unwrap_or_default().join("\n")
    }
}

impl Drop for Process {
    /// It may have ended already, and there is nobody left to tell.
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let begun = Instant::now();
        while begun.elapsed() < STOP_PATIENCE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(POLL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address on this machine that nobody listens at.
pub(crate) fn free_address() -> Outcome<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .when("find a free port")
}
