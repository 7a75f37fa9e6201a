//! Which installation of the database server on this machine is used.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::account::in_clean_surroundings;
use crate::layout::Layout;
use crate::{ClusterError, Options};

/// Where Debian and its kin put each major version, as `<major>/bin`.
const VERSIONED_INSTALLATIONS: &str = "/usr/lib/postgresql";

/// A folder of server programs, and their major version.
#[derive(Debug)]
pub(crate) struct Installation {
    pub(crate) folder: PathBuf,
    pub(crate) major: u32,
}

impl Installation {
    /// The configured one, else one of the version that the data folder needs, else the newest.
    pub(crate) fn find(options: &Options, layout: &Layout) -> Result<Self, ClusterError> {
        let needed = layout.majors()?.into_iter().max();
        let folder = match &options.binaries {
            Some(folder) => complete(folder)
                .ok_or_else(|| ClusterError::IncompleteBinaries { folder: folder.clone() })?,
            None => search(
                Path::new(VERSIONED_INSTALLATIONS),
                std::env::var_os("PATH").as_deref(),
                needed,
            )
            .ok_or(ClusterError::NoBinaries)?,
        };
        let major = version_of(&folder.join("postgres"))?;
        match needed {
            // A new and empty cluster beside an older one would look like the loss of all data.
            Some(needed) if !layout.cluster(major).exists() => Err(ClusterError::WrongVersion {
                folder: layout.cluster(needed),
                needed: needed.to_string(),
                found: major,
            }),
            _ => Ok(Self { folder, major }),
        }
    }

    pub(crate) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    pub(crate) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    /// Refuses a cluster folder that another version has made, whatever the folder is called.
    pub(crate) fn check_version(&self, cluster: &Path) -> Result<(), ClusterError> {
        let path = cluster.join("PG_VERSION");
        let version = fs::read_to_string(&path).map_err(ClusterError::io("read", &path))?;
        if version.trim() == self.major.to_string() {
            return Ok(());
        }
        Err(ClusterError::WrongVersion {
            folder: cluster.to_owned(),
            needed: version.trim().to_owned(),
            found: self.major,
        })
    }
}

fn search(versioned: &Path, path: Option<&OsStr>, needed: Option<u32>) -> Option<PathBuf> {
    let mut majors: Vec<u32> = fs::read_dir(versioned)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    majors.sort_unstable_by_key(|&major| (Some(major) == needed, major));
    let installed = majors
        .iter()
        .rev()
        .find_map(|major| complete(&versioned.join(major.to_string()).join("bin")));
    installed.or_else(|| {
        std::env::split_paths(path?).find_map(|folder| {
            // A link on the PATH leads to the folder that has the other programs too.
            let postgres = folder.join("postgres").canonicalize().ok()?;
            complete(postgres.parent()?)
        })
    })
}

/// The folder's true path, if it holds what we need.
fn complete(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    let holds = |program: &str| folder.join(program).is_file();
    (holds("initdb") && holds("postgres")).then_some(folder)
}

fn version_of(postgres: &Path) -> Result<u32, ClusterError> {
    let mut command = Command::new(postgres);
    command.arg("--version");
    in_clean_surroundings(&mut command);
    let output = command.output().map_err(ClusterError::io("run", postgres))?;
    let answer = String::from_utf8_lossy(&output.stdout);
    major_in(&answer).ok_or_else(|| ClusterError::UnknownVersion {
        program: postgres.to_owned(),
        answer: format!("it said: {}", answer.trim()),
    })
}

/// From `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`, or `… 18beta1`.
fn major_in(answer: &str) -> Option<u32> {
    let version = answer.split_once("(PostgreSQL)")?.1.trim_start();
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    fn install(folder: &Path) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("initdb"), "").unwrap();
        fs::write(folder.join("postgres"), "").unwrap();
        folder.canonicalize().unwrap()
    }

    #[test]
    fn the_major_version_is_read() {
        let debian = "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n";
        assert_eq!(major_in(debian), Some(15));
        assert_eq!(major_in("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_in("something else 9"), None);
    }

    #[test]
    fn the_newest_complete_version_is_used() {
        let machine = TempDir::new().unwrap();
        install(&machine.path().join("9/bin"));
        let newest = install(&machine.path().join("16/bin"));
        fs::create_dir_all(machine.path().join("17/bin")).unwrap();
        assert_eq!(search(machine.path(), None, None), Some(newest));
    }

    #[test]
    fn the_version_that_the_data_needs_goes_before_the_newest() {
        let machine = TempDir::new().unwrap();
        let needed = install(&machine.path().join("15/bin"));
        install(&machine.path().join("16/bin"));
        assert_eq!(search(machine.path(), None, Some(15)), Some(needed));
    }

    #[test]
    fn a_link_on_the_path_leads_to_the_installation() {
        let machine = TempDir::new().unwrap();
        let installed = install(&machine.path().join("opt/bin"));
        let linked = machine.path().join("local");
        fs::create_dir(&linked).unwrap();
        symlink(installed.join("postgres"), linked.join("postgres")).unwrap();
        let none = machine.path().join("none");
        assert_eq!(search(&none, Some(linked.as_os_str()), None), Some(installed));
    }

    #[test]
    fn a_machine_without_postgresql_has_none() {
        let machine = TempDir::new().unwrap();
        let none = machine.path().join("none");
        assert_eq!(search(&none, Some(machine.path().as_os_str()), None), None);
        let message = ClusterError::NoBinaries.to_string();
        assert!(message.contains("package `postgresql`"), "{message}");
        assert!(message.contains("postgres.binaries"), "{message}");
    }
}
