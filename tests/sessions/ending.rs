//! What ends a session.

use tenantry_testkit::{Requests as _, TestServer};

use super::{ME, assert_dead, refresh};
use crate::fixtures::keys;

#[tokio::test]
async fn signing_out_kills_both_tokens_of_this_session_alone() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let elsewhere = ada.signs_in().await;
    let answer = ada.post("/api/v1/auth/logout").await;
    assert_eq!(keys(&answer.ok(200)), ["message"]);
    assert_dead(&server, &ada).await;
    ada.post("/api/v1/auth/logout").await.refused(401, "unauthorized");
    elsewhere.get(ME).await.ok(200);
}

#[tokio::test]
async fn a_suspended_persons_sessions_stop_at_once() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    server.sql("UPDATE users SET status = 'suspended'").await;
    assert_dead(&server, &ada).await;
}

#[tokio::test]
async fn a_refresh_never_extends_the_absolute_lifetime() {
    let server = TestServer::configured(&[("tokens.session_lifetime", "1h")]).await;
    let ada = server.signed_up("ada").await;
    let end = "SELECT absolute_expires_at::text FROM sessions";
    let before = server.sql(end).await;
    let tokens = refresh(&server, &ada.refresh_token).await.ok(200);
    assert!(tokens["refresh_expires_in"].as_i64().unwrap() <= 3600, "{tokens}");
    assert_eq!(server.sql(end).await, before);

    let ada = ada.with_tokens(&tokens);
    server.sql("UPDATE sessions SET absolute_expires_at = now()").await;
    assert_dead(&server, &ada).await;
}

#[tokio::test]
async fn a_session_that_nobody_used_for_long_is_over() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    server.sql("UPDATE sessions SET idle_expires_at = now()").await;
    assert_dead(&server, &ada).await;
}
