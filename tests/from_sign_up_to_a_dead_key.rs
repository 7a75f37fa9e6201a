//! The main job, from end to end: a person signs up and makes an API key, another service learns whose it is, and that it is dead.

use serde_json::json;
use tenantry_testkit::{Requests as _, TestServer};

use crate::fixtures::seconds;

#[tokio::test]
async fn from_sign_up_to_a_dead_key() {
    let server = TestServer::start().await;
    let gateway = server.service("gateway").await;

    let ada = server.signed_up("ada").await;
    let tenant = ada.creates_tenant("Analytical Engines").await;
    let page = ada.get("/api/v1/orgs").await.ok(200);
    assert_eq!(page["pagination"]["total_items"], 1);
    assert_eq!(page["data"][0]["name"], "Analytical Engines");
    assert_eq!(page["data"][0]["role"], "owner");

    let organization = ada.organization().await;
    let project = ada.creates_project(&organization, "Bernoulli numbers").await;
    let request = json!({"name": "ci", "resource_type": "inference"});
    let made = ada.post(&project.path("/api-keys")).json(&request).await.ok(201);
    let secret = made["api_key"].as_str().unwrap();

    let learned = gateway.learns(secret).await;
    assert_eq!(
        learned,
        json!({
            "active": true,
            "token_kind": "api_key",
            "sub": made["id"],
            "jti": made["id"],
            "tenant_id": tenant["id"],
            "org_id": organization.id,
            "project_id": project.id,
            "resource_type": "inference",
            "iat": seconds(&made["created_at"]),
            "iss": "http://localhost:8080",
        })
    );

    let path = project.path(&format!("/api-keys/{}", made["id"].as_str().unwrap()));
    let deleted = ada.delete(&path).await;
    assert_eq!((deleted.status, deleted.text().as_str()), (204, ""));
    let answer = gateway.asks_about(secret).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"active":false}"#));
}
