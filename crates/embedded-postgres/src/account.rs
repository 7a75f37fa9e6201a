//! The user that the server runs as: ourselves, or, as it refuses root, someone else when we are
//! root.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use crate::ClusterError;

/// The environment that the server gets. The rest stays here: `PG*` variables would change its
/// settings, and the service's own may be secrets.
const KEPT_ENVIRONMENT: [&str; 4] = ["PATH", "LD_LIBRARY_PATH", "LOCALE_ARCHIVE", "TZDIR"];

/// The user that owns the cluster and runs its processes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    /// `None` when the caller runs the server as itself.
    other: Option<OtherUser>,
}

/// Whom root becomes to run the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherUser {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Account {
    /// The owner of `cluster` where it exists, so that a cluster made as `nobody` stays usable once
    /// there is a `postgres`.
    pub(crate) fn choose(cluster: &Path) -> Result<Self, ClusterError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self { other: None });
        }
        let passwd = Path::new("/etc/passwd");
        let users = fs::read(passwd).map_err(ClusterError::io("read", passwd))?;
        let users = String::from_utf8_lossy(&users);
        let owner =
            fs::metadata(cluster).ok().filter(|owner| owner.uid() != 0).map(|owner| OtherUser {
                name: users_of(&users)
                    .find(|user| user.uid == owner.uid())
                    .map_or_else(|| owner.uid().to_string(), |user| user.name),
                uid: owner.uid(),
                gid: owner.gid(),
            });
        let other = owner
            .or_else(|| find_named(&users, "postgres"))
            .or_else(|| find_named(&users, "nobody"))
            .ok_or(ClusterError::NoAccount)?;
        Ok(Self { other: Some(other) })
    }

    /// The user root becomes; `None` when the server runs as the caller.
    pub(crate) fn other(&self) -> Option<&OtherUser> {
        self.other.as_ref()
    }

    /// Makes this account the owner of something the caller has made.
    pub(crate) fn take_over(&self, path: &Path) -> io::Result<()> {
        match &self.other {
            Some(user) => chown(path, Some(user.uid), Some(user.gid)),
            None => Ok(()),
        }
    }

    /// `program` run as this account, in a process group of its own (Ctrl-C in a terminal must not
    /// reach it before us), and interrupted when the thread that spawned it ends, as it does with a
    /// killed process.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        if let Some(user) = &self.other {
            command
                .arg(format!("--reuid={}", user.uid))
                .arg(format!("--regid={}", user.gid))
                .arg("--clear-groups");
        }
        command.arg("--pdeathsig=INT").arg("--").arg(program);
        in_clean_surroundings(&mut command);
        command.process_group(0);
        command
    }
}

/// Takes away what a child would inherit by chance; the caller's working folder may be closed to
/// the other user.
pub(crate) fn in_clean_surroundings(command: &mut Command) {
    command.env_clear().env("TZ", "UTC").current_dir("/");
    for name in KEPT_ENVIRONMENT {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
}

/// What to say when `setpriv` itself could not be run.
pub(crate) fn spawn_failed(error: io::Error) -> ClusterError {
    if error.kind() == io::ErrorKind::NotFound {
        ClusterError::NoSetpriv
    } else {
        ClusterError::io("run", Path::new("setpriv"))(error)
    }
}

fn find_named(passwd: &str, name: &str) -> Option<OtherUser> {
    users_of(passwd).find(|user| user.name == name)
}

/// passwd(5): `name:password:uid:gid:comment:home:shell`.
fn users_of(passwd: &str) -> impl Iterator<Item = OtherUser> {
    passwd.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(OtherUser { name, uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n\
                          broken line\n\
                          nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin\n";

    #[test]
    fn a_user_is_found_by_name() {
        let nobody = find_named(PASSWD, "nobody").unwrap();
        assert_eq!((nobody.uid, nobody.gid), (65534, 65533));
    }

    #[test]
    fn an_unknown_user_and_a_broken_line_are_not_found() {
        assert_eq!(find_named(PASSWD, "postgres"), None);
        assert_eq!(find_named(PASSWD, "broken line"), None);
    }
}
