//! The cluster for a command that runs beside a service, or without one.

use std::thread;
use std::time::Instant;

use crate::cluster::Purpose;
use crate::layout::Layout;
use crate::lock::{self, GuestLock, Lock};
use crate::{Cluster, ClusterError, Options, probe};

/// A cluster to work with: another process's, or our own for the moment.
#[derive(Debug)]
pub enum Attached {
    /// Another process runs the cluster.
    Running(Guest),
    /// None ran, so this process runs it until this is dropped.
    Started(Cluster),
}

impl Attached {
    /// The address of a database of the cluster; [`crate::DEFAULT_DATABASE`] always exists.
    pub fn database_url(&self, database: &str) -> String {
        match self {
            Self::Running(guest) => guest.layout.database_url(database),
            Self::Started(cluster) => cluster.database_url(database),
        }
    }
}

/// The use of another process's cluster. While it lives, another command does not stop the cluster;
/// a service that is told to stop does.
#[derive(Debug)]
pub struct Guest {
    layout: Layout,
    _lock: GuestLock,
}

impl Guest {
    /// `None` when the owner's server does not take connections now.
    fn join(layout: &Layout) -> Result<Option<Self>, ClusterError> {
        let Some(lock) = GuestLock::try_join(layout)? else {
            return Ok(None);
        };
        // Asked with the lock in hand: from here on no command stops what has answered.
        Ok(probe::answers(&layout.socket()).then(|| Self { layout: layout.clone(), _lock: lock }))
    }
}

/// Uses the cluster of the process that holds the data folder, waiting up to `lock_patience` for it
/// to answer, or starts the cluster when nobody holds the folder.
pub fn attach_or_start(options: &Options) -> Result<Attached, ClusterError> {
    let layout = Layout::prepare(&options.data_dir)?;
    let asked = Instant::now();
    loop {
        if let Some(lock) = Lock::try_take(&layout)? {
            return Cluster::launch(options, layout, lock, Purpose::Command).map(Attached::Started);
        }
        if let Some(guest) = Guest::join(&layout)? {
            return Ok(Attached::Running(guest));
        }
        if asked.elapsed() >= options.lock_patience {
            return Err(ClusterError::Silent {
                data_dir: layout.data_dir().to_owned(),
                holder: lock::holder(&layout),
            });
        }
        thread::sleep(lock::POLL);
    }
}
