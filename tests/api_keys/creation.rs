//! Creating keys, up to the limit.

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use super::{request, server_and_project};
use crate::fixtures::{at_once, keys, seconds};

#[tokio::test]
async fn the_answer_to_a_create_has_the_key_this_once() {
    let (_server, ada, project) = server_and_project().await;
    let path = project.path("/api-keys");
    let answer = ada.post(&path).json(&request("ci")).await;
    let made = answer.ok(201);
    assert_eq!(keys(&made), ["api_key", "created_at", "id", "name", "resource_type"]);
    assert_eq!(answer.header("Cache-Control"), "no-store");
    let secret = made["api_key"].as_str().unwrap();
    assert!(secret.starts_with("sk-nc-"), "{secret}");
    assert_eq!(secret.len(), 6 + 43 + 6);
    assert!(secret[6..].bytes().all(|byte| byte.is_ascii_alphanumeric()), "{secret}");
    assert_eq!(made["name"], "ci");
    assert_eq!(made["resource_type"], "inference");
    seconds(&made["created_at"]);

    let listed = ada.get(&path).await;
    assert!(!listed.text().contains(&secret[10..51]), "{listed}");
}

#[tokio::test]
async fn fields_that_nobody_knows_are_ignored_and_known_ones_checked() {
    let (_server, ada, project) = server_and_project().await;
    let path = project.path("/api-keys");
    let send = |body: Value| ada.post(&path).json(&body);
    send(json!({"resource_type": "inference"})).await.blames(&["name"]);
    send(json!({"name": "ci"})).await.blames(&["resource_type"]);
    for name in
        [json!(""), json!(" "), json!("a".repeat(256)), json!("a\u{0}"), json!(5), json!(null)]
    {
        send(json!({"name": name, "resource_type": "inference"})).await.blames(&["name"]);
    }
    for kind in [json!(""), json!("Inference"), json!("gpu"), json!("inference "), json!(5)] {
        send(json!({"name": "ci", "resource_type": kind})).await.blames(&["resource_type"]);
    }
    let ends = ["", "tomorrow", "2020-01-01T00:00:00Z", "2999-01-01", "2999-13-01T00:00:00Z"];
    for end in ends {
        let body = json!({"name": "ci", "resource_type": "inference", "expires_at": end});
        send(body).await.blames(&["expires_at"]);
    }
    let unknown = json!({
        "name": "a".repeat(255), "resource_type": "runtime", "scopes": ["*"], "id": "x", "created_by": "x",
    });
    let made = send(unknown).await.ok(201);
    assert_eq!(keys(&made), ["api_key", "created_at", "id", "name", "resource_type"]);
    // Names are for people: two keys may share one.
    send(json!({"name": "a".repeat(255), "resource_type": "runtime"})).await.ok(201);
}

#[tokio::test]
async fn an_end_is_shown_in_utc_and_holds() {
    let (server, ada, project) = server_and_project().await;
    let gateway = server.service("gateway").await;
    let body = json!({"name": "ci", "resource_type": "inference", "expires_at": "2999-01-01T02:00:00+02:00"});
    let made = ada.post(&project.path("/api-keys")).json(&body).await.ok(201);
    assert_eq!(made["expires_at"], "2999-01-01T00:00:00Z");
    let secret = made["api_key"].as_str().unwrap();
    assert_eq!(gateway.learns(secret).await["exp"], seconds(&made["expires_at"]));
    server.sql("UPDATE api_keys SET expires_at = now()").await;
    assert_eq!(gateway.learns(secret).await, json!({"active": false}));
}

#[tokio::test]
async fn resource_types_are_those_configured() {
    let settings = [("api_keys.resource_types", "gpu,disk"), ("api_keys.max_per_project", "1")];
    let server = TestServer::configured(&settings).await;
    let ada = server.owner("ada").await;
    let project = ada.creates_project(&ada.organization().await, "engine").await;
    let send = |kind: &str| {
        let body = json!({"name": "ci", "resource_type": kind});
        ada.post(&project.path("/api-keys")).json(&body)
    };
    send("inference").await.blames(&["resource_type"]);
    send("gpu").await.ok(201);
    send("disk").await.refused(400, "api_key_limit_reached");
}

#[tokio::test]
async fn of_fifty_creates_at_24_of_25_one_is_let_through() {
    let (_server, ada, project) = server_and_project().await;
    let path = project.path("/api-keys");
    for number in 0..24 {
        ada.creates_api_key(&project, &format!("key {number}")).await;
    }
    let answers = at_once((0..50).map(|_| ada.post(&path).json(&request("last")))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(400, "api_key_limit_reached");
    }
    let page = ada.get(&path).await.ok(200);
    assert_eq!(page["pagination"]["total_items"], 25);
    assert_eq!(page["pagination"]["total_pages"], 1);

    let newest = page["data"][0]["id"].as_str().unwrap();
    ada.delete(&format!("{path}/{newest}")).await.is(204);
    ada.post(&path).json(&request("in its place")).await.ok(201);
    ada.post(&path).json(&request("too many")).await.refused(400, "api_key_limit_reached");
    let elsewhere = ada.creates_project(&project.organization, "elsewhere").await;
    ada.creates_api_key(&elsewhere, "has room").await;
}
