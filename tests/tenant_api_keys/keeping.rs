//! Making, listing and deleting keys.

use std::time::Instant;

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use super::{PATH, World, world};
use crate::fixtures::{
    PATIENCE, dies_within_a_second, dump, joins_tenant, keys, member_of, never_issued, seconds,
};

const KEY: [&str; 9] = [
    "apiKey",
    "createdAt",
    "expired",
    "expiresAt",
    "id",
    "lastUsedAt",
    "name",
    "prefix",
    "tenantId",
];

#[tokio::test]
async fn the_answer_to_a_create_has_the_key_this_once() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    assert_eq!(ada.get(PATH).await.ok(200), json!([]));
    let answer = ada.post(PATH).json(&json!({"name": "ci"})).await;
    let made = answer.ok(201);
    assert_eq!(answer.header("Cache-Control"), "no-store");
    assert_eq!(keys(&made), KEY);
    let secret = made["apiKey"].as_str().unwrap();
    assert!(secret.starts_with("tk-nc-") && secret.len() == 6 + 43 + 6, "{secret}");
    let prefix = made["prefix"].as_str().unwrap();
    assert!(secret.starts_with(prefix) && prefix.len() < 15, "{prefix}");
    assert_eq!((&made["name"], &made["tenantId"]), (&json!("ci"), &json!(ada.tenant().await)));
    assert_eq!((&made["expiresAt"], &made["expired"]), (&Value::Null, &json!(false)));
    assert_eq!(made["lastUsedAt"], Value::Null);
    seconds(&made["createdAt"]);

    let answer = ada.get(PATH).await;
    let listed = answer.ok(200);
    let masked = format!("{prefix}...{}", &secret[secret.len() - 4..]);
    let mut expected = made.clone();
    expected["apiKey"] = json!(masked);
    assert_eq!(listed, json!([expected]));
    // Nothing that was kept, said or logged has it.
    let inner = &secret[11..secret.len() - 5];
    assert!(!answer.text().contains(inner) && !server.log().contains(inner));
    assert!(!dump(&server).await.contains(inner));
}

#[tokio::test]
async fn they_are_listed_with_the_newest_first() {
    let World { ada, server, key, .. } = world().await;
    let second = ada.creates_tenant_key("second").await;
    let names: Vec<Value> = ada
        .get(PATH)
        .await
        .ok(200)
        .as_array()
        .unwrap()
        .iter()
        .map(|listed| listed["id"].clone())
        .collect();
    assert_eq!(names, [second.id.as_str(), key.id.as_str()]);
    assert_eq!(server.owner("eve").await.get(PATH).await.ok(200), json!([]));
}

