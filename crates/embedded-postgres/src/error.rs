//! Why a cluster could not be had, told to the person who has to mend it.

use std::io;
use std::path::{Path, PathBuf};

/// A failure of the private cluster; each message is complete by itself and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    #[error(
        "no PostgreSQL was found, neither in /usr/lib/postgresql/*/bin nor on the PATH: install it (on Debian and Ubuntu the \
         package `postgresql`), or set `postgres.binaries` to the folder that holds `initdb` and `postgres`"
    )]
    NoBinaries,

    #[error(
        "`postgres.binaries` is {}, which does not hold both `initdb` and `postgres`: set it to the folder of a PostgreSQL \
         server's programs (on Debian and Ubuntu the package `postgresql` puts them into /usr/lib/postgresql/<version>/bin), \
         or leave it out to have them looked for",
        folder.display()
    )]
    IncompleteBinaries { folder: PathBuf },

    #[error("{} --version does not tell its version ({answer}): set `postgres.binaries` to another installation", program.display())]
    UnknownVersion { program: PathBuf, answer: String },

    #[error(
        "{} was made by PostgreSQL {needed}, and the PostgreSQL found is {found}: install PostgreSQL {needed} (on Debian and \
         Ubuntu the package `postgresql-{needed}`) or set `postgres.binaries` to its folder; to move to {found}, dump the \
         databases with {needed} and restore them into a new data folder",
        folder.display()
    )]
    WrongVersion { folder: PathBuf, needed: String, found: u32 },

    #[error(
        "the path of PostgreSQL's socket, {}, has {} bytes and may have at most {limit}: choose a shorter `data_dir`",
        socket.display(),
        socket.as_os_str().len()
    )]
    SocketPathTooLong { socket: PathBuf, limit: usize },

    #[error(
        "PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor a user `nobody` to run it as: \
         install the package `postgresql`, which makes the former, or start the service as an ordinary user"
    )]
    NoAccount,

    #[error(
        "PostgreSQL refuses to run as root, so it runs as the user `{account}`, who may not enter {}, which is on the way to \
         {}: use a folder that this user can reach, such as one in /var/lib, or allow it with `chmod a+x {}`",
        folder.display(),
        target.display(),
        folder.display()
    )]
    Unreachable { account: String, folder: PathBuf, target: PathBuf },

    #[error(
        "the data folder {} is in use by {}: stop that service first, or choose another `data_dir`",
        data_dir.display(),
        process(*holder)
    )]
    Locked { data_dir: PathBuf, holder: Option<u32> },

    #[error(
        "the data folder {} is in use by {}, and its PostgreSQL does not answer: wait until that service has started, or stop it",
        data_dir.display(),
        process(*holder)
    )]
    Silent { data_dir: PathBuf, holder: Option<u32> },

    #[error(
        "{} belongs to another user: run this as the user who runs the service, or choose another `data_dir`",
        path.display()
    )]
    NotOurs { path: PathBuf },

    #[error(
        "PostgreSQL processes {pids:?} still work in {} and could not be ended: end them, then start again",
        data_dir.display()
    )]
    Leftovers { data_dir: PathBuf, pids: Vec<i32> },

    #[error("`setpriv` was not found: install it (on Debian and Ubuntu the package `util-linux`)")]
    NoSetpriv,

    #[error("{program} could not make the cluster in {}; it said:\n{output}", folder.display())]
    Initialize { program: &'static str, folder: PathBuf, output: String },

    #[error("PostgreSQL did not start ({reason}); the end of {}:\n{tail}", log.display())]
    Start { reason: String, log: PathBuf, tail: String },

    #[error("PostgreSQL ended on its own ({status}); the end of {}:\n{tail}", log.display())]
    Ended { status: String, log: PathBuf, tail: String },

    #[error("PostgreSQL (process {pid}) does not end, not even when killed")]
    Unstoppable { pid: i32 },

    #[error("could not {action} {}: {cause}", path.display())]
    Io { action: &'static str, path: PathBuf, cause: io::Error },
}

impl ClusterError {
    /// For `map_err`: names what was tried, and where.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Io { action, path: path.to_owned(), cause }
    }
}

fn process(holder: Option<u32>) -> String {
    holder.map_or_else(
        || "another process".to_owned(),
        |pid| format!("another service or command (process {pid})"),
    )
}
