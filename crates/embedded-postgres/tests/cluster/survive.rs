//! A cluster that comes back after what should not happen.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tenantry_embedded_postgres::{Cluster, ClusterError, DEFAULT_DATABASE};

use crate::helper::Helper;
use crate::place::{Place, durable, kill, query, try_query, until};

/// Durable: otherwise a server may rightly lose what it had committed before it was killed.
fn start(place: &Place) -> Cluster {
    Cluster::start(&durable(place.path())).unwrap()
}

fn assert_comes_back(place: &Place) {
    let cluster = start(place);
    Place::assert_remembered(&cluster);
    cluster.stop().unwrap();
}

/// Leaves something to remember, and no process.
fn prepare(place: &Place) {
    let cluster = start(place);
    Place::remember(&cluster);
    cluster.stop().unwrap();
}

fn ended(pid: Pid) -> bool {
    test_kill_process(pid).is_err()
}

#[test]
fn a_killed_postmaster_is_told_of_and_started_again() {
    let place = Place::new();
    let cluster = start(&place);
    Place::remember(&cluster);
    let watch = cluster.watch();
    let watcher = thread::spawn(move || watch.wait());
    kill(place.postmaster());

    let told = watcher.join().unwrap().unwrap_err();
    let ClusterError::Ended { status, log, .. } = &told else {
        panic!("{told}");
    };
    assert!(status.contains("SIGKILL"), "{status}");
    assert!(log.ends_with("postgres.log"), "{}", log.display());
    assert!(matches!(cluster.watch().try_wait(), Some(Err(ClusterError::Ended { .. }))));
    assert!(matches!(cluster.stop(), Err(ClusterError::Ended { .. })));
    assert_comes_back(&place);
}

#[test]
fn an_end_on_request_of_a_stranger_shows_the_log() {
    let place = Place::new();
    let cluster = start(&place);
    kill_process(place.postmaster(), Signal::INT).unwrap();
    let told = cluster.watch().wait().unwrap_err().to_string();
    assert!(told.contains("exit status: 0"), "{told}");
    assert!(told.contains("database system is shut down"), "{told}");
}

#[test]
fn the_server_ends_with_its_killed_owner() {
    let place = Place::new();
    prepare(&place);
    let mut owner = Helper::spawn(&place, "serve");
    owner.reached();
    let postmaster = place.postmaster();
    owner.kill();
    until("the end of the server", || ended(postmaster));
    assert_comes_back(&place);
}

#[test]
fn a_service_starts_right_after_its_killed_forerunner() {
    let place = Place::new();
    prepare(&place);
    let mut owner = Helper::spawn(&place, "serve");
    owner.reached();
    owner.kill();
    assert_comes_back(&place);
}

#[test]
fn a_service_starts_after_it_was_killed_with_its_busy_server() {
    let place = Place::new();
    prepare(&place);
    let mut owner = Helper::spawn(&place, "serve");
    owner.reached();
    let url = format!(
        "postgres://tenantry@{}/tenantry",
        place.path().join("postgres-run").to_str().unwrap().replace('/', "%2F")
    );
    let busy = {
        let url = url.clone();
        thread::spawn(move || try_query(&url, "SELECT pg_sleep(600)"))
    };
    until("a busy session", || {
        let sleeping = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        !query(&url, sleeping).is_empty()
    });
    let postmaster = place.postmaster();
    kill(postmaster);
    owner.kill();
    assert_comes_back(&place);
    assert!(busy.join().unwrap().is_err());
}

#[test]
fn a_forgotten_server_is_ended_before_ours_starts() {
    let place = Place::new();
    prepare(&place);
    // Run by the program itself, so as to have its user, and left alone: nobody holds the lock.
    let mut forgotten = forgotten_server(&place);
    until("the forgotten server's readiness", || {
        fs::read_to_string(place.cluster_folder().join("postmaster.pid"))
            .is_ok_and(|text| text.contains("ready"))
    });
    assert_comes_back(&place);
    forgotten.wait().unwrap();
}

fn forgotten_server(place: &Place) -> Child {
    let cluster = place.cluster_folder().canonicalize().unwrap();
    let options = fs::read_to_string(cluster.join("postmaster.opts")).unwrap();
    let program = options.split(' ').next().unwrap();
    as_owner_of(&cluster, program)
        .arg("-D")
        .arg(&cluster)
        .args(["-c", "listen_addresses=", "-c"])
        .arg(format!("unix_socket_directories={}", place.path().join("postgres-run").display()))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The server minds only processes of its own user.
fn as_owner_of(cluster: &Path, program: &str) -> Command {
    let owner = fs::metadata(cluster).unwrap();
    let mut command = Command::new(program);
    command.current_dir("/");
    if rustix::process::geteuid().is_root() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    command
}

#[test]
fn lock_files_that_name_a_stranger_or_a_zombie_do_not_matter() {
    let place = Place::new();
    prepare(&place);
    let cluster = place.cluster_folder();
    let socket_folder = place.path().join("postgres-run");
    let mut stranger = as_owner_of(&cluster, "sleep").arg("60").spawn().unwrap();
    let mut zombie = as_owner_of(&cluster, "true").spawn().unwrap();
    for process in [&stranger, &zombie] {
        let text = format!(
            "{}\n{}\n1700000000\n5432\n/nowhere\n\n   1 1\nready   \n",
            process.id(),
            cluster.display()
        );
        fs::write(cluster.join("postmaster.pid"), &text).unwrap();
        fs::write(socket_folder.join(".s.PGSQL.5432.lock"), text).unwrap();
        assert_comes_back(&place);
    }
    assert!(stranger.try_wait().unwrap().is_none(), "a stranger was ended");
    stranger.kill().unwrap();
    stranger.wait().unwrap();
    zombie.wait().unwrap();
}

#[test]
fn a_cluster_whose_making_was_cut_short_is_made_anew() {
    let place = Place::new();
    let owner = Helper::spawn(&place, "serve");
    until("an unfinished cluster", || {
        let unfinished = place.folders().into_iter();
        unfinished
            .filter(|folder| folder.extension().is_some_and(|extension| extension == "new"))
            .any(|folder| fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_some()))
    });
    owner.kill();
    let cluster = start(&place);
    assert_eq!(query(&cluster.database_url(DEFAULT_DATABASE), "SELECT 1"), ["1"]);
}

#[test]
fn a_cluster_that_was_not_stopped_is_ended_by_its_drop_even_in_a_panic() {
    let place = Place::new();
    let panicked = thread::scope(|scope| {
        scope
            .spawn(|| {
                let _cluster = start(&place);
                panic!("on purpose");
            })
            .join()
    });
    assert!(panicked.is_err());
    start(&place).stop().unwrap();
}
