//! Many credentials in one question.

use serde_json::{Value, json};
use tenantry_testkit::Requests as _;

use super::PATH;
use crate::fixtures::{EveryKind, keys, verify, verify_all};

#[tokio::test]
async fn the_answers_come_in_the_order_of_the_credentials() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, ada, key, .. } = &world;
    let revoked = ada.creates_api_key(&key.project, "revoked").await;
    ada.deletes(&revoked).await;
    let [session, api_key, token, tenant_key] = world.secrets();
    let tokens = [
        token,
        "x",
        api_key,
        &revoked.secret,
        session,
        api_key,
        &gateway.credential,
        tenant_key,
        "",
    ];
    let answer = verify_all(gateway, &tokens).await;
    let told = answer.ok(200);
    assert_eq!(keys(&told), ["results"]);
    assert_eq!(answer.header("Cache-Control"), "no-store");
    let mut one_by_one: Vec<Value> = Vec::new();
    for token in tokens {
        one_by_one.push(verify(gateway, token).await.ok(200));
    }
    assert_eq!(told["results"], json!(one_by_one));
    let reasons: Vec<&str> = one_by_one.iter().map(|it| it["reason"].as_str().unwrap()).collect();
    assert_eq!(
        reasons,
        ["ok", "malformed", "ok", "revoked", "ok", "ok", "unknown", "ok", "malformed"]
    );
}

#[tokio::test]
async fn what_is_wanted_is_wanted_of_each() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, key, .. } = &world;
    let body = json!({"tokens": world.secrets(), "resource_type": "inference",
        "org_id": key.project.organization.id, "project_id": key.project.id});
    let told = gateway.post(PATH).json(&body).await.ok(200);
    let reasons: Vec<&Value> =
        told["results"].as_array().unwrap().iter().map(|it| &it["reason"]).collect();
    assert_eq!(
        reasons,
        ["wrong_resource_type", "ok", "wrong_resource_type", "wrong_resource_type"]
    );
}

#[tokio::test]
async fn one_is_answered_as_a_list_of_one() {
    let world = EveryKind::made().await;
    let told = verify_all(&world.gateway, &[&world.key.secret]).await.ok(200);
    let alone = verify(&world.gateway, &world.key.secret).await.ok(200);
    assert_eq!(told, json!({"results": [alone]}));
}

#[tokio::test]
async fn there_are_one_to_a_hundred_of_them() {
    let world = EveryKind::made().await;
    let mut tokens = vec!["x"; 99];
    tokens.push(&world.key.secret);
    let told = verify_all(&world.gateway, &tokens).await.ok(200);
    let results = told["results"].as_array().unwrap();
    assert_eq!(results.len(), 100);
    assert_eq!(
        (&results[98]["reason"], &results[99]["reason"]),
        (&json!("malformed"), &json!("ok"))
    );

    tokens.push(&world.key.secret);
    verify_all(&world.gateway, &tokens).await.blames(&["tokens"]);
    verify_all(&world.gateway, &[]).await.blames(&["tokens"]);
    verify_all(&world.gateway, &["x"; 1000]).await.blames(&["tokens"]);
}
