//! Making a cluster that is either whole, with its database, or not there.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::account::{Account, spawn_failed};
use crate::binaries::Installation;
use crate::layout::{Layout, make_private_folder, remove_folder};
use crate::log::last_lines;
use crate::{ClusterError, DEFAULT_DATABASE, Durability};

/// Makes the cluster of this installation's version, unless it is there.
pub(crate) fn initialize(
    layout: &Layout,
    installation: &Installation,
    account: &Account,
    durability: Durability,
) -> Result<(), ClusterError> {
    let cluster = layout.cluster(installation.major);
    if cluster.exists() {
        return Ok(());
    }
    tracing::info!("making a PostgreSQL {} cluster in {}", installation.major, cluster.display());
    let unfinished = layout.unfinished_cluster(installation.major);
    remove_folder(&unfinished)?;
    make_private_folder(&unfinished, account)?;
    run_initdb(installation, account, &unfinished, durability)?;
    create_database(installation, account, &unfinished, durability)?;
    fs::rename(&unfinished, &cluster)
        .map_err(ClusterError::io("name the finished cluster", &cluster))?;
    sync(layout.data_dir(), durability)
}

fn run_initdb(
    installation: &Installation,
    account: &Account,
    folder: &Path,
    durability: Durability,
) -> Result<(), ClusterError> {
    let mut command = account.command(&installation.initdb());
    command
        .arg("-D")
        .arg(folder)
        .args(["-U", DEFAULT_DATABASE, "-E", "UTF8", "--locale=C.UTF-8"])
        .args(["--no-instructions", "--data-checksums"])
        .args(["--auth-local=trust", "--auth-host=reject"]);
    if durability == Durability::Disposable {
        command.arg("--no-sync");
    }
    let output = run(&mut command, "")?;
    succeeded("initdb", folder, &output)
}

/// Single-user mode needs neither a server nor a client program.
fn create_database(
    installation: &Installation,
    account: &Account,
    folder: &Path,
    durability: Durability,
) -> Result<(), ClusterError> {
    let mut command = account.command(&installation.postgres());
    command.arg("--single").arg("-D").arg(folder).args(["-c", "exit_on_error=on"]);
    if durability == Durability::Disposable {
        command.args(["-c", "fsync=off"]);
    }
    command.arg("postgres");
    let output = run(&mut command, &format!("CREATE DATABASE {DEFAULT_DATABASE}\n"))?;
    succeeded("postgres --single", folder, &output)
}

fn run(command: &mut Command, input: &str) -> Result<Output, ClusterError> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(spawn_failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ended before it read this tells why in its output.
        let _ = stdin.write_all(input.as_bytes());
    }
    child.wait_with_output().map_err(spawn_failed)
}

fn succeeded(program: &'static str, folder: &Path, output: &Output) -> Result<(), ClusterError> {
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    Err(ClusterError::Initialize {
        program,
        folder: folder.to_owned(),
        output: format!("{}\n({})", last_lines(&String::from_utf8_lossy(&said)), output.status),
    })
}

fn sync(folder: &Path, durability: Durability) -> Result<(), ClusterError> {
    if durability == Durability::Disposable {
        return Ok(());
    }
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(ClusterError::io("write to disk", folder))
}
