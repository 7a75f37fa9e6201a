//! A cluster that starts, answers and stops.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::thread;

use tenantry_embedded_postgres::{Cluster, DEFAULT_DATABASE};

use crate::place::{Place, disposable, durable, query};

#[test]
fn a_new_cluster_answers_in_its_database() {
    let place = Place::new();
    let cluster = place.start();
    let url = cluster.database_url(DEFAULT_DATABASE);
    assert_eq!(query(&url, "SELECT current_database()"), ["tenantry"]);
    assert_eq!(query(&url, "SELECT current_user"), ["tenantry"]);
    assert_eq!(query(&url, "SHOW data_checksums"), ["on"]);
    assert_eq!(query(&url, "SHOW server_encoding"), ["UTF8"]);
    assert_eq!(query(&url, "SHOW fsync"), ["off"]);
    assert_eq!(query(&url, "SHOW max_connections"), ["200"]);
    cluster.stop().unwrap();
}

#[test]
fn a_durable_cluster_writes_through_and_keeps_its_data() {
    let place = Place::new();
    let options = durable(place.path());
    let cluster = Cluster::start(&options).unwrap();
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        let shown = query(&cluster.database_url(DEFAULT_DATABASE), &format!("SHOW {setting}"));
        assert_eq!(shown, ["on"], "{setting}");
    }
    Place::remember(&cluster);
    cluster.stop().unwrap();

    let cluster = Cluster::start(&options).unwrap();
    Place::assert_remembered(&cluster);
}

#[test]
fn there_is_no_way_in_but_the_private_socket() {
    let place = Place::new();
    let cluster = place.start();
    let url = cluster.database_url(DEFAULT_DATABASE);
    assert_eq!(query(&url, "SHOW listen_addresses"), [""]);
    for folder in [place.path().join("postgres-run"), place.cluster_folder()] {
        let mode = fs::metadata(&folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", folder.display());
    }
}

#[test]
fn a_closed_data_folder_is_opened_no_further_than_it_must_be() {
    let place = Place::new();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let cluster = place.start();
    Place::remember(&cluster);
    let mode = fs::metadata(place.path()).unwrap().permissions().mode() & 0o777;
    let expected = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
    assert_eq!(mode, expected);
}

#[test]
fn a_dropped_cluster_has_ended() {
    let place = Place::new();
    let cluster = place.start();
    let postmaster = place.postmaster();
    let watch = cluster.watch();
    assert!(watch.try_wait().is_none());
    drop(cluster);
    watch.wait().unwrap();
    assert!(rustix::process::test_kill_process(postmaster).is_err());
}

#[test]
fn a_path_may_have_blanks_commas_and_quotes() {
    let place = Place::new();
    let cluster = Cluster::start(&disposable(&place.path().join("a b,\"c\"/d"))).unwrap();
    Place::remember(&cluster);
    Place::assert_remembered(&cluster);
}

#[test]
fn a_cluster_outlives_the_thread_that_started_it() {
    let place = Place::new();
    let cluster = thread::scope(|scope| scope.spawn(|| place.start()).join().unwrap());
    Place::remember(&cluster);
    Place::assert_remembered(&cluster);
    cluster.stop().unwrap();
}

#[test]
fn an_interrupt_from_the_terminal_does_not_reach_the_server() {
    let place = Place::new();
    let _cluster = place.start();
    let postmaster = place.postmaster();
    assert_eq!(rustix::process::getpgid(Some(postmaster)).unwrap(), postmaster);
}
