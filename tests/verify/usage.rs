//! Uses that were counted.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tenantry_testkit::{ApiKey, Program, Requests, TestDatabase};

use crate::fixtures::{EveryKind, PATIENCE, reason, reason_of, verify_all, verify_for};

/// What the list of a project's keys says of one.
async fn listed(reader: &impl Requests, key: &ApiKey) -> Value {
    let page = reader.get(&key.project.path("/api-keys")).await.ok(200);
    page["data"].as_array().unwrap().iter().find(|it| it["id"] == key.id).unwrap().clone()
}

#[tokio::test]
async fn each_verification_that_succeeds_counts_once() {
    let database = TestDatabase::create().await;
    let program = Program::on(database.url());
    let world = EveryKind::made_on(program.serve().await).await;
    let EveryKind { server, gateway, ada, key, .. } = &world;
    let unused = ada.creates_api_key(&key.project, "unused").await;
    let before = listed(ada, key).await;
    assert_eq!((&before["request_count"], &before["last_used_at"]), (&json!(0), &Value::Null));

    for _ in 0..7 {
        assert_eq!(reason(gateway, &key.secret).await, "ok");
    }
    assert_eq!(reason(&world.tenant_key, &key.secret).await, "ok");
    // Twice in one question are two.
    verify_all(gateway, &[&key.secret, "x", &key.secret]).await.ok(200);
    assert_eq!(gateway.learns(&key.secret).await["active"], true);
    let authorize = server.get("/api/v1/authorize").bearer(&key.secret);
    authorize.header("X-Service-Credential", &gateway.credential).await.is(200);
    // What does not serve is no use.
    for demand in
        [json!({"resource_type": "storage"}), json!({"org_id": crate::fixtures::never_issued()})]
    {
        assert_ne!(reason_of(&verify_for(gateway, &key.secret, &demand).await), "ok");
    }

    // Written by itself, a moment later.
    let begun = Instant::now();
    let counted = loop {
        let now = listed(ada, key).await;
        if now["request_count"].as_u64().unwrap() >= 12 {
            break now;
        }
        assert!(begun.elapsed() < PATIENCE, "{now}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(counted["last_used_at"].is_string(), "{counted}");

    // A clean stop loses none, however short before it they were.
    for _ in 0..30 {
        assert_eq!(reason(gateway, &key.secret).await, "ok");
    }
    let (ada, key) = (ada.clone(), key.clone());
    world.server.stop().await.succeeded();
    let again = program.serve().await;
    let ada = again.client().bearing(&ada.access_token);
    assert_eq!(listed(&ada, &key).await["request_count"], 42);
    let unused = listed(&ada, &unused).await;
    assert_eq!((&unused["request_count"], &unused["last_used_at"]), (&json!(0), &Value::Null));
}

/// When the session of whoever asks was last used, and when the service's credential was.
async fn last_uses(person: &impl Requests, program: &Program) -> (Value, Value) {
    let sessions = person.get("/api/v1/users/me/sessions").await.ok(200);
    let current =
        sessions["data"].as_array().unwrap().iter().find(|it| it["current"] == true).unwrap();
    let listed = program.run(&["service-credential", "list", "--json"]).await.succeeded();
    let listed: Value = serde_json::from_str(&listed).unwrap();
    (current["last_used_at"].clone(), listed[0]["last_used_at"].clone())
}

#[tokio::test]
async fn uses_of_sessions_and_of_services_credentials_are_kept_by_a_clean_stop() {
    let database = TestDatabase::create().await;
    let program = Program::on(database.url());
    let server = program.serve().await;
    let (gateway, ada) = (server.service("gateway").await, server.signed_up("ada").await);
    let day = "interval '1 day'";
    let long_ago = format!(
        "UPDATE sessions SET created_at = created_at - {day}, last_used_at = last_used_at - {day}"
    );
    server.sql(&long_ago).await;
    let of_session =
        || database.sql("SELECT now() - last_used_at < interval '1 hour' FROM sessions");
    assert_eq!(of_session().await, ["f"]);

    // Here it is not the person who comes, but a service that was shown their token.
    assert_eq!(reason(&gateway, &ada.access_token).await, "ok");
    server.stop().await.succeeded();
    assert_eq!(of_session().await, ["t"]);

    let server = program.serve().await;
    server.sql(&long_ago).await;
    assert_eq!(of_session().await, ["f"]);
    let by_ada = server.client().bearing(&ada.access_token);
    // Written by itself, a moment later.
    let begun = Instant::now();
    by_ada.get("/api/v1/users/me").await.ok(200);
    while of_session().await != ["t"] {
        assert!(begun.elapsed() < PATIENCE, "it is not written");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (session, service) = last_uses(&by_ada, &program).await;
    assert!(session.is_string() && service.is_string(), "{session} {service}");
}
