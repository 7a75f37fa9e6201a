//! A key asks about the credentials of its own tenant.

use serde_json::json;
use tenantry_testkit::{Requests as _, TestServer};

use super::{PATH, World, world};
use crate::fixtures::seconds;

const INTROSPECT: &str = "/api/v1/introspect";

async fn learns(server: &TestServer, asker: &str, token: &str) -> serde_json::Value {
    server.post(INTROSPECT).key(asker).form(&[("token", token)]).await.ok(200)
}

#[tokio::test]
async fn it_learns_of_its_own_tenants_and_of_no_others() {
    let World { server, ada, key, organization } = world().await;
    let project = ada.creates_project(&organization, "engine").await;
    let of_project = ada.creates_api_key(&project, "ci").await;
    let token = ada.creates_token(&organization, "laptop").await;
    let other = ada.creates_tenant_key("other").await;
    let eve = server.owner("eve").await;
    let eves_organization = eve.organization().await;
    let eves_key = eve.creates_tenant_key("ci").await;
    let eves_token = eve.creates_token(&eves_organization, "laptop").await;

    let own = [&of_project.secret, &token.secret, &other.secret, &key.secret];
    for secret in own {
        assert_eq!(learns(&server, &key.secret, secret).await["active"], true);
        assert_eq!(learns(&server, &eves_key.secret, secret).await, json!({"active": false}));
    }
    let session = ada.signs_in().await.access_token;
    assert_eq!(learns(&server, &key.secret, &session).await["active"], true);
    assert_eq!(learns(&server, &eves_key.secret, &session).await, json!({"active": false}));
    // Nobody's, another's, a service's or none: all alike.
    let gateway = server.service("gateway").await;
    let homeless = server.signed_up("nobody").await;
    let foreign =
        [&eves_key.secret, &eves_token.secret, &gateway.credential, &homeless.access_token, "x"];
    for secret in foreign {
        let answer = server.post(INTROSPECT).key(&key.secret).form(&[("token", secret)]).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, r#"{"active":false}"#));
    }
}

#[tokio::test]
async fn it_is_told_with_its_tenant_and_role() {
    let World { server, ada, key, .. } = world().await;
    let gateway = server.service("gateway").await;
    let listed = ada.get(PATH).await.ok(200);
    let told = json!({
        "active": true,
        "token_kind": "tenant_api_key",
        "sub": key.id,
        "tenant_id": ada.tenant().await,
        "role": "ADMIN",
        "iat": seconds(&listed[0]["createdAt"]),
        "jti": key.id,
        "iss": "http://localhost:8080",
    });
    assert_eq!(gateway.learns(&key.secret).await, told);
    assert_eq!(learns(&server, &key.secret, &key.secret).await, told);
}

#[tokio::test]
async fn one_that_does_not_hold_asks_nothing() {
    let World { server, ada, key, .. } = world().await;
    let ask = |asker: &str| server.post(INTROSPECT).key(asker).form(&[("token", &key.secret)]);
    let deleted = ada.creates_tenant_key("deleted").await;
    ada.delete(&deleted.path()).await.is(200);
    let body = json!({"name": "ended", "expiresAt": "2024-12-31T23:59:59Z"});
    let ended = ada.post(PATH).json(&body).await.ok(201);
    for asker in [&deleted.secret, ended["apiKey"].as_str().unwrap(), "x", "", &ada.access_token] {
        let answer = ask(asker).await;
        assert_eq!(answer.refused(401, "unauthorized")["error"], "invalid_client");
    }
    let as_bearer = server.post(INTROSPECT).bearer(&key.secret).form(&[("token", "x")]).await;
    as_bearer.refused(401, "unauthorized");
    let twice = ask(&key.secret).bearer(&key.secret).await;
    assert_eq!(twice.refused(400, "invalid_request")["error"], "invalid_request");
    let token = ada.creates_token(&ada.organization().await, "laptop").await;
    ask(&token.secret).await.refused(401, "unauthorized");
    server
        .post(INTROSPECT)
        .bearer(&token.secret)
        .form(&[("token", "x")])
        .await
        .refused(401, "unauthorized");
    let prefixed = ask(&key.secret).header("X-APP-ID", "x").await;
    prefixed.refused(401, "unauthorized");
    ask(&key.secret).header("X-APP-ID", &key.prefix).await.ok(200);
}
