//! What a killed service leaves behind. Only for the holder of the lock: to anyone else a live
//! cluster looks the same.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::ClusterError;
use crate::layout::Layout;

const POLL: Duration = Duration::from_millis(20);
/// Fast shutdown, immediate shutdown, and for a frozen process the last resort.
const MEASURES: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(10)),
    (Signal::QUIT, Duration::from_secs(10)),
    (Signal::KILL, Duration::from_secs(10)),
];
/// `setpriv` is what the others are for an instant.
const PROGRAMS: [&str; 3] = ["postgres", "initdb", "setpriv"];

/// Ends every process that works in a cluster of this data folder.
pub(crate) fn end_processes(layout: &Layout) -> Result<(), ClusterError> {
    let folders = Folders::of(layout)?;
    for (signal, patience) in MEASURES {
        let leftovers = folders.processes()?;
        if leftovers.is_empty() {
            return Ok(());
        }
        tracing::warn!(
            "sending {signal:?} to PostgreSQL processes that an earlier service left behind: {leftovers:?}"
        );
        for pid in leftovers {
            // One that has ended is what we want; one that may not be signalled is told of below.
            let _ = kill_process(pid, signal);
        }
        let asked = Instant::now();
        while asked.elapsed() < patience && !folders.processes()?.is_empty() {
            thread::sleep(POLL);
        }
    }
    let pids: Vec<i32> = folders.processes()?.into_iter().map(Pid::as_raw_pid).collect();
    if pids.is_empty() {
        return Ok(());
    }
    Err(ClusterError::Leftovers { data_dir: layout.data_dir().to_owned(), pids })
}

/// Drops the pid file of a server that is gone: its number may by now name a zombie or a stranger,
/// for whose sake the next one would refuse to start. Should a process have escaped
/// [`end_processes`], the shared memory that it still holds keeps a second postmaster out.
pub(crate) fn drop_pid_file(cluster: &Path) -> Result<(), ClusterError> {
    let path = cluster.join("postmaster.pid");
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(ClusterError::io("remove", &path)(error))
        }
        _ => Ok(()),
    }
}

/// The cluster folders, by our name for them and by the kernel's.
struct Folders(Vec<PathBuf>);

impl Folders {
    fn of(layout: &Layout) -> Result<Self, ClusterError> {
        let mut folders = layout.cluster_folders()?;
        let linked: Vec<PathBuf> =
            folders.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
        folders.extend(linked);
        Ok(Self(folders))
    }

    fn processes(&self) -> Result<Vec<Pid>, ClusterError> {
        let proc = Path::new("/proc");
        let entries = fs::read_dir(proc).map_err(ClusterError::io("list", proc))?;
        let found = entries.filter_map(|entry| {
            let entry = entry.ok()?;
            let pid = Pid::from_raw(entry.file_name().to_str()?.parse().ok()?)?;
            self.hold(&entry.path()).then_some(pid)
        });
        Ok(found.collect())
    }

    fn hold(&self, process: &Path) -> bool {
        let Ok(name) = fs::read_to_string(process.join("comm")) else {
            return false;
        };
        PROGRAMS.contains(&name.trim_end())
            && (self.hold_cwd(process) || self.hold_argument(process))
    }

    /// Server processes work in the cluster's folder. A zombie has no working folder.
    fn hold_cwd(&self, process: &Path) -> bool {
        fs::read_link(process.join("cwd")).is_ok_and(|cwd| self.0.contains(&cwd))
    }

    /// `initdb` works elsewhere, and in a container root may be refused the sight of another user's
    /// working folder.
    fn hold_argument(&self, process: &Path) -> bool {
        let Ok(arguments) = fs::read(process.join("cmdline")) else {
            return false;
        };
        names_folder(&arguments, &self.0)
    }
}

/// Whether a command line (each argument closed by a zero) has `-D <one of the folders>`.
fn names_folder(arguments: &[u8], folders: &[PathBuf]) -> bool {
    let mut arguments = arguments.split(|&byte| byte == 0);
    while let Some(argument) = arguments.next() {
        if argument == b"-D" {
            let folder = arguments.next().unwrap_or_default();
            return folders.iter().any(|ours| ours.as_os_str() == OsStr::from_bytes(folder));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_ours_by_its_folder() {
        let folders = [PathBuf::from("/data/postgres-15")];
        assert!(names_folder(b"postgres\0-D\0/data/postgres-15\0-c\0port=1\0", &folders));
        assert!(!names_folder(b"postgres\0-D\0/data/postgres-15/x\0", &folders));
        assert!(!names_folder(b"postgres\0-D", &folders));
        assert!(!names_folder(b"", &folders));
    }
}
