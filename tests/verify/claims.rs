//! All that a credential stands for, of each kind.

use serde_json::{Value, json};
use tenantry_testkit::Requests as _;

use crate::fixtures::{EveryKind, claims, seconds, verify};

const ISSUER: &str = "http://localhost:8080";

#[tokio::test]
async fn an_access_token_is_told_with_its_person_and_tenant() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, ada, .. } = &world;
    let stated = claims(&ada.access_token);
    let told = verify(gateway, &ada.access_token).await;
    let expected = json!({
        "valid": true,
        "reason": "ok",
        "token_kind": "access_token",
        "sub": ada.id(),
        "username": "ada@example.com",
        "tenant_id": ada.tenant().await,
        "role": "SUPER_ADMIN",
        "exp": stated["exp"],
        "iat": stated["iat"],
        "jti": stated["jti"],
        "iss": ISSUER,
    });
    assert_eq!(told.ok(200), expected);
    assert_eq!(told.header("Cache-Control"), "no-store");
    assert_eq!(told.header("Content-Type"), "application/json");
}

#[tokio::test]
async fn an_api_key_is_told_with_its_project_organization_and_tenant() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, ada, organization, key, .. } = &world;
    let listed = ada.get(&key.project.path("/api-keys")).await.ok(200);
    let expected = json!({
        "valid": true,
        "reason": "ok",
        "token_kind": "api_key",
        "sub": key.id,
        "tenant_id": ada.tenant().await,
        "org_id": organization.id,
        "project_id": key.project.id,
        "resource_type": "inference",
        "iat": seconds(&listed["data"][0]["created_at"]),
        "jti": key.id,
        "iss": ISSUER,
    });
    assert_eq!(verify(gateway, &key.secret).await.ok(200), expected);
}

#[tokio::test]
async fn a_token_is_told_with_its_person_organization_and_role_there() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, ada, organization, token, .. } = &world;
    let listed = ada.get("/api/v1/users/me/pats").await.ok(200);
    let [listed] = &listed["items"].as_array().unwrap()[..] else { panic!("{listed}") };
    let expected = json!({
        "valid": true,
        "reason": "ok",
        "token_kind": "personal_access_token",
        "sub": ada.id(),
        "username": "ada@example.com",
        "tenant_id": ada.tenant().await,
        "org_id": organization.id,
        "role": "owner",
        "exp": seconds(&listed["expires_at"]),
        "iat": seconds(&listed["created_at"]),
        "jti": token.id,
        "iss": ISSUER,
    });
    assert_eq!(verify(gateway, &token.secret).await.ok(200), expected);
}

#[tokio::test]
async fn a_key_of_a_tenant_is_told_with_its_tenant() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, ada, tenant_key, .. } = &world;
    let listed = ada.get("/api/tenant-api-key").await.ok(200);
    let expected = json!({
        "valid": true,
        "reason": "ok",
        "token_kind": "tenant_api_key",
        "sub": tenant_key.id,
        "tenant_id": ada.tenant().await,
        "role": "ADMIN",
        "iat": seconds(&listed[0]["createdAt"]),
        "jti": tenant_key.id,
        "iss": ISSUER,
    });
    assert_eq!(verify(gateway, &tenant_key.secret).await.ok(200), expected);
}

#[tokio::test]
async fn it_is_what_introspection_tells_and_the_reason() {
    let world = EveryKind::made().await;
    for secret in world.secrets() {
        let mut introspected = world.gateway.learns(secret).await;
        let object = introspected.as_object_mut().unwrap();
        assert_eq!(object.remove("active"), Some(json!(true)));
        object.insert("valid".to_owned(), json!(true));
        object.insert("reason".to_owned(), json!("ok"));
        assert_eq!(verify(&world.gateway, secret).await.ok(200), introspected);
    }
}

#[tokio::test]
async fn who_has_no_tenant_is_told_without_one() {
    let world = EveryKind::made().await;
    let grace = world.server.signed_up("grace").await;
    let told: Value = verify(&world.gateway, &grace.access_token).await.ok(200);
    assert_eq!((&told["valid"], &told["sub"]), (&json!(true), &json!(grace.id())));
    assert_eq!((told.get("tenant_id"), told.get("role")), (None, None));
}
