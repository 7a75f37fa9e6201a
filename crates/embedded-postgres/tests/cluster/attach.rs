//! Commands beside a service, and beside each other.

use std::fs;
use std::thread;
use std::time::Duration;

use tenantry_embedded_postgres::{
    Attached, Cluster, ClusterError, DEFAULT_DATABASE, Options, attach_or_start,
};

use crate::helper::Helper;
use crate::place::{Place, query};

#[test]
fn a_command_starts_the_cluster_when_none_runs_and_stops_it_after() {
    let place = Place::new();
    let attached = attach_or_start(&place.options()).unwrap();
    assert!(matches!(attached, Attached::Started(_)));
    assert_eq!(query(&attached.database_url(DEFAULT_DATABASE), "SELECT 1"), ["1"]);
    drop(attached);
    assert!(!place.cluster_folder().join("postmaster.pid").exists());
}

#[test]
fn a_command_uses_the_cluster_of_a_running_service() {
    let place = Place::new();
    let cluster = place.start();
    Place::remember(&cluster);
    let postmaster = place.postmaster();
    let attached = attach_or_start(&place.options()).unwrap();
    assert!(matches!(attached, Attached::Running(_)));
    let url = attached.database_url(DEFAULT_DATABASE);
    assert_eq!(query(&url, "SELECT text FROM note"), ["remembered"]);
    drop(attached);
    assert_eq!(place.postmaster(), postmaster);
    Place::assert_remembered(&cluster);
    cluster.stop().unwrap();
}

#[test]
fn a_service_does_not_wait_for_a_command() {
    let place = Place::new();
    let cluster = place.start();
    let guest = attach_or_start(&place.options()).unwrap();
    cluster.stop().unwrap();
    drop(guest);
}

#[test]
fn a_command_waits_for_a_service_that_is_starting() {
    let place = Place::new();
    let mut service = Helper::spawn(&place, "serve");
    let lock = place.path().join("postgres.lock");
    crate::place::until("the service's lock", || {
        fs::read_to_string(&lock).is_ok_and(|text| !text.is_empty())
    });
    let attached = attach_or_start(&place.options()).unwrap();
    assert!(matches!(attached, Attached::Running(_)));
    assert_eq!(query(&attached.database_url(DEFAULT_DATABASE), "SELECT 1"), ["1"]);
    assert_eq!(service.reached(), "serving");
    service.assert_succeeds();
}

#[test]
fn commands_share_one_new_cluster() {
    let place = Place::new();
    let mut commands: Vec<Helper> = (0..6).map(|_| Helper::spawn(&place, "command")).collect();
    let mut reached: Vec<String> = commands.iter_mut().map(Helper::reached).collect();
    reached.sort_unstable();
    assert_eq!(reached, ["running", "running", "running", "running", "running", "started"]);
    for mut command in commands {
        command.release();
        thread::spawn(move || command.assert_succeeds());
    }
    // Ours waits until the last of them has left.
    place.start().stop().unwrap();
}

#[test]
fn commands_that_come_and_go_never_lose_the_cluster() {
    let place = Place::new();
    let commands: Vec<Helper> = (0..8).map(|_| Helper::spawn(&place, "command")).collect();
    thread::scope(|scope| {
        for mut command in commands {
            // Released from the start: each does its query and leaves at once.
            command.release();
            scope.spawn(move || command.assert_succeeds());
        }
    });
}

#[test]
fn a_command_keeps_its_cluster_for_another_that_has_joined() {
    let place = Place::new();
    let mut owner = Helper::spawn(&place, "command");
    assert_eq!(owner.reached(), "started");
    let guest = attach_or_start(&place.options()).unwrap();
    assert!(matches!(guest, Attached::Running(_)));
    owner.release();
    for _ in 0..20 {
        assert_eq!(query(&guest.database_url(DEFAULT_DATABASE), "SELECT 1"), ["1"]);
        thread::sleep(Duration::from_millis(20));
    }
    drop(guest);
    owner.assert_succeeds();
}

#[test]
fn a_service_waits_for_a_command_to_finish() {
    let place = Place::new();
    let mut command = Helper::spawn(&place, "command");
    assert_eq!(command.reached(), "started");
    thread::scope(|scope| {
        let service = scope.spawn(|| place.start());
        thread::sleep(Duration::from_millis(200));
        command.assert_succeeds();
        Place::remember(&service.join().unwrap());
    });
}

#[test]
fn a_command_gives_up_on_an_owner_whose_server_does_not_answer() {
    let place = Place::new();
    let lock = fs::File::create(place.path().join("postgres.lock")).unwrap();
    lock.lock().unwrap();
    let options = Options { lock_patience: Duration::ZERO, ..place.options() };
    let refusal = attach_or_start(&options).unwrap_err();
    assert!(matches!(refusal, ClusterError::Silent { .. }), "{refusal}");
    lock.unlock().unwrap();
    Cluster::start(&options).unwrap();
}
