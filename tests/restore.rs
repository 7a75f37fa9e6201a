//! A backup that is restored: what ended after it was made stays ended, by the file that was kept apart from it, and without one every
//! session ends.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};
use tenantry_testkit::{
    Client, Ended, PASSWORD, Person, Program, Requests as _, Service, TestDatabase, TestServer,
};

use crate::fixtures::{
    EveryKind, NEW_PASSWORD, change_password, delete_account, forgot_password, login, member_of,
    reason, reset_password, revoke,
};

const ME: &str = "/api/v1/users/me";

/// An installation that can be stopped, and its database copied.
struct Installation {
    database: TestDatabase,
    program: Program,
}

impl Installation {
    async fn new() -> Self {
        let database = TestDatabase::create().await;
        let program = Program::on(database.url());
        Self { database, program }
    }

    /// Stops the service, which works on nothing any more, and keeps a copy of what it has.
    async fn backed_up(&self, server: TestServer) -> Self {
        server.has_sent_all().await;
        assert!(server.stop().await.status.success());
        let database = self.database.copied().await;
        let program = self.program.clone().with("database.url", database.url());
        Self { database, program }
    }

    fn file(&self, name: &str) -> String {
        self.program.data_dir().join(name).to_str().unwrap().to_owned()
    }

    async fn exports(&self, name: &str) -> String {
        let file = self.file(name);
        let said = self.program.run(&["revocations", "export", "--output", &file]).await;
        assert_eq!(said.succeeded(), "");
        file
    }

    async fn guards_by(&self, file: &str) -> Ended {
        self.program.run(&["restore-guard", "--json", "--revocations", file]).await
    }

    /// What became of each kind of thing, by the file.
    async fn guarded_by(&self, file: &str) -> Value {
        serde_json::from_str(&self.guards_by(file).await.succeeded()).unwrap()
    }

    /// As it is told apart from others.
    async fn name(&self) -> String {
        self.database.sql("SELECT id FROM installation").await.remove(0)
    }

    async fn count(&self, what: &str) -> u64 {
        let counted = self.database.sql(&format!("SELECT count(*) FROM {what}")).await;
        counted[0].parse().unwrap()
    }
}

fn asking(server: &TestServer, service: &Service) -> Client {
    server.client().bearing(&service.credential)
}

/// How many of a kind became what.
fn became(done: &Value, kind: &str, what: &str) -> u64 {
    let kinds = done["kinds"].as_array().unwrap();
    kinds.iter().find(|entry| entry["kind"] == kind).unwrap()[what].as_u64().unwrap()
}

fn total(done: &Value, what: &str) -> u64 {
    done["kinds"].as_array().unwrap().iter().map(|entry| entry[what].as_u64().unwrap()).sum()
}

async fn assert_refreshes(server: &TestServer, person: &Person, works: bool) {
    let body = json!({"refresh_token": person.refresh_token});
    let answer = server.post("/api/v1/auth/refresh").json(&body).await;
    if works {
        answer.ok(200);
    } else {
        answer.refused(401, "invalid_refresh_token");
    }
}

/// What the story below ends, each by its name in the summary.
const KINDS: [&str; 11] = [
    "service_credential_revoked",
    "api_key_revoked",
    "personal_access_token_revoked",
    "tenant_api_key_deleted",
    "session_ended",
    "password_replaced",
    "user_deleted",
    "project_deleted",
    "organization_deleted",
    "tenant_deleted",
    "user_suspended",
];

/// And does nothing by it.
async fn refuses_a_file_that_is_cut_off(restored: &Installation, whole: &str) {
    let cut = restored.file("cut");
    let live = "sessions WHERE ended_at IS NULL";
    let before = restored.count(live).await;
    for left in ["", whole.trim_end().rsplit_once('\n').unwrap().0] {
        fs::write(&cut, left).unwrap();
        let refusal = restored.guards_by(&cut).await.failed();
        assert!(refusal.contains("cut off"), "{refusal}");
        assert_eq!(restored.count(live).await, before);
    }
}

