//! Staying in: refresh tokens, each good once.

use tenantry_testkit::{Person, Requests as _, TestServer};

use super::{ME, assert_dead, refresh};
use crate::fixtures::{at_once, claims, keys};

#[tokio::test]
async fn a_refresh_replaces_both_tokens() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let answer = refresh(&server, &ada.refresh_token).await;
    let tokens = answer.ok(200);
    assert_eq!(
        keys(&tokens),
        ["access_token", "expires_in", "refresh_expires_in", "refresh_token", "token_type"]
    );
    assert_eq!(answer.header("Cache-Control"), "no-store");
    let next = ada.with_tokens(&tokens);
    assert_ne!(next.refresh_token, ada.refresh_token);
    assert_ne!(next.access_token, ada.access_token);
    assert_eq!(claims(&next.access_token)["sid"], claims(&ada.access_token)["sid"]);
    next.get(ME).await.ok(200);
    next.refreshes().await.get(ME).await.ok(200);
}

#[tokio::test]
async fn what_is_no_live_refresh_token_is_refused_alike() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let unknown = "rt-nc-0000000000000000000000000000000000000000000000000";
    let mut mistyped = ada.refresh_token.clone();
    mistyped.pop();
    for token in ["", "nonsense", unknown, &mistyped, &ada.access_token, "rt-nc-\u{0}"] {
        refresh(&server, token).await.refused(401, "invalid_refresh_token");
    }
    ada.refreshes().await;
}

#[tokio::test]
async fn fifty_refreshes_at_once_have_one_successor() {
    // However long they take on a busy machine.
    let server = TestServer::configured(&[("tokens.refresh_grace", "5m")]).await;
    let ada = server.signed_up("ada").await;
    let answers = at_once((0..50).map(|_| refresh(&server, &ada.refresh_token))).await;
    let successors: Vec<Person> =
        answers.iter().map(|answer| ada.with_tokens(&answer.ok(200))).collect();
    assert!(successors.iter().all(|next| next.refresh_token == successors[0].refresh_token));
    for next in &successors {
        next.get(ME).await.ok(200);
    }
    successors[0].refreshes().await;
}

#[tokio::test]
async fn an_older_refresh_token_ends_the_session_with_all_its_tokens() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let elsewhere = ada.signs_in().await;
    let child = ada.refreshes().await;
    let grandchild = child.refreshes().await;
    grandchild.get(ME).await.ok(200);

    refresh(&server, &ada.refresh_token).await.refused(401, "invalid_refresh_token");
    for person in [&grandchild, &child, &ada] {
        assert_dead(&server, person).await;
    }
    elsewhere.refreshes().await.get(ME).await.ok(200);
}

#[tokio::test]
async fn without_grace_the_parent_counts_as_stolen_too() {
    let server = TestServer::configured(&[("tokens.refresh_grace", "0s")]).await;
    let ada = server.signed_up("ada").await;
    let next = ada.refreshes().await;
    refresh(&server, &ada.refresh_token).await.refused(401, "invalid_refresh_token");
    assert_dead(&server, &next).await;
}

#[tokio::test]
async fn the_parent_is_tolerated_for_the_time_of_grace_only() {
    let server = TestServer::configured(&[("tokens.refresh_grace", "5m")]).await;
    let ada = server.signed_up("ada").await;
    let next = ada.refreshes().await;
    let again = ada.refreshes().await;
    assert_eq!(again.refresh_token, next.refresh_token);

    server.sql("UPDATE sessions SET rotated_at = rotated_at - interval '5 minutes'").await;
    refresh(&server, &ada.refresh_token).await.refused(401, "invalid_refresh_token");
    assert_dead(&server, &next).await;
}
