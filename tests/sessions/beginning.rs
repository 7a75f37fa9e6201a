//! Signing in.

use serde_json::{Value, json};
use tenantry_testkit::{PASSWORD, Requests as _, TestServer};

use super::{LOGIN, REFRESH};
use crate::fixtures::{answered_alike, claims, keys, login};

#[tokio::test]
async fn a_login_answers_with_two_tokens() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let answer = login(&server, "ada@example.com", PASSWORD).await;
    let tokens = answer.ok(200);
    assert_eq!(
        keys(&tokens),
        ["access_token", "expires_in", "refresh_expires_in", "refresh_token", "token_type"]
    );
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);
    assert_eq!(tokens["refresh_expires_in"], 604_800);
    assert_eq!(answer.header("Cache-Control"), "no-store");

    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    assert!(refresh_token.starts_with("rt-nc-"), "{refresh_token}");
    assert_eq!(refresh_token.len(), 6 + 43 + 6);
    let claims = claims(tokens["access_token"].as_str().unwrap());
    assert_eq!(keys(&claims), ["aud", "client_id", "exp", "iat", "iss", "jti", "sid", "sub"]);
    assert_eq!(claims["sub"], ada.id().as_str());
    assert_eq!(claims["iss"], "http://localhost:8080");
    let lasts = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!(lasts, 600);
}

#[tokio::test]
async fn a_login_that_fails_tells_nobody_why() {
    let server = TestServer::start().await;
    server.signed_up("ada").await;
    let grace = server.signed_up("grace").await;
    server.sql(&format!("UPDATE users SET status = 'suspended' WHERE id = '{}'", grace.id())).await;

    let attempts = [
        ("ada@example.com", "not the password"),
        ("nobody@example.com", PASSWORD),
        ("grace@example.com", PASSWORD),
        ("grace@example.com", "not the password"),
        ("no address", PASSWORD),
        ("ada@example.com", ""),
    ];
    let requests = attempts.map(|(email, password)| login(&server, email, password));
    answered_alike(requests).await[0].refused(401, "invalid_credentials");
}

#[tokio::test]
async fn a_login_names_the_field_that_is_wrong() {
    let server = TestServer::start().await;
    let send = |body: Value| server.post(LOGIN).json(&body);
    send(json!({"password": "x"})).await.blames(&["email"]);
    send(json!({"email": "x"})).await.blames(&["password"]);
    send(json!({"email": 5, "password": "x"})).await.blames(&["email"]);
    send(json!({"email": "x", "password": "x", "remember": true})).await.blames(&["remember"]);
    server.post(REFRESH).json(&json!({})).await.blames(&["refresh_token"]);
    server.post(REFRESH).json(&json!({"refresh_token": null})).await.blames(&["refresh_token"]);
}