#[tokio::test]
async fn what_ended_after_the_backup_stays_ended_and_what_lives_lives_on() {
    let installation = Installation::new().await;
    let world = EveryKind::made_on(installation.program.serve().await).await;
    let EveryKind { server, gateway, ada, organization, key, token, tenant_key } = world;
    let second_service = server.service("second").await;
    let other_key = ada.creates_api_key(&key.project, "other").await;
    let mill = ada.creates_project(&organization, "mill").await;
    let key_of_mill = ada.creates_api_key(&mill, "ci").await;
    let second = ada.creates_organization("Second").await;
    let token_of_second = ada.creates_token(&second, "laptop").await;
    let leaving = ada.signs_in().await;
    let tenant = ada.tenant().await;
    let grace = member_of(&server, &tenant, "grace").await;
    let (eve, bob) = (server.signed_up("eve").await, server.signed_up("bob").await);
    let mallory = server.owner("mallory").await;
    let key_of_mallory = mallory.creates_tenant_key("ci").await;
    let dead = [&key, &key_of_mill].map(|key| key.secret.clone()).into_iter().chain([
        token.secret.clone(),
        token_of_second.secret.clone(),
        tenant_key.secret.clone(),
        key_of_mallory.secret.clone(),
        leaving.access_token.clone(),
        grace.access_token.clone(),
        eve.access_token.clone(),
        bob.access_token.clone(),
    ]);
    let dead: Vec<String> = dead.collect();
    let living = [&other_key.secret, &ada.access_token, &mallory.access_token];
    for secret in dead.iter().chain(living) {
        assert_eq!(reason(&gateway, secret).await, "ok", "{secret}");
    }
    let restored = installation.backed_up(server).await;

    let server = installation.program.serve().await;
    let by = |person: &Person| server.client().bearing(&person.access_token);
    for secret in [&key.secret, &token.secret, &tenant_key.secret] {
        revoke(&server, secret).await.is(200);
    }
    revoke(&server, &second_service.credential).await.is(200);
    by(&ada).delete(&mill.path("")).await.is(204);
    by(&ada).delete(&second.path("")).await.is(204);
    by(&leaving).post("/api/v1/auth/logout").await.ok(200);
    change_password(&by(&grace), PASSWORD, NEW_PASSWORD).await.ok(200);
    server.operator(&["user", "suspend", &eve.id()]).await;
    delete_account(&by(&bob), PASSWORD).await.ok(200);
    by(&mallory).delete("/api/tenant").await.is(200);
    // What was taken away for good has to be told as well.
    while installation.count("tenants WHERE deleted_at IS NOT NULL").await > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let file = installation.exports("revocations").await;
    server.stop().await;
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    for secret in &dead {
        assert!(!text.contains(secret.as_str()), "{text}");
    }
    assert!(!text.contains('@'), "{text}");

    refuses_a_file_that_is_cut_off(&restored, &text).await;
    let done = restored.guarded_by(&file).await;
    assert_eq!(done["lines"], text.lines().count() - 2);
    for kind in KINDS {
        assert!(became(&done, kind, "ended") >= 1, "{kind}: {done}");
    }
    assert_eq!(total(&done, "unknown"), 0, "{done}");
    let told =
        "SELECT credential_kind || ' ' || outcome FROM audit_events WHERE action = 'restore.guard'";
    assert_eq!(restored.database.sql(told).await, ["operator success"]);
    // Doing it again does nothing more.
    let again = restored.guarded_by(&file).await;
    assert_eq!(total(&again, "ended"), 0, "{again}");
    assert_eq!(total(&again, "ended_before"), total(&done, "ended") + total(&done, "ended_before"));

    let server = restored.program.serve().await;
    let gateway = asking(&server, &gateway);
    for secret in &dead {
        assert_ne!(reason(&gateway, secret).await, "ok", "{secret}");
    }
    let question = server.post("/api/v1/introspect").bearer(&second_service.credential);
    question.form(&[("token", "x")]).await.refused(401, "unauthorized");
    for person in [&leaving, &grace, &eve, &bob] {
        server.get(ME).bearer(&person.access_token).await.refused(401, "unauthorized");
        assert_refreshes(&server, person, false).await;
    }
    // Neither password of hers serves, and a reset does.
    for (person, password) in
        [(&grace, PASSWORD), (&grace, NEW_PASSWORD), (&eve, PASSWORD), (&bob, PASSWORD)]
    {
        login(&server, &person.email(), password).await.refused(401, "invalid_credentials");
    }
    forgot_password(&server, &grace.email()).await.ok(200);
    let link = server.next_mail("reset-password", &grace.email()).await.token();
    reset_password(&server, &link, NEW_PASSWORD).await.ok(200);
    login(&server, &grace.email(), NEW_PASSWORD).await.ok(200);
    server.signed_up("bob").await;

    for secret in living {
        assert_eq!(reason(&gateway, secret).await, "ok", "{secret}");
    }
    server.get(ME).bearer(&ada.access_token).await.ok(200);
    assert_refreshes(&server, &ada, true).await;
    login(&server, &ada.email(), PASSWORD).await.ok(200);
    server.get(&key.project.path("")).bearer(&ada.access_token).await.ok(200);
}

