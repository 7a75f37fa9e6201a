//! A server of databases that stands still, as behind a network that drops everything.

use std::fs;
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

/// Processes that stand still, until this is dropped.
pub struct Frozen(Vec<Pid>);

impl Frozen {
    /// Stops all processes of the server whose data is somewhere in this folder.
    pub(crate) fn server_in(folder: &Path) -> Self {
        let first = first_process(folder).expect("a server that runs has written down its process");
        let mut frozen = Self(Vec::new());
        // The first one first: it can't make another one after that.
        frozen.stop(first);
        for child in children(first) {
            frozen.stop(child);
        }
        frozen
    }

    fn stop(&mut self, process: Pid) {
        // One that is gone stands still.
        if kill_process(process, Signal::STOP).is_ok() {
            self.0.push(process);
        }
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        for process in &self.0 {
            // Whoever is gone needs no thaw.
            let _ = kill_process(*process, Signal::CONT);
        }
    }
}

fn first_process(folder: &Path) -> Option<Pid> {
    fs::read_dir(folder).ok()?.find_map(|entry| {
        let written = fs::read_to_string(entry.ok()?.path().join("postmaster.pid")).ok()?;
        Pid::from_raw(written.lines().next()?.trim().parse().ok()?)
    })
}

/// See `proc_pid_stat(5)`: behind the name in parentheses come the state and the parent.
fn children(of: Pid) -> Vec<Pid> {
    let parent = of.as_raw_pid().to_string();
    let processes = fs::read_dir("/proc").expect("the system tells of its processes");
    processes
        .filter_map(|entry| {
            let pid: i32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            let (_, fields) = stat.rsplit_once(") ")?;
            (fields.split(' ').nth(1)? == parent).then(|| Pid::from_raw(pid))?
        })
        .collect()
}
