//! A cluster that this process owns and runs.

use std::path::Path;

use crate::account::Account;
use crate::binaries::Installation;
use crate::layout::Layout;
use crate::lock::{GuestLock, Lock};
use crate::postmaster::{ExitWatch, Postmaster};
use crate::{ClusterError, Options, initialize, leftovers, reach, server};

/// A running private database server; dropping it stops it, and only logs what goes wrong then.
#[derive(Debug)]
pub struct Cluster {
    layout: Layout,
    purpose: Purpose,
    postmaster: Postmaster,
    // Let go after the server has ended: until then the data folder is in use.
    _lock: Lock,
}

/// What a cluster was started for, which decides when it may stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It stops when its owner says so; commands beside it lose it.
    Service,
    /// It stops when its owner and every guest are done.
    Command,
}

impl Cluster {
    /// Starts the cluster of a service, and makes it first if there is none; returns when it takes
    /// connections.
    ///
    /// Waits up to `lock_patience` for another process to let go of the data folder. May be called
    /// on any thread, and blocks it: about 0.1 s to start, up to some seconds to make a cluster,
    /// longer to recover after a crash under load.
    pub fn start(options: &Options) -> Result<Self, ClusterError> {
        let layout = Layout::prepare(&options.data_dir)?;
        let lock = Lock::take(&layout, options.lock_patience)?;
        Self::launch(options, layout, lock, Purpose::Service)
    }

    pub(crate) fn launch(
        options: &Options,
        layout: Layout,
        lock: Lock,
        purpose: Purpose,
    ) -> Result<Self, ClusterError> {
        let installation = Installation::find(options, &layout)?;
        let cluster = layout.cluster(installation.major);
        let account = Account::choose(&cluster)?;
        reach::require(&account, &installation.folder)?;
        reach::open_data_folder(&account, layout.data_dir())?;
        leftovers::end_processes(&layout)?;
        layout.renew_socket_folder(&account)?;
        initialize::initialize(&layout, &installation, &account, options.durability)?;
        installation.check_version(&cluster)?;
        leftovers::drop_pid_file(&cluster)?;
        let postmaster = server::start(&layout, &installation, &account, options)?;
        Ok(Self { layout, purpose, postmaster, _lock: lock })
    }

    /// The address of a database of this cluster; [`crate::DEFAULT_DATABASE`] always exists.
    pub fn database_url(&self, database: &str) -> String {
        self.layout.database_url(database)
    }

    /// The data folder by its canonical path.
    pub fn data_dir(&self) -> &Path {
        self.layout.data_dir()
    }

    /// A handle that tells when the server ends.
    pub fn watch(&self) -> ExitWatch {
        self.postmaster.watch()
    }

    /// Stops the server: SIGINT, after 10 s SIGQUIT, after another 10 s SIGKILL. A server that has
    /// ended on its own before is [`ClusterError::Ended`].
    ///
    /// A cluster from [`crate::attach_or_start`] waits first for every [`crate::Guest`] to leave; a
    /// thread that holds both must drop the guest first.
    pub fn stop(self) -> Result<(), ClusterError> {
        self.end()
    }

    fn end(&self) -> Result<(), ClusterError> {
        // Held until the server has ended. A lock that fails is no reason to leave it running.
        let _no_guests = (self.purpose == Purpose::Command && self.postmaster.runs())
            .then(|| GuestLock::outlast(&self.layout));
        self.postmaster.stop()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.postmaster.runs() {
            return;
        }
        if let Err(error) = self.end() {
            tracing::warn!("{error}");
        }
    }
}
