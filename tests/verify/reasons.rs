//! Why a credential does not serve: what it is by itself.

use serde_json::json;
use tenantry_testkit::{Program, Requests as _, TestDatabase, TestServer};

use crate::fixtures::{EveryKind, PATIENCE, reason};

#[tokio::test]
async fn what_cannot_be_one_of_ours_is_malformed() {
    let world = EveryKind::made().await;
    let secret = &world.key.secret;
    let mut mistyped = secret.clone();
    mistyped.replace_range(20..21, if &secret[20..21] == "a" { "b" } else { "a" });
    let (upper, longer) = (secret.to_uppercase(), format!("{secret}x"));
    let spaced = format!(" {secret}");
    let mut signed_otherwise = world.ada.access_token.clone();
    signed_otherwise.truncate(signed_otherwise.rfind('.').unwrap() + 1);
    let nobody = "A".repeat(86);
    signed_otherwise.push_str(&nobody);
    let long = "x".repeat(60_000);
    let malformed = [
        "",
        " ",
        "x",
        "sk-nc-",
        "sk-nc-0000000000000000000000000000000000000000000000000",
        "pat-nc-0000000000000000000000000000000000000000000000000",
        "tk-nc-0000000000000000000000000000000000000000000000000",
        &mistyped,
        &upper,
        &longer,
        &spaced,
        &secret[..54],
        &secret[6..],
        "a.b.c",
        &signed_otherwise,
        "\u{0}",
        "sk-nc-\u{0}",
        "\u{1F511}",
        &long,
    ];
    for token in malformed {
        assert_eq!(reason(&world.gateway, token).await, "malformed", "{token:?}");
    }
}

#[tokio::test]
async fn what_another_installation_issued_is_unknown() {
    let world = EveryKind::made().await;
    let elsewhere = EveryKind::made().await;
    let [session, random @ ..] = elsewhere.secrets();
    for secret in random {
        assert_eq!(reason(&world.gateway, secret).await, "unknown", "{secret}");
    }
    // Nothing of ours has signed it.
    assert_eq!(reason(&world.gateway, session).await, "malformed");
}

#[tokio::test]
async fn what_opens_nothing_at_another_service_is_unknown() {
    let world = EveryKind::made().await;
    for secret in [&world.gateway.credential, &world.ada.refresh_token] {
        assert_eq!(reason(&world.gateway, secret).await, "unknown", "{secret}");
    }
}

#[tokio::test]
async fn what_has_ended_by_itself_is_expired() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, key, token, .. } = &world;
    for table in ["api_keys", "personal_access_tokens"] {
        server.sql(&format!("UPDATE {table} SET expires_at = now()")).await;
    }
    let body = json!({"name": "ended", "expiresAt": "2024-12-31T23:59:59Z"});
    let ended = ada.post("/api/tenant-api-key").json(&body).await.ok(201);
    for secret in [&key.secret, &token.secret, ended["apiKey"].as_str().unwrap()] {
        assert_eq!(reason(gateway, secret).await, "expired", "{secret}");
    }
}

#[tokio::test]
async fn an_access_token_is_expired_when_its_time_is_over() {
    let database = TestDatabase::create().await;
    let program = Program::on(database.url()).with("tokens.access_lifetime", "1s");
    let server: TestServer = program.serve().await;
    let gateway = server.service("gateway").await;
    let ada = server.signed_up("ada").await;
    let begun = std::time::Instant::now();
    loop {
        match &*reason(&gateway, &ada.access_token).await {
            "expired" => break,
            other => assert_eq!(other, "ok"),
        }
        assert!(begun.elapsed() < PATIENCE, "it does not end");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let renewed = ada.refreshes().await;
    assert_eq!(reason(&gateway, &ada.access_token).await, "expired");
    drop(renewed);
}

#[tokio::test]
async fn what_somebody_ended_is_revoked() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, ada, key, token, tenant_key, .. } = &world;
    for secret in world.secrets() {
        assert_eq!(reason(gateway, secret).await, "ok");
    }
    ada.deletes(key).await;
    ada.delete(&token.path()).await.is(204);
    ada.delete(&tenant_key.path()).await.is(200);
    ada.signs_out().await;
    for secret in world.secrets() {
        assert_eq!(reason(gateway, secret).await, "revoked", "{secret}");
    }
}

#[tokio::test]
async fn that_it_was_ended_is_told_before_that_it_has_ended_by_itself() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, key, token, .. } = &world;
    ada.deletes(key).await;
    ada.delete(&token.path()).await.is(204);
    for table in ["api_keys", "personal_access_tokens"] {
        server.sql(&format!("UPDATE {table} SET expires_at = now()")).await;
    }
    for secret in [&key.secret, &token.secret] {
        assert_eq!(reason(gateway, secret).await, "revoked");
    }
}

#[tokio::test]
async fn a_session_that_was_moved_leaves_its_older_token_revoked() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, .. } = &world;
    let eve = server.owner("eve").await;
    let tenant = eve.tenant().await;
    crate::fixtures::joins_tenant(server, ada, &tenant, "MEMBER").await;
    assert_eq!(reason(gateway, &ada.access_token).await, "ok");
    let moved = crate::fixtures::switch_tenant(ada, &tenant).await.ok(200);
    let moved = ada.with_tokens(&moved);
    assert_eq!(reason(gateway, &ada.access_token).await, "revoked");
    let told = crate::fixtures::verify(gateway, &moved.access_token).await.ok(200);
    assert_eq!((&told["tenant_id"], &told["role"]), (&json!(tenant), &json!("MEMBER")));
}
