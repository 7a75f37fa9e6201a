//! What a caller chooses about a cluster.

use std::path::PathBuf;
use std::time::Duration;

/// Where the cluster lives, and how it is run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder for everything of ours; it is made if it is missing.
    pub data_dir: PathBuf,
    /// The folder of `initdb` and `postgres`; without it the machine is searched.
    pub binaries: Option<PathBuf>,
    /// Whether what was committed must survive a power failure.
    pub durability: Durability,
    /// How many MiB of its databases the server keeps in memory of its own.
    pub shared_buffers: u32,
    /// How long to wait for another process to let go of the data folder.
    pub lock_patience: Duration,
}

/// Light to host, and enough for an installation that has no server of its own; the system keeps more.
const FRUGAL: u32 = 64;

impl Options {
    /// A durable cluster in `data_dir`, run by the binaries found on this machine.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            binaries: None,
            durability: Durability::Durable,
            shared_buffers: FRUGAL,
            lock_patience: Duration::from_secs(10),
        }
    }
}

/// What a commit is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A commit survives a crash of the machine: for production. At most 100 connections.
    Durable,
    /// A killed server forgets the last commits, and a crash of the machine may ruin the cluster:
    /// for tests only. At most 200 connections.
    Disposable,
}