#[tokio::test]
async fn a_file_of_another_installation_is_refused_and_nothing_is_done_with_it() {
    let (ours, theirs) = (Installation::new().await, Installation::new().await);
    // Databases of tests are copies of one, and so of one installation.
    theirs.database.sql("UPDATE installation SET id = gen_random_uuid()").await;
    let world = EveryKind::made_on(theirs.program.serve().await).await;
    for secret in world.secrets() {
        revoke(&world.server, secret).await.is(200);
    }
    let printed = theirs.program.run(&["revocations", "export"]).await.succeeded();
    let file = ours.file("foreign");
    fs::write(&file, &printed).unwrap();
    let world = EveryKind::made_on(ours.program.serve().await).await;
    // A code is made when its message goes out.
    world.server.has_sent_all().await;
    let codes = ours.count("challenges").await;
    let refusal = ours.guards_by(&file).await.failed();
    for words in ["another installation".to_owned(), ours.name().await, theirs.name().await] {
        assert!(refusal.contains(&words), "{words}: {refusal}");
    }
    for secret in world.secrets() {
        assert_eq!(reason(&world.gateway, secret).await, "ok");
    }
    assert_eq!(ours.count("audit_events WHERE action = 'restore.guard'").await, 0);
    assert_eq!(ours.count("challenges").await, codes);
}

#[tokio::test]
async fn what_was_opened_again_is_not_closed_by_a_file_from_before() {
    let installation = Installation::new().await;
    let server = installation.program.serve().await;
    let (eve, bob) = (server.signed_up("eve").await, server.signed_up("bob").await);
    for person in [&eve, &bob] {
        server.operator(&["user", "suspend", &person.id()]).await;
    }
    let file = installation.exports("old").await;
    server.operator(&["user", "reactivate", &eve.id()]).await;
    let restored = installation.backed_up(server).await;
    // What a backup from before the suspension would say of him.
    for before in ["status = 'active'", "reactivated_at = NULL"] {
        let set = format!("UPDATE users SET {before} WHERE id = '{}'", bob.id());
        restored.database.sql(&set).await;
    }
    let done = restored.guarded_by(&file).await;
    assert_eq!(became(&done, "user_suspended", "ended"), 1, "{done}");
    assert_eq!(became(&done, "user_suspended", "ended_before"), 1, "{done}");
    let server = restored.program.serve().await;
    login(&server, &eve.email(), PASSWORD).await.ok(200);
    login(&server, &bob.email(), PASSWORD).await.refused(401, "invalid_credentials");
}

#[tokio::test]
async fn without_a_file_every_session_ends_and_what_is_not_known_is_told() {
    let installation = Installation::new().await;
    let world = EveryKind::made_on(installation.program.serve().await).await;
    let EveryKind { server, gateway, ada, key, .. } = world;
    let other = ada.signs_in().await;
    forgot_password(&server, &ada.email()).await.ok(200);
    let link = server.next_mail("reset-password", &ada.email()).await.token();
    let live = installation.count("sessions WHERE ended_at IS NULL").await;
    let restored = installation.backed_up(server).await;

    let ended = restored.program.run(&["restore-guard"]).await;
    for words in ["API keys", "passwords", "suspended", "members", "revocations export"] {
        assert!(ended.stderr.contains(words), "{words}: {ended:?}");
    }
    let said = ended.succeeded();
    assert!(said.starts_with(&format!("Sessions ended: {live}.")), "{said}");
    let server = restored.program.serve().await;
    for person in [&ada, &other] {
        server.get(ME).bearer(&person.access_token).await.refused(401, "unauthorized");
        assert_refreshes(&server, person, false).await;
    }
    assert_eq!(reason(&asking(&server, &gateway), &key.secret).await, "ok");
    // A link that was out would serve a second time.
    reset_password(&server, &link, NEW_PASSWORD).await.refused(401, "invalid_reset_token");
    login(&server, &ada.email(), PASSWORD).await.ok(200);
}

#[tokio::test]
async fn nodes_that_run_obey_the_guard_at_once() {
    let installation = Installation::new().await;
    let server = installation.program.serve().await;
    let ada = server.signed_up("ada").await;
    ada.get(ME).await.ok(200);
    server.operator(&["restore-guard"]).await;
    ada.get(ME).await.refused(401, "unauthorized");
}
