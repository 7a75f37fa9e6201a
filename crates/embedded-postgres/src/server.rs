//! How the server is run, and when it is ready.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::account::Account;
use crate::binaries::Installation;
use crate::layout::Layout;
use crate::log::Log;
use crate::postmaster::Postmaster;
use crate::{ClusterError, Durability, Options};

const POLL: Duration = Duration::from_millis(10);
/// Long, for the sake of a recovery after a crash under load.
const START_PATIENCE: Duration = Duration::from_mins(5);

/// Settings of every cluster. They are arguments rather than lines of `postgresql.conf`, so that an
/// old cluster gets them too.
///
/// `log_min_messages=log` leaves out what the client is told anyway: those lines quote users' rows.
const SETTINGS: [&str; 10] = [
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
    "log_destination=stderr",
    "log_min_messages=log",
    "log_checkpoints=off",
    "restart_after_crash=on",
];

const DURABLE: [&str; 4] =
    ["max_connections=100", "fsync=on", "synchronous_commit=on", "full_page_writes=on"];

const DISPOSABLE: [&str; 4] =
    ["max_connections=200", "fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// Starts the server on a cluster and waits until it accepts connections.
pub(crate) fn start(
    layout: &Layout,
    installation: &Installation,
    account: &Account,
    options: &Options,
) -> Result<Postmaster, ClusterError> {
    let cluster = layout.cluster(installation.major);
    let log = Log::open(layout.log())?;
    let mut command = account.command(&installation.postgres());
    command.arg("-D").arg(&cluster);
    for setting in SETTINGS.iter().chain(match options.durability {
        Durability::Durable => &DURABLE,
        Durability::Disposable => &DISPOSABLE,
    }) {
        command.arg("-c").arg(setting);
    }
    command.arg("-c").arg(format!("shared_buffers={}MB", options.shared_buffers));
    command.arg("-c").arg(socket_setting(&layout.socket_folder()));
    command.stdin(Stdio::null()).stdout(log.writer()?).stderr(log.writer()?);
    let postmaster = Postmaster::spawn(command, log)?;
    match wait_until_ready(&postmaster, &cluster) {
        Ok(()) => Ok(postmaster),
        Err(error) => {
            // The error at hand is the one to tell.
            let _ = postmaster.stop();
            Err(error)
        }
    }
}

fn wait_until_ready(postmaster: &Postmaster, cluster: &Path) -> Result<(), ClusterError> {
    let watch = postmaster.watch();
    let spawned = Instant::now();
    let failed = |reason: String| ClusterError::Start {
        reason,
        log: postmaster.log().path().to_owned(),
        tail: postmaster.log().tail(),
    };
    let pid = postmaster.pid().as_raw_pid();
    loop {
        if says_ready(cluster, pid) {
            return Ok(());
        }
        match watch.try_wait() {
            Some(Err(ClusterError::Ended { status, .. })) => return Err(failed(status)),
            Some(_) => return Err(failed("it was stopped".to_owned())),
            None if spawned.elapsed() >= START_PATIENCE => {
                return Err(failed(format!("not ready after {} s", START_PATIENCE.as_secs())));
            }
            None => thread::sleep(POLL),
        }
    }
}

fn says_ready(cluster: &Path, pid: i32) -> bool {
    fs::read_to_string(cluster.join("postmaster.pid")).is_ok_and(|text| names_ready(&text, pid))
}

/// The first line of `postmaster.pid` is the process, the eighth its status, padded with blanks.
fn names_ready(pid_file: &str, pid: i32) -> bool {
    let mut lines = pid_file.lines();
    let named = lines.next().and_then(|line| line.trim().parse().ok());
    named == Some(pid) && lines.nth(6).is_some_and(|status| status.trim() == "ready")
}

/// The server reads a list of quoted names here; quoted, a comma or a blank is part of the path.
fn socket_setting(folder: &Path) -> OsString {
    use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
    let mut setting = b"unix_socket_directories=\"".to_vec();
    for &byte in folder.as_os_str().as_bytes() {
        if byte == b'"' {
            setting.push(byte);
        }
        setting.push(byte);
    }
    setting.push(b'"');
    OsString::from_vec(setting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_eighth_line_of_our_own_process_says_ready() {
        let file = |status: &str| format!("42\n/data\n1700000000\n5432\n/run\n\n  5 6\n{status}\n");
        assert!(names_ready(&file("ready   "), 42));
        assert!(!names_ready(&file("ready   "), 43));
        assert!(!names_ready(&file("starting"), 42));
        assert!(!names_ready("42\n", 42));
        assert!(!names_ready("", 42));
    }

    #[test]
    fn a_quote_in_the_socket_folder_is_doubled() {
        assert_eq!(
            socket_setting(Path::new("/a, \"b\"")),
            "unix_socket_directories=\"/a, \"\"b\"\"\""
        );
    }
}
