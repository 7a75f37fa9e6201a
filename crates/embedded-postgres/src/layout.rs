//! Which file of the data folder is where, and how a client names the socket.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::{ClusterError, DEFAULT_DATABASE};

const CLUSTER_PREFIX: &str = "postgres-";
const SOCKET: &str = ".s.PGSQL.5432";
/// `sockaddr_un` has room for 108 bytes with the closing zero.
const SOCKET_PATH_LIMIT: usize = 106;

/// The data folder and the names in it.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    data_dir: PathBuf,
}

impl Layout {
    /// Makes the data folder if it is missing, and settles on its one true path: `/proc` tells of
    /// no other.
    pub(crate) fn prepare(data_dir: &Path) -> Result<Self, ClusterError> {
        // Root's PostgreSQL runs as someone else, who has to pass through but need not list.
        let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
        DirBuilder::new()
            .recursive(true)
            .mode(mode)
            .create(data_dir)
            .map_err(ClusterError::io("make the data folder", data_dir))?;
        let data_dir =
            data_dir.canonicalize().map_err(ClusterError::io("enter the data folder", data_dir))?;
        let layout = Self { data_dir };
        let socket = layout.socket();
        if socket.as_os_str().len() > SOCKET_PATH_LIMIT {
            return Err(ClusterError::SocketPathTooLong { socket, limit: SOCKET_PATH_LIMIT });
        }
        Ok(layout)
    }

    pub(crate) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.data_dir.join("postgres.lock")
    }

    pub(crate) fn guests(&self) -> PathBuf {
        self.data_dir.join("postgres.guests")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.data_dir.join("postgres.log")
    }

    pub(crate) fn socket_folder(&self) -> PathBuf {
        self.data_dir.join("postgres-run")
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.socket_folder().join(SOCKET)
    }

    pub(crate) fn cluster(&self, major: u32) -> PathBuf {
        self.data_dir.join(format!("{CLUSTER_PREFIX}{major}"))
    }

    /// Where a cluster is made before it is given its name.
    pub(crate) fn unfinished_cluster(&self, major: u32) -> PathBuf {
        self.data_dir.join(format!("{CLUSTER_PREFIX}{major}.new"))
    }

    /// The major versions that have a cluster here.
    pub(crate) fn majors(&self) -> Result<Vec<u32>, ClusterError> {
        let folders = self.cluster_folders()?;
        let names = folders.iter().filter_map(|folder| folder.file_name());
        Ok(names.filter_map(major_of).collect())
    }

    /// Every folder that a server may work in, of whichever version, finished or not.
    pub(crate) fn cluster_folders(&self) -> Result<Vec<PathBuf>, ClusterError> {
        let list = || -> io::Result<Vec<PathBuf>> {
            let mut folders = Vec::new();
            for entry in fs::read_dir(&self.data_dir)? {
                let entry = entry?;
                let ours = entry.file_name().as_bytes().starts_with(CLUSTER_PREFIX.as_bytes());
                if ours && entry.path().is_dir() {
                    folders.push(entry.path());
                }
            }
            Ok(folders)
        };
        list().map_err(ClusterError::io("list the data folder", &self.data_dir))
    }

    /// An empty socket folder: what a killed server left in it would keep the next one from
    /// starting.
    pub(crate) fn renew_socket_folder(&self, account: &Account) -> Result<(), ClusterError> {
        let folder = self.socket_folder();
        remove_folder(&folder)?;
        make_private_folder(&folder, account)
    }

    /// The address of a database behind our socket, as tokio-postgres and libpq read it.
    pub(crate) fn database_url(&self, database: &str) -> String {
        format!(
            "postgres://{DEFAULT_DATABASE}@{}/{}",
            percent_encoded(self.socket_folder().as_os_str().as_bytes()),
            percent_encoded(database.as_bytes())
        )
    }
}

/// Makes a folder that `account` owns and nobody else may enter.
pub(crate) fn make_private_folder(folder: &Path, account: &Account) -> Result<(), ClusterError> {
    let make = || {
        DirBuilder::new().mode(0o700).create(folder)?;
        // A umask may have taken bits away.
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
        account.take_over(folder)
    };
    make().map_err(ClusterError::io("make the folder", folder))
}

/// Removes a folder with all that is in it; one that is missing is fine.
pub(crate) fn remove_folder(folder: &Path) -> Result<(), ClusterError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(ClusterError::io("remove the folder", folder)(error))
        }
        _ => Ok(()),
    }
}

fn major_of(name: &OsStr) -> Option<u32> {
    name.to_str()?.strip_prefix(CLUSTER_PREFIX)?.parse().ok()
}

fn percent_encoded(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_database_is_percent_encoded() {
        let layout = Layout { data_dir: PathBuf::from("/var/lib/a b,c") };
        assert_eq!(
            layout.database_url("x/y"),
            "postgres://tenantry@%2Fvar%2Flib%2Fa%20b%2Cc%2Fpostgres-run/x%2Fy"
        );
    }

    #[test]
    fn only_finished_clusters_have_a_major_version() {
        assert_eq!(major_of(OsStr::new("postgres-15")), Some(15));
        assert_eq!(major_of(OsStr::new("postgres-15.new")), None);
        assert_eq!(major_of(OsStr::new("postgres-run")), None);
    }
}
