//! Who may use the data folder: one owner, and guests of that owner's cluster.
//!
//! The owner alone starts, stops and cleans up. Guests share a second lock, so that a command that
//! started the cluster only for itself does not stop it under another command that has joined.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::ClusterError;
use crate::layout::Layout;

pub(crate) const POLL: Duration = Duration::from_millis(50);

/// The ownership of a data folder, given up when dropped or when the process ends in any way.
#[derive(Debug)]
pub(crate) struct Lock {
    _held: Held,
}

impl Lock {
    /// Takes the lock, waiting as long as `patience` for a command that holds it for a moment.
    pub(crate) fn take(layout: &Layout, patience: Duration) -> Result<Self, ClusterError> {
        let asked = Instant::now();
        loop {
            if let Some(lock) = Self::try_take(layout)? {
                return Ok(lock);
            }
            if asked.elapsed() >= patience {
                return Err(ClusterError::Locked {
                    data_dir: layout.data_dir().to_owned(),
                    holder: holder(layout),
                });
            }
            thread::sleep(POLL);
        }
    }

    /// `None` if another process has it.
    pub(crate) fn try_take(layout: &Layout) -> Result<Option<Self>, ClusterError> {
        let path = layout.lock();
        let mut file = open(&path)?;
        if !locked(file.try_lock(), &path)? {
            return Ok(None);
        }
        // For the message of whoever is refused meanwhile.
        file.set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(ClusterError::io("write", &path))?;
        Ok(Some(Self { _held: Held(file) }))
    }
}

/// The process that last took the lock, as far as can be told.
pub(crate) fn holder(layout: &Layout) -> Option<u32> {
    let text = std::fs::read_to_string(layout.lock()).ok()?;
    text.trim().parse().ok()
}

/// The guests' lock: shared by guests, held alone by an owner who has waited for them to leave.
#[derive(Debug)]
pub(crate) struct GuestLock {
    _held: Held,
}

impl GuestLock {
    /// `None` if the owner is stopping the cluster.
    pub(crate) fn try_join(layout: &Layout) -> Result<Option<Self>, ClusterError> {
        let path = layout.guests();
        let file = open(&path)?;
        Ok(locked(file.try_lock_shared(), &path)?.then_some(Self { _held: Held(file) }))
    }

    /// Waits until no guest is left, and lets none in while it is held.
    pub(crate) fn outlast(layout: &Layout) -> Result<Self, ClusterError> {
        let path = layout.guests();
        let file = open(&path)?;
        if !locked(file.try_lock(), &path)? {
            tracing::info!(
                "waiting for other commands to finish with the PostgreSQL that this one started"
            );
            file.lock().map_err(ClusterError::io("lock", &path))?;
        }
        Ok(Self { _held: Held(file) })
    }
}

/// A locked file. Closing it would not do: a child that another thread is just spawning has it open
/// until it becomes its own program.
#[derive(Debug)]
struct Held(File);

impl Drop for Held {
    fn drop(&mut self) {
        // Closing the file comes next, and is the better half of it.
        let _ = self.0.unlock();
    }
}

fn open(path: &Path) -> Result<File, ClusterError> {
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path);
    opened.map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied if path.exists() => {
            ClusterError::NotOurs { path: path.to_owned() }
        }
        _ => ClusterError::io("open", path)(error),
    })
}

fn locked(attempt: Result<(), TryLockError>, path: &Path) -> Result<bool, ClusterError> {
    match attempt {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(ClusterError::io("lock", path)(error)),
    }
}
