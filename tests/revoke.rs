//! Whoever holds a credential may end it (RFC 7009).

use serde_json::{Value, json};
use tenantry_testkit::{Answer, Program, Requests as _, TestCluster, TestDatabase, TestServer};

use crate::fixtures::{EveryKind, claims, never_issued, reason, revoke};

const PATH: &str = "/api/v1/revoke";
const ME: &str = "/api/v1/users/me";

/// Holds the answer to be the one there is, whatever became of the credential.
fn assert_done(answer: &Answer) {
    answer.is(200);
    assert_eq!(answer.header("Cache-Control"), "no-store", "{answer}");
}

#[tokio::test]
async fn each_kind_is_dead_at_the_next_question() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, organization, key, token, tenant_key } = &world;
    let project = key.project.path("");
    for secret in world.secrets() {
        assert_eq!(reason(gateway, secret).await, "ok");
    }
    token.get(&project).await.ok(200);
    tenant_key.get(&project).await.ok(200);

    assert_done(&revoke(server, &key.secret).await);
    assert_eq!(reason(gateway, &key.secret).await, "revoked");
    assert_eq!(gateway.learns(&key.secret).await, json!({"active": false}));
    assert_done(&revoke(server, &token.secret).await);
    assert_eq!(reason(gateway, &token.secret).await, "revoked");
    token.get(&project).await.refused(401, "unauthorized");
    assert_done(&revoke(server, &tenant_key.secret).await);
    assert_eq!(reason(gateway, &tenant_key.secret).await, "revoked");
    tenant_key.get(&project).await.refused(401, "unauthorized");

    // They are gone from where they are listed.
    let listed = ada.get(&organization.path("/credentials")).await.ok(200);
    assert_eq!(listed["data"], json!([]));
    assert_eq!(ada.get("/api/tenant-api-key").await.ok(200), json!([]));
    ada.delete(&token.path()).await.refused(404, "not_found");
    ada.delete(&key.path()).await.refused(404, "not_found");
}

/// Holds both tokens of a session to be dead.
async fn assert_over(server: &TestServer, access_token: &str, refresh_token: &str) {
    server.get(ME).bearer(access_token).await.refused(401, "unauthorized");
    let renewal = json!({"refresh_token": refresh_token});
    let renewal = server.post("/api/v1/auth/refresh").json(&renewal).await;
    renewal.refused(401, "invalid_refresh_token");
}

#[tokio::test]
async fn an_access_token_ends_its_session_and_no_other() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, .. } = &world;
    let other = ada.signs_in().await;
    ada.get(ME).await.ok(200);
    assert_done(&revoke(server, &ada.access_token).await);
    assert_eq!(reason(gateway, &ada.access_token).await, "revoked");
    assert_over(server, &ada.access_token, &ada.refresh_token).await;
    other.get(ME).await.ok(200);
    other.refreshes().await.get(ME).await.ok(200);
}

#[tokio::test]
async fn a_refresh_token_ends_its_session_and_no_other() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, .. } = &world;
    let other = ada.signs_in().await;
    ada.get(ME).await.ok(200);
    assert_eq!(reason(gateway, &ada.access_token).await, "ok");
    assert_done(&revoke(server, &ada.refresh_token).await);
    assert_eq!(reason(gateway, &ada.access_token).await, "revoked");
    assert_over(server, &ada.access_token, &ada.refresh_token).await;
    other.get(ME).await.ok(200);
}

#[tokio::test]
async fn a_refresh_token_that_was_replaced_ends_the_session_too() {
    let world = EveryKind::made().await;
    let (server, first) = (&world.server, &world.ada);
    let second = first.refreshes().await;
    let third = second.refreshes().await;
    third.get(ME).await.ok(200);
    assert_done(&revoke(server, &first.refresh_token).await);
    for tokens in [first, &second, &third] {
        assert_over(server, &tokens.access_token, &tokens.refresh_token).await;
    }
}

#[tokio::test]
async fn a_service_may_end_its_own_credential() {
    let world = EveryKind::made().await;
    let second = world.server.service("second").await;
    assert_eq!(reason(&world.gateway, &world.key.secret).await, "ok");
    assert_done(&revoke(&world.server, &world.gateway.credential).await);
    world.gateway.asks_about(&world.key.secret).await.refused(401, "unauthorized");
    assert_eq!(reason(&second, &world.key.secret).await, "ok");
}

#[tokio::test]
async fn what_is_unknown_or_over_is_answered_alike() {
    let world = EveryKind::made().await;
    let elsewhere = EveryKind::made().await;
    let server = &world.server;
    let done = revoke(server, &world.key.secret).await;
    assert_done(&done);
    let long = "x".repeat(60_000);
    let cut = &world.token.secret[..54];
    let mut unknown = vec![
        "x",
        " ",
        "a.b.c",
        "sk-nc-0000000000000000000000000000000000000000000000000",
        "\u{0}",
        cut,
        &long,
        &world.key.secret,
        &elsewhere.gateway.credential,
        &elsewhere.ada.refresh_token,
    ];
    unknown.extend(elsewhere.secrets());
    let id = never_issued();
    unknown.push(&id);
    for token in unknown {
        let answer = revoke(server, token).await;
        assert_done(&answer);
        assert_eq!((answer.text(), answer.status), (done.text(), done.status), "{token}");
    }
    for secret in elsewhere.secrets() {
        assert_eq!(reason(&elsewhere.gateway, secret).await, "ok");
    }
    for secret in [&world.token.secret, &world.tenant_key.secret, &world.ada.access_token] {
        assert_eq!(reason(&world.gateway, secret).await, "ok");
    }
}

