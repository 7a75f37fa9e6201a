//! Being in several tenants, and acting in one of them at a time.

use serde_json::{Value, json};
use tenantry_testkit::{Person, Requests as _, TestServer};

use super::{ME, refresh};
use crate::fixtures::{
    TENANT_MEMBERS, claims, joins_tenant, keys, never_issued, place_of, switch_tenant,
};

const TENANTS: &str = "/api/v1/users/me/tenants";

/// Ada, who owns a tenant and is in Eve's, in a session in her own.
async fn ada_of_two() -> (TestServer, Person, String, String) {
    let (server, ada, _eve, own, other) = ada_and_eve().await;
    (server, ada, own, other)
}

async fn ada_and_eve() -> (TestServer, Person, Person, String, String) {
    let server = TestServer::start().await;
    let (ada, eve) = (server.owner("ada").await, server.owner("eve").await);
    let (own, other) = (ada.tenant().await, eve.tenant().await);
    joins_tenant(&server, &ada, &other, "MEMBER").await;
    (server, ada.refreshes().await, eve, own, other)
}

#[tokio::test]
async fn ones_tenants_are_listed_with_the_role_in_each() {
    let (server, ada, own, other) = ada_of_two().await;
    let answer = ada.get(TENANTS).await.ok(200);
    assert_eq!(keys(&answer), ["data"]);
    let mut tenants = answer["data"].as_array().unwrap().clone();
    assert_eq!(tenants.len(), 2);
    for tenant in &mut tenants {
        let place = tenant.as_object_mut().unwrap().remove("member_id");
        assert!(place.is_some_and(|place| place.is_string()));
    }
    let expected = [
        json!({"id": own, "name": "ada's tenant", "role": "SUPER_ADMIN", "current": true}),
        json!({"id": other, "name": "eve's tenant", "role": "MEMBER", "current": false}),
    ];
    for tenant in expected {
        assert!(tenants.contains(&tenant), "{tenant} in {answer}");
    }
    let nobody = server.signed_up("nobody").await;
    assert_eq!(nobody.get(TENANTS).await.ok(200), json!({"data": []}));
    // Of a tenant that is gone nothing is left to list.
    server.sql(&format!("UPDATE tenants SET deleted_at = now() WHERE id = '{other}'")).await;
    assert_eq!(ada.get(TENANTS).await.ok(200)["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_session_goes_on_in_the_other_tenant() {
    let (server, ada, own, other) = ada_of_two().await;
    let organization = ada.organization().await;
    let answer = switch_tenant(&ada, &other).await;
    let tokens = answer.ok(200);
    let parts = ["access_token", "expires_in", "refresh_expires_in", "refresh_token", "token_type"];
    assert_eq!(keys(&tokens), parts);
    assert_eq!(answer.header("Cache-Control"), "no-store");
    let moved = ada.with_tokens(&tokens);
    let (before, after) = (claims(&ada.access_token), claims(&moved.access_token));
    assert_eq!((&before["sid"], &before["tid"]), (&after["sid"], &json!(own)));
    assert_eq!(after["tid"], other);
    assert_eq!(moved.tenant().await, other);
    assert_eq!(moved.get("/api/v1/orgs").await.ok(200)["data"], json!([]));
    moved.get(&organization.path("")).await.refused(404, "not_found");
    moved.get("/api/tenant/members").await.refused(403, "forbidden");

    // The former token names a tenant that the session has left.
    ada.get(ME).await.refused(401, "unauthorized");
    let moved = moved.refreshes().await;
    assert_eq!(moved.tenant().await, other);
    let back = moved.with_tokens(&switch_tenant(&moved, &own).await.ok(200));
    back.get(&organization.path("")).await.ok(200);
    let current = |tenant: &&Value| tenant["current"] == true;
    let tenants = back.get(TENANTS).await.ok(200);
    let tenants: Vec<_> = tenants["data"].as_array().unwrap().iter().filter(current).collect();
    assert_eq!((tenants.len(), &tenants[0]["id"]), (1, &json!(own)));
    refresh(&server, &back.refresh_token).await.ok(200);
}

#[tokio::test]
async fn a_second_tab_with_the_former_refresh_token_is_not_led_astray() {
    let (server, ada, _own, other) = ada_of_two().await;
    let moved = ada.with_tokens(&switch_tenant(&ada, &other).await.ok(200));
    let late = refresh(&server, &ada.refresh_token).await;
    if late.status == 200 {
        let late = ada.with_tokens(&late.json());
        assert_eq!(late.refreshes().await.tenant().await, other);
    } else {
        late.refused(401, "invalid_refresh_token");
    }
    assert_eq!(moved.tenant().await, other);
}

#[tokio::test]
async fn other_sessions_stay_where_they_are() {
    let (_server, ada, own, other) = ada_of_two().await;
    let laptop = ada.signs_in().await;
    let stays = laptop.tenant().await;
    assert_eq!(stays, own);
    switch_tenant(&ada, &other).await.ok(200);
    assert_eq!(laptop.tenant().await, own);
}

#[tokio::test]
async fn a_new_session_begins_where_one_was_last() {
    let (_server, ada, own, other) = ada_of_two().await;
    let moved = ada.with_tokens(&switch_tenant(&ada, &other).await.ok(200));
    assert_eq!(ada.signs_in().await.tenant().await, other);
    moved.with_tokens(&switch_tenant(&moved, &own).await.ok(200));
    assert_eq!(ada.signs_in().await.tenant().await, own);
}

#[tokio::test]
async fn a_tenant_that_one_is_not_in_does_not_exist() {
    let (server, ada, own, _other) = ada_of_two().await;
    let foreign = server.owner("grace").await.tenant().await;
    let unknown = switch_tenant(&ada, &never_issued()).await;
    unknown.refused(404, "not_found");
    for id in [&foreign, "x", "", "null"] {
        let answer = switch_tenant(&ada, id).await;
        answer.refused(404, "not_found");
        assert_eq!(answer.without_request_id(), unknown.without_request_id());
    }
    let path = "/api/v1/auth/switch-tenant";
    ada.post(path).json(&json!({})).await.blames(&["tenant_id"]);
    ada.post(path).json(&json!({"tenant_id": 5})).await.blames(&["tenant_id"]);
    ada.post(path).json(&json!({"tenant_id": own, "role": "ADMIN"})).await.blames(&["role"]);
    assert_eq!(ada.tenant().await, own);
}

#[tokio::test]
async fn who_was_taken_out_of_a_tenant_goes_on_in_another() {
    let (_server, ada, eve, own, other) = ada_and_eve().await;
    let moved = ada.with_tokens(&switch_tenant(&ada, &other).await.ok(200));
    let hers = place_of(&eve, TENANT_MEMBERS, &ada.email()).await;
    eve.delete(&hers).await.ok(200);
    let answer = moved.get("/api/tenant").await;
    assert!([401, 404].contains(&answer.status), "{answer}");
    switch_tenant(&moved.refreshes().await, &other).await.refused(404, "not_found");
    let again = ada.signs_in().await;
    assert_eq!(again.tenant().await, own);
}