#[tokio::test]
async fn when_it_was_last_used_is_told() {
    let World { server: _server, ada, key, .. } = world().await;
    key.get("/api/v1/orgs").await.ok(200);
    let begun = Instant::now();
    while ada.get(PATH).await.ok(200)[0]["lastUsedAt"].is_null() {
        assert!(begun.elapsed() < PATIENCE, "it is not told");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let listed = ada.get(PATH).await.ok(200);
    assert!(seconds(&listed[0]["lastUsedAt"]) >= seconds(&listed[0]["createdAt"]));
}

#[tokio::test]
async fn a_key_that_has_ended_is_made_all_the_same_and_opens_nothing() {
    let World { ada, server, .. } = world().await;
    let gateway = server.service("gateway").await;
    let body = json!({"name": "ended", "expiresAt": "2024-12-31T23:59:59Z"});
    let made = ada.post(PATH).json(&body).await.ok(201);
    assert_eq!(made["expired"], true);
    assert_eq!(made["expiresAt"], "2024-12-31T23:59:59Z");
    assert_eq!(ada.get(PATH).await.ok(200)[0]["expired"], true);
    let secret = made["apiKey"].as_str().unwrap();
    server.get("/api/v1/orgs").key(secret).await.refused(401, "unauthorized");
    assert_eq!(gateway.learns(secret).await, json!({"active": false}));
}

#[tokio::test]
async fn one_that_ends_later_works_till_then() {
    let World { ada, server, .. } = world().await;
    let body = json!({"name": "later", "expiresAt": "2999-01-01T02:00:00+02:00"});
    let made = ada.post(PATH).json(&body).await.ok(201);
    assert_eq!(
        (&made["expired"], &made["expiresAt"]),
        (&json!(false), &json!("2999-01-01T00:00:00Z"))
    );
    let secret = made["apiKey"].as_str().unwrap();
    server.get("/api/v1/orgs").key(secret).await.ok(200);
    server.sql("UPDATE tenant_api_keys SET expires_at = now() WHERE expires_at IS NOT NULL").await;
    server.get("/api/v1/orgs").key(secret).await.refused(401, "unauthorized");
    assert_eq!(ada.get(PATH).await.ok(200)[0]["expired"], true);
}

#[tokio::test]
async fn fields_that_nobody_knows_are_ignored_and_known_ones_checked() {
    let World { server: _server, ada, .. } = world().await;
    let send = |body: Value| ada.post(PATH).json(&body);
    send(json!({})).await.blames(&["name"]);
    for name in
        [json!(""), json!(" "), json!("a".repeat(256)), json!("a\u{0}"), json!(5), json!(null)]
    {
        send(json!({"name": name})).await.blames(&["name"]);
    }
    for end in [json!(""), json!("tomorrow"), json!("2999-13-01T00:00:00Z"), json!(5)] {
        send(json!({"name": "a", "expiresAt": end})).await.blames(&["expiresAt"]);
    }
    let unknown = json!({"name": "ä".repeat(255), "role": "SUPER_ADMIN", "tenantId": "x"});
    assert_eq!(keys(&send(unknown).await.ok(201)), KEY);
    assert_eq!(ada.get(PATH).await.ok(200).as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_deleted_one_is_dead_at_the_next_request() {
    let World { ada, server, key, organization } = world().await;
    let other_node = server.program().serve().await;
    let gateway = server.service("gateway").await;
    let eve = server.owner("eve").await;
    eve.delete(&key.path()).await.refused(404, "not_found");
    other_node.get(&organization.path("")).key(&key.secret).await.ok(200);

    ada.delete(&key.path()).await.is(200);
    key.get(&organization.path("")).await.refused(401, "unauthorized");
    dies_within_a_second(other_node.get(&organization.path("")).key(&key.secret)).await;
    assert_eq!(gateway.learns(&key.secret).await, json!({"active": false}));
    ada.delete(&key.path()).await.refused(404, "not_found");
    ada.delete(&format!("{PATH}/{}", never_issued())).await.refused(404, "not_found");
    for id in ["1", "x", "null", "tk-nc-x"] {
        ada.delete(&format!("{PATH}/{id}")).await.refused(400, "invalid_request");
    }
    assert_eq!(ada.get(PATH).await.ok(200), json!([]));
}

#[tokio::test]
async fn they_are_for_the_super_admins_of_the_tenant() {
    let World { ada, server, key, .. } = world().await;
    let tenant = ada.tenant().await;
    let member = member_of(&server, &tenant, "grace").await;
    let admin = server.signed_up("mary").await;
    joins_tenant(&server, &admin, &tenant, "ADMIN").await;
    let admin = admin.signs_in().await;
    for who in [&member, &admin] {
        who.get(PATH).await.refused(403, "forbidden");
        who.post(PATH).json(&json!({"name": "mine"})).await.refused(403, "forbidden");
        who.delete(&key.path()).await.refused(403, "forbidden");
    }
    let homeless = server.signed_up("nobody").await;
    homeless.get(PATH).await.refused(404, "not_found");
    homeless.post(PATH).json(&json!({"name": "mine"})).await.refused(404, "not_found");
    key.get("/api/v1/orgs").await.ok(200);
}

#[tokio::test]
async fn a_key_lives_on_when_its_maker_is_gone() {
    let World { ada, server, key, organization } = world().await;
    let grace = server.signed_up("grace").await;
    joins_tenant(&server, &grace, &ada.tenant().await, "SUPER_ADMIN").await;
    let grace = grace.signs_in().await;
    let hers = grace.creates_tenant_key("grace's").await;
    crate::fixtures::delete_account(&grace, tenantry_testkit::PASSWORD).await.ok(200);
    for key in [&key, &hers] {
        key.get(&organization.path("")).await.ok(200);
    }
    assert_eq!(ada.get(PATH).await.ok(200).as_array().unwrap().len(), 2);
}
