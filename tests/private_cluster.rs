//! Without a database server: the service runs one of its own, which survives whatever happens to either.

use std::fs;
use std::path::Path;
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tenantry_testkit::{PASSWORD, Program, Requests as _, SignUp, TestServer};

use crate::fixtures::{PATIENCE, login};

/// Somebody whose account must not be lost. It is kept on a disk, which may take longer than a request has patience: whoever is told so
/// comes again, and may find it done.
async fn signs_up(server: &TestServer, name: &str) {
    let sign_up = server.post("/api/v1/auth/signup").json(SignUp::named(name).body());
    let mut answer = sign_up.clone().await;
    if answer.status == 503 {
        answer = sign_up.once_served().await;
        if answer.status == 409 {
            answer.refused(409, "email_taken");
            return;
        }
    }
    answer.ok(201);
}

/// Signs in, and returns what authorizes requests.
async fn signs_in(server: &TestServer, name: &str) -> String {
    let login = login(server, &format!("{name}@example.com"), PASSWORD);
    let tokens = login.once_served().await.ok(200);
    tokens["access_token"].as_str().unwrap().to_owned()
}

async fn assert_remembers(server: &TestServer, name: &str) {
    signs_in(server, name).await;
}

/// Has a command succeed, which is given again where the disk took longer than it has patience.
async fn run(program: &Program, arguments: &[&str]) -> String {
    let begun = Instant::now();
    loop {
        let ended = program.run(arguments).await;
        if ended.status.success() || !ended.stderr.contains("the store is unavailable") {
            return ended.succeeded();
        }
        assert!(begun.elapsed() < PATIENCE, "{ended:#?}");
    }
}

fn postmaster(data_dir: &Path) -> Pid {
    let entries = fs::read_dir(data_dir).unwrap().map(|entry| entry.unwrap().path());
    let mut pid_files = entries.map(|folder| folder.join("postmaster.pid"));
    let text = fs::read_to_string(pid_files.find(|file| file.is_file()).unwrap()).unwrap();
    Pid::from_raw(text.lines().next().unwrap().parse().unwrap()).unwrap()
}

#[tokio::test]
async fn data_outlives_a_stop_and_every_kill() {
    let program = Program::new();
    let server = program.serve().await;
    assert!(server.banner().contains(program.data_dir().to_str().unwrap()), "{}", server.banner());
    signs_up(&server, "ada").await;
    let ada = signs_in(&server, "ada").await;
    let database = postmaster(program.data_dir());
    server.stop().await.succeeded();
    assert!(rustix::process::test_kill_process(database).is_err(), "its database stopped too");

    let server = program.serve().await;
    assert_remembers(&server, "ada").await;
    // The signing key is the same one, so that sessions go on.
    server.get("/api/v1/users/me").bearer(&ada).once_served().await.ok(200);
    signs_up(&server, "grace").await;
    server.kill().await;

    let server = program.serve().await;
    assert_remembers(&server, "grace").await;
    signs_up(&server, "mary").await;
    kill_process(postmaster(program.data_dir()), Signal::KILL).unwrap();
    let message = server.ended().await.failed();
    assert!(message.contains("PostgreSQL") || message.contains("database"), "{message}");
    assert!(message.contains("postgres.log") && !message.contains("panicked"), "{message}");

    let server = program.serve().await;
    for name in ["ada", "grace", "mary"] {
        assert_remembers(&server, name).await;
    }
    server.stop().await.succeeded();
}

#[tokio::test]
async fn commands_work_beside_the_service_and_without_it() {
    let program = Program::new();
    let before = run(&program, &["service-credential", "create", "before"]).await;
    let server = program.serve().await;
    signs_up(&server, "ada").await;
    let ada = signs_in(&server, "ada").await;
    let beside = run(&program, &["service-credential", "create", "beside"]).await;
    for credential in [before.trim(), beside.trim()] {
        let asked = server.post("/api/v1/introspect").bearer(credential);
        let learned = asked.form(&[("token", &ada)]).once_served().await.ok(200);
        assert_eq!(learned["active"], true);
    }
    assert_eq!(run(&program, &["migrate"]).await, "The schema is up to date.\n");
    assert_eq!(names(&program).await, ["beside", "before"]);
    server.get("/readyz").once_served().await.ok(200);
    server.stop().await.succeeded();
    assert_eq!(names(&program).await, ["beside", "before"]);
}

async fn names(program: &Program) -> Vec<String> {
    let listed = run(program, &["service-credential", "list", "--json"]).await;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let entries = listed.as_array().unwrap().iter();
    let mut names: Vec<_> =
        entries.map(|entry| entry["name"].as_str().unwrap().to_owned()).collect();
    // What a command had no patience for may have been done all the same.
    names.dedup();
    names
}

#[tokio::test]
async fn a_second_service_on_the_same_data_is_refused() {
    let program = Program::new();
    let server = program.serve().await;
    let message = program.run(&["serve"]).await.failed();
    assert!(message.contains(program.data_dir().to_str().unwrap()), "{message}");
    server.get("/readyz").await.ok(200);
}
