//! Changing the master key while tenants have secrets.

use tenantry_testkit::{Program, Requests as _, TestDatabase};

use super::{MASK, listed};
use crate::fixtures::put_setting;

const FIRST: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
const SECOND: &str = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";
const THIRD: &str = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUY=";

const CURRENT: &str = "secrets.master_key";
const PREVIOUS: &str = "secrets.previous_master_key";
const ROTATE: [&str; 2] = ["master-key", "rotate"];

#[tokio::test]
async fn it_is_changed_beside_a_running_service_and_the_old_one_dropped() {
    let database = TestDatabase::create().await;
    let with = |settings: &[(&str, &str)]| {
        let program = Program::on(database.url());
        settings.iter().fold(program, |program, (name, value)| program.with(name, value))
    };
    let server = with(&[(CURRENT, FIRST)]).serve().await;
    let ada = server.owner("ada").await;
    for number in 0..250 {
        put_setting(&ada, &format!("token.{number}"), "hunter2").await.ok(201);
    }
    put_setting(&ada, "theme", "dark").await.ok(201);
    let before = listed(&ada).await;
    server.stop().await.succeeded();

    // With both keys, what either sealed opens.
    let both = with(&[(CURRENT, SECOND), (PREVIOUS, FIRST)]);
    let server = both.serve().await;
    let client = server.client().bearing(&ada.access_token);
    assert_eq!(client.get("/api/tenant-setting").await.ok(200).as_array().unwrap(), &before);
    put_setting(&client, "made.meanwhile.token", "hunter2").await.ok(201);
    let said = both.run(&ROTATE).await;
    let told = said.stdout.clone() + &said.stderr;
    assert!(said.status.success(), "{told}");
    assert!(told.contains("250 secret settings"), "{told}");
    // A second time there is nothing left to do.
    let said = both.run(&ROTATE).await;
    let told = said.stdout.clone() + &said.stderr;
    assert!(said.status.success() && told.contains(" 0 secret settings"), "{told}");
    client.get("/api/tenant-setting").await.ok(200);
    server.stop().await.succeeded();

    // The old key is not needed any more, and opens nothing.
    let server = with(&[(CURRENT, SECOND)]).serve().await;
    let client = server.client().bearing(&ada.access_token);
    client.get("/api/v1/users/me").await.ok(200);
    let settings = client.get("/api/tenant-setting").await.ok(200);
    assert_eq!(settings.as_array().unwrap().len(), before.len() + 1);
    put_setting(&client, "token.0", MASK).await.ok(200);
    server.stop().await.succeeded();
    let message = with(&[(CURRENT, FIRST)]).run(&["serve"]).await.failed();
    assert!(message.contains(CURRENT), "{message}");
    // Only who opens all of them can seal all of them again.
    let said = with(&[(CURRENT, THIRD), (PREVIOUS, SECOND)]).run(&ROTATE).await;
    assert!(said.status.success() && said.stderr.contains("251 secret settings"), "{said:#?}");
}

#[tokio::test]
async fn without_the_key_that_sealed_them_nothing_is_changed() {
    let database = TestDatabase::create().await;
    let program = Program::on(database.url());
    let first = program.clone().with(CURRENT, FIRST);
    let server = first.serve().await;
    let ada = server.owner("ada").await;
    put_setting(&ada, "smtp.password", "hunter2").await.ok(201);
    let rows = "SELECT to_jsonb(tenant_settings)::text FROM tenant_settings
        UNION ALL SELECT to_jsonb(signing_keys)::text FROM signing_keys";
    let before = database.sql(rows).await;

    let message = first.run(&ROTATE).await.failed();
    assert!(message.contains(PREVIOUS), "{message}");
    let wrong = program.clone().with(CURRENT, SECOND).with(PREVIOUS, THIRD);
    let message = wrong.run(&ROTATE).await.failed();
    assert!(!message.is_empty() && !message.contains("panicked"), "{message}");
    assert!(![FIRST, SECOND, THIRD].iter().any(|key| message.contains(key)), "{message}");
    assert_eq!(database.sql(rows).await, before);
    ada.get("/api/tenant-setting").await.ok(200);
}

#[tokio::test]
async fn config_show_masks_both() {
    let program = Program::new().with(CURRENT, SECOND).with(PREVIOUS, FIRST);
    let shown = program.run(&["config", "show"]).await.succeeded();
    assert!(!shown.contains(FIRST) && !shown.contains(SECOND), "{shown}");
}