#[tokio::test]
async fn the_form_needs_its_token_and_ignores_the_rest() {
    let world = EveryKind::made().await;
    let (server, key) = (&world.server, &world.key.secret);
    let body = server.post(PATH).form(&[("token_type_hint", "x")]).await.blames(&["token"]);
    assert_eq!(body["error"], "invalid_request");
    let twice = server.post(PATH).form(&[("token", key), ("token", "x")]).await.blames(&["token"]);
    assert_eq!(twice["error"], "invalid_request");
    let as_json = server.post(PATH).json(&json!({"token": key})).await;
    assert_eq!(as_json.refused(415, "unsupported_media_type")["error"], "invalid_request");
    let in_query = server.post(PATH).query(&[("token", key)]).form(&[]).await;
    in_query.blames(&["token"]);
    server.get(PATH).await.refused(405, "method_not_allowed");
    assert_eq!(reason(&world.gateway, key).await, "ok");

    // Whatever is said of its kind: it is looked for among all (RFC 7009 §2.1). Clients name themselves as they like.
    let more = [("token", key.as_str()), ("token_type_hint", "refresh_token"), ("client_id", "x")];
    let named = server.post(PATH).header("Authorization", "Basic eDp5").form(&more).await;
    assert_done(&named);
    assert_eq!(reason(&world.gateway, key).await, "revoked");
}

/// What the log has of a request by this name: the action, its outcome, and what it was done to.
async fn told(server: &TestServer, request: &str) -> Vec<String> {
    let statement = format!(
        "SELECT action || ' ' || outcome || ' ' || target_kind || ' ' || target
         FROM audit_events WHERE request_id = '{request}'"
    );
    server.sql(&statement).await
}

#[tokio::test]
async fn each_end_is_told_once() {
    let world = EveryKind::made().await;
    let EveryKind { server, ada, key, token, tenant_key, .. } = &world;
    let session = claims(&ada.access_token)["sid"].as_str().unwrap().to_owned();
    let other = ada.signs_in().await;
    let others = claims(&other.access_token)["sid"].as_str().unwrap().to_owned();
    let reader = ada.signs_in().await;
    let listed = server.operator(&["service-credential", "list", "--json"]).await;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let service = listed[0]["id"].as_str().unwrap();
    let ends = [
        (&key.secret, "api_key.revoke", "api_key", &*key.id),
        (&token.secret, "personal_access_token.revoke", "personal_access_token", &*token.id),
        (&tenant_key.secret, "tenant_api_key.delete", "tenant_api_key", &*tenant_key.id),
        (&ada.access_token, "session.revoke", "session", &*session),
        (&other.refresh_token, "session.revoke", "session", &*others),
        (&world.gateway.credential, "service_credential.revoke", "service_credential", service),
    ];
    for (number, (secret, action, kind, id)) in ends.into_iter().enumerate() {
        let name = format!("revocation-{number}");
        assert_done(&revoke(server, secret).header("X-Request-Id", &name).await);
        assert_eq!(told(server, &name).await, [format!("{action} success {kind} {id}")]);
        // What is over is not ended again.
        assert_done(&revoke(server, secret).header("X-Request-Id", "again").await);
        assert_eq!(told(server, "again").await, Vec::<String>::new());
    }
    assert_done(&revoke(server, "x").header("X-Request-Id", "of-nothing").await);
    assert_eq!(told(server, "of-nothing").await, Vec::<String>::new());

    // Where people read it.
    let tenants = reader.get("/api/v1/audit-events?action=api_key.revoke").await.ok(200);
    assert_eq!(tenants["data"][0]["target"], json!({"kind": "api_key", "id": key.id}));
    let own = reader.get("/api/v1/users/me/events?action=session.revoke").await.ok(200);
    assert_eq!(own["pagination"]["total_items"], 2, "{own}");
    let log = server.log();
    for (secret, ..) in ends {
        assert!(!log.contains(secret));
    }
}

#[tokio::test]
async fn without_the_database_nothing_is_said_to_be_ended() {
    let cluster = TestCluster::private();
    let database = TestDatabase::create_on(&cluster).await;
    let world = EveryKind::made_on(Program::on(database.url()).serve().await).await;
    cluster.stop();
    for secret in world.secrets().into_iter().chain([world.ada.refresh_token.as_str()]) {
        let refused = revoke(&world.server, secret).await;
        assert_eq!(refused.refused(503, "unavailable")["error"], "temporarily_unavailable");
    }
    // There is nothing to commit about what can't be one of ours.
    assert_done(&revoke(&world.server, "x").await);
}
