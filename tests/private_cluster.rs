//! Without a database server: the service runs one of its own, which survives whatever happens to either.

use std::fs;
use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tenantry_testkit::{PASSWORD, Person, Program, Requests as _, SignUp, TestServer};

/// Somebody whose account must not be lost.
async fn signs_up(server: &TestServer, name: &str) -> Person {
    Person::sign_up(server.client(), SignUp::named(name)).await
}

async fn assert_remembers(server: &TestServer, name: &str) {
    let login = json!({"email": format!("{name}@example.com"), "password": PASSWORD});
    server.post("/api/v1/auth/login").json(&login).await.ok(200);
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
    let ada = signs_up(&server, "ada").await.signs_in().await;
    let database = postmaster(program.data_dir());
    server.stop().await.succeeded();
    assert!(rustix::process::test_kill_process(database).is_err(), "its database stopped too");

    let server = program.serve().await;
    assert_remembers(&server, "ada").await;
    // The signing key is the same one, so that sessions go on.
    server.get("/api/v1/users/me").bearer(&ada.access_token).await.ok(200);
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
    let made = program.run(&["service-credential", "create", "before"]).await.succeeded();
    let server = program.serve().await;
    let ada = server.signed_up("ada").await;
    let gateway = server.service("beside").await;
    for credential in [made.trim(), &gateway.credential] {
        let asked = server.post("/api/v1/introspect").bearer(credential);
        let learned = asked.form(&[("token", &ada.access_token)]).await.ok(200);
        assert_eq!(learned["active"], true);
    }
    assert_eq!(program.run(&["migrate"]).await.succeeded(), "The schema is up to date.\n");
    assert_eq!(names(&program).await, ["beside", "before"]);
    server.get("/readyz").await.ok(200);
    server.stop().await.succeeded();
    assert_eq!(names(&program).await, ["beside", "before"]);
}

async fn names(program: &Program) -> Vec<String> {
    let listed = program.run(&["service-credential", "list", "--json"]).await.succeeded();
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let entries = listed.as_array().unwrap().iter();
    entries.map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_second_service_on_the_same_data_is_refused() {
    let program = Program::new();
    let server = program.serve().await;
    let message = program.run(&["serve"]).await.failed();
    assert!(message.contains(program.data_dir().to_str().unwrap()), "{message}");
    server.get("/readyz").await.ok(200);
}
