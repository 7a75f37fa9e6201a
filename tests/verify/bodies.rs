//! What a question must look like.

use serde_json::json;
use tenantry_testkit::{Requests as _, raw};

use super::PATH;
use crate::fixtures::EveryKind;

const LIMIT: usize = 256 * 1024;

#[tokio::test]
async fn it_names_either_one_credential_or_several() {
    let world = EveryKind::made().await;
    let secret = &world.key.secret;
    let ask = |body: serde_json::Value| world.gateway.post(PATH).json(&body);
    for body in [
        json!({}),
        json!({"token": secret, "tokens": [secret]}),
        json!({"token": secret, "tokens": []}),
        json!({"resource_type": "inference"}),
    ] {
        ask(body).await.refused(400, "invalid_request");
    }
    for (body, field) in [
        (json!({"token": 5}), "token"),
        (json!({"token": [secret]}), "token"),
        (json!({"tokens": secret}), "tokens"),
        (json!({"tokens": {"0": secret}}), "tokens"),
        (json!({"tokens": [secret, 5]}), "tokens[1]"),
        (json!({"tokens": [null]}), "tokens[0]"),
        (json!({"token": secret, "resource_type": 5}), "resource_type"),
        (json!({"token": secret, "org_id": 5}), "org_id"),
        (json!({"token": secret, "project_id": []}), "project_id"),
        (json!({"token": secret, "tenant_id": "x"}), "tenant_id"),
        (json!({"token": secret, "token_type_hint": "api_key"}), "token_type_hint"),
        (json!({"tokens": [secret], "x": null}), "x"),
    ] {
        ask(body).await.blames(&[field]);
    }
    let twice = format!(r#"{{"token": "{secret}", "token": "{secret}"}}"#);
    world.gateway.post(PATH).body("application/json", twice).await.blames(&["token"]);
    let as_form = world.gateway.post(PATH).form(&[("token", secret)]).await;
    as_form.refused(415, "unsupported_media_type");
}

#[tokio::test]
async fn it_has_at_most_256_kib() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, key, .. } = &world;
    let padded = |length: usize| {
        let mut body = json!({"token": key.secret}).to_string();
        body.push_str(&" ".repeat(length - body.len()));
        gateway.post(PATH).body("application/json", body)
    };
    for length in [64 * 1024 + 1, LIMIT] {
        assert_eq!(padded(length).await.ok(200)["reason"], "ok", "{length}");
    }
    let refused = padded(LIMIT + 1).await.refused(413, "payload_too_large");
    assert!(refused["message"].as_str().unwrap().contains("256 KiB"), "{refused}");

    // In chunks, so that nothing announces the length.
    let credential = gateway.client().credential_line().unwrap();
    let mut bytes = format!(
        "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         {credential}Transfer-Encoding: chunked\r\n\r\n"
    );
    for _ in 0..=LIMIT / 4096 {
        bytes.push_str("1000\r\n");
        bytes.push_str(&" ".repeat(4096));
        bytes.push_str("\r\n");
    }
    bytes.push_str("0\r\n\r\n");
    let answer = raw::exchange(gateway.client(), bytes).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn a_hundred_long_credentials_find_room() {
    let world = EveryKind::made().await;
    let long = "x".repeat(2_500);
    let told = crate::fixtures::verify_all(&world.gateway, &[long.as_str(); 100]).await.ok(200);
    assert_eq!(told["results"].as_array().unwrap().len(), 100);
}
