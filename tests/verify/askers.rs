//! Who may verify, and whose credentials.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use super::PATH;
use crate::fixtures::{EveryKind, reason, reason_of, verify, verify_all, within_a_second};

#[tokio::test]
async fn only_a_live_service_or_a_key_of_a_tenant_may_ask() {
    let world = EveryKind::made().await;
    let EveryKind { server, ada, key, token, .. } = &world;
    let body = json!({"token": key.secret});
    server.post(PATH).json(&body).await.refused(401, "unauthorized");
    let unknown = "svc-nc-0000000000000000000000000000000000000000000000000";
    let shown = [
        &ada.access_token,
        &ada.refresh_token,
        &key.secret,
        &token.secret,
        &world.tenant_key.secret,
        unknown,
        "x",
        "",
    ];
    for asker in shown {
        server.post(PATH).bearer(asker).json(&body).await.refused(401, "unauthorized");
    }
    for asker in [&ada.access_token, &key.secret, &token.secret, &world.gateway.credential, "x", ""]
    {
        server.post(PATH).key(asker).json(&body).await.refused(401, "unauthorized");
    }
    let in_query = [("access_token", world.gateway.credential.as_str())];
    let answer = server.post(PATH).query(&in_query).json(&body).await;
    assert!([400, 401].contains(&answer.status), "{answer}");
    let two = world.gateway.post(PATH).key(&world.tenant_key.secret).json(&body).await;
    two.refused(400, "invalid_request");
    // Before it is looked at what is asked.
    server.post(PATH).json(&json!({"tokens": []})).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn a_service_may_show_its_credential_as_the_password_of_basic() {
    let world = EveryKind::made().await;
    let pair = BASE64_STANDARD.encode(format!("gateway:{}", world.gateway.credential));
    let question = world.server.post(PATH).header("Authorization", format!("Basic {pair}"));
    let told = question.json(&json!({"token": world.key.secret})).await;
    assert_eq!(reason_of(&told), "ok");
}

#[tokio::test]
async fn a_service_whose_credential_was_revoked_asks_nothing_any_more() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, key, .. } = &world;
    assert_eq!(reason(gateway, &key.secret).await, "ok");
    let listed = server.operator(&["service-credential", "list", "--json"]).await;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let id = listed[0]["id"].as_str().unwrap();
    server.operator(&["service-credential", "revoke", id]).await;
    let refused = within_a_second(verify(gateway, &key.secret), |answer| answer.status == 401);
    refused.await.refused(401, "unauthorized");
}

/// What a key of a tenant is told about a credential.
async fn told(server: &TestServer, key: &str, token: &str) -> String {
    reason_of(&server.post(PATH).key(key).json(&json!({"token": token})).await)
}

#[tokio::test]
async fn a_key_of_a_tenant_learns_of_its_own_tenants() {
    let world = EveryKind::made().await;
    let EveryKind { server, tenant_key, gateway, .. } = &world;
    for secret in world.secrets() {
        let question = json!({"token": secret});
        let by_key = server.post(PATH).key(&tenant_key.secret).json(&question).await.ok(200);
        assert_eq!(by_key, verify(gateway, secret).await.ok(200));
        assert_eq!(by_key["reason"], "ok");
    }
}

#[tokio::test]
async fn to_a_key_of_a_tenant_what_is_anothers_is_unknown_whatever_became_of_it() {
    let world = EveryKind::made().await;
    let EveryKind { server, ada, key, token, organization, .. } = &world;
    let eve = server.owner("eve").await;
    let eves = eve.creates_tenant_key("ci").await.secret;
    let homeless = server.signed_up("grace").await;
    for secret in world.secrets().into_iter().chain([homeless.access_token.as_str()]) {
        assert_eq!(told(server, &eves, secret).await, "unknown", "{secret}");
    }
    assert_eq!(told(server, &eves, "x").await, "malformed");
    // Also where it was for something else.
    let demand = json!({"token": key.secret, "resource_type": "storage"});
    let answer = server.post(PATH).key(&eves).json(&demand).await;
    assert_eq!(reason_of(&answer), "unknown");
    let demand = json!({"token": token.secret, "org_id": organization.id});
    let answer = server.post(PATH).key(&eves).json(&demand).await;
    assert_eq!(reason_of(&answer), "unknown");

    ada.deletes(key).await;
    ada.delete(&token.path()).await.is(204);
    for secret in [&key.secret, &token.secret] {
        assert_eq!(told(server, &eves, secret).await, "unknown");
    }
}

#[tokio::test]
async fn to_a_key_of_a_tenant_what_is_over_is_unknown_too() {
    let world = EveryKind::made().await;
    let EveryKind { server, ada, key, tenant_key, .. } = &world;
    assert_eq!(told(server, &tenant_key.secret, &key.secret).await, "ok");
    ada.deletes(key).await;
    assert_eq!(told(server, &tenant_key.secret, &key.secret).await, "unknown");
}

#[tokio::test]
async fn in_one_question_a_key_of_a_tenant_sees_its_own_alone() {
    let world = EveryKind::made().await;
    let eve = world.server.owner("eve").await;
    let eves = eve.creates_tenant_key("ci").await;
    let [session, key, token, tenant_key] = world.secrets();
    let tokens = [session, &eves.secret, key, token, &eve.access_token, tenant_key, "x"];
    let reasons = async |asker: &tenantry_testkit::TenantKey| -> Vec<String> {
        let told = verify_all(asker, &tokens).await.ok(200);
        let results = told["results"].as_array().unwrap();
        results.iter().map(|it| it["reason"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        reasons(&world.tenant_key).await,
        ["ok", "unknown", "ok", "ok", "unknown", "ok", "malformed"]
    );
    assert_eq!(
        reasons(&eves).await,
        ["unknown", "ok", "unknown", "unknown", "ok", "unknown", "malformed"]
    );
}

#[tokio::test]
async fn a_key_of_a_tenant_that_is_over_asks_nothing() {
    let world = EveryKind::made().await;
    let EveryKind { ada, key, tenant_key, .. } = &world;
    assert_eq!(reason(tenant_key, &key.secret).await, "ok");
    ada.delete(&tenant_key.path()).await.is(200);
    verify(tenant_key, &key.secret).await.refused(401, "unauthorized");
}
