//! What can't be had, and what the person is told.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;
use tenantry_embedded_postgres::{Cluster, ClusterError, Options};

use crate::place::{Place, disposable};

fn refusal(options: &Options) -> (ClusterError, String) {
    let error = Cluster::start(options).unwrap_err();
    let message = error.to_string();
    (error, message)
}

#[test]
fn a_second_service_on_the_same_folder_is_refused() {
    let place = Place::new();
    let cluster = place.start();
    let options = Options { lock_patience: Duration::ZERO, ..place.options() };
    let (error, message) = refusal(&options);
    assert!(matches!(error, ClusterError::Locked { .. }), "{message}");
    assert!(message.contains(&format!("process {}", std::process::id())), "{message}");
    Place::remember(&cluster);
    Place::assert_remembered(&cluster);
}

#[test]
fn a_path_too_long_for_a_socket_is_refused() {
    let place = Place::new();
    let (error, message) = refusal(&disposable(&place.path().join("d".repeat(80))));
    assert!(matches!(error, ClusterError::SocketPathTooLong { .. }), "{message}");
    assert!(message.contains("shorter `data_dir`"), "{message}");
}

#[test]
fn the_longest_path_that_is_not_refused_works() {
    let place = Place::new();
    let taken = place.path().canonicalize().unwrap().as_os_str().len()
        + "//postgres-run/.s.PGSQL.5432".len();
    let cluster = Cluster::start(&disposable(&place.path().join("d".repeat(106 - taken)))).unwrap();
    Place::remember(&cluster);
}

#[test]
fn a_folder_without_binaries_is_refused() {
    let place = Place::new();
    for missing in [place.path().to_owned(), PathBuf::from("/nowhere")] {
        let options = Options { binaries: Some(missing), ..place.options() };
        let (error, message) = refusal(&options);
        assert!(matches!(error, ClusterError::IncompleteBinaries { .. }), "{message}");
        assert!(message.contains("`postgres.binaries`"), "{message}");
        assert!(message.contains("package `postgresql`"), "{message}");
    }
}

#[test]
fn a_cluster_of_another_version_is_not_passed_over() {
    let place = Place::new();
    fs::create_dir(place.path().join("postgres-9")).unwrap();
    let (error, message) = refusal(&place.options());
    assert!(matches!(error, ClusterError::WrongVersion { .. }), "{message}");
    assert!(message.contains("install PostgreSQL 9"), "{message}");
}

#[test]
fn a_cluster_of_another_version_than_its_name_says_is_refused() {
    let place = Place::new();
    place.start().stop().unwrap();
    fs::write(place.cluster_folder().join("PG_VERSION"), "9\n").unwrap();
    let (error, message) = refusal(&place.options());
    assert!(matches!(error, ClusterError::WrongVersion { .. }), "{message}");
    assert!(message.contains("install PostgreSQL 9"), "{message}");
}

#[test]
fn a_server_that_does_not_start_shows_its_log() {
    let place = Place::new();
    place.start().stop().unwrap();
    fs::write(place.cluster_folder().join("postgresql.conf"), "no_such_setting = 1\n").unwrap();
    let (error, message) = refusal(&place.options());
    assert!(matches!(error, ClusterError::Start { .. }), "{message}");
    assert!(message.contains("no_such_setting"), "{message}");
}

#[test]
fn a_cluster_that_cannot_be_made_shows_what_initdb_said() {
    let place = Place::new();
    let binaries = TempDir::new().unwrap();
    fs::set_permissions(binaries.path(), fs::Permissions::from_mode(0o755)).unwrap();
    script(&binaries, "postgres", "echo 'postgres (PostgreSQL) 15.1'");
    script(&binaries, "initdb", "echo 'no room' >&2; exit 1");
    let options = Options { binaries: Some(binaries.path().to_owned()), ..place.options() };
    let (error, message) = refusal(&options);
    assert!(matches!(error, ClusterError::Initialize { .. }), "{message}");
    assert!(message.contains("no room"), "{message}");
    assert!(!place.path().join("postgres-15").exists());
}

fn script(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// For root only: an ordinary user's server can go where that user can.
#[test]
fn a_folder_that_the_servers_user_cannot_reach_is_refused() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let place = Place::new();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let (error, message) = refusal(&disposable(&place.path().join("data")));
    assert!(matches!(error, ClusterError::Unreachable { .. }), "{message}");
    assert!(message.contains(&format!("chmod a+x {}", place.path().display())), "{message}");
}
