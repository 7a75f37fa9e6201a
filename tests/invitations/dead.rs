//! Links that let nobody in, and nobody learns why.

use serde_json::json;
use tenantry_testkit::{Answer, Person, Requests as _, SignUp, TestServer};

use super::{MARY, server_and_ada, token_for};
use crate::fixtures::{
    accept_invitation, assert_alike, forgot_password, invitations_expire, place_of, roster,
    verified,
};

async fn refused(server: &TestServer, mary: &Person, token: &str) -> Answer {
    let new = SignUp::named("paul").with("invite_token", token);
    let signing_up = server.post("/api/v1/auth/signup").json(new.body()).await;
    signing_up.refused(400, "invalid_invite_token");
    let answer = accept_invitation(mary, token).header("X-Request-Id", "the-same-name").await;
    answer.refused(400, "invalid_invite_token");
    answer
}

#[tokio::test]
async fn used_expired_taken_back_and_garbled_ones_are_refused_alike() {
    let (server, ada, organization) = server_and_ada().await;
    let mary = verified(&server, "mary").await;
    let used = token_for(&server, &ada, &organization, MARY).await;
    accept_invitation(&mary, &used).await.ok(200);
    let first = refused(&server, &mary, &used).await;

    let second = ada.creates_organization("Second").await;
    let members = second.path("/members");
    // Put in by others, she would be in at once.
    ada.delete(&place_of(&ada, "/api/tenant/members", MARY).await).await.ok(200);
    let mary = mary.signs_in().await;
    let taken_back = token_for(&server, &ada, &second, MARY).await;
    ada.delete(&place_of(&ada, &members, MARY).await).await.ok(200);
    assert_alike(&first, &refused(&server, &mary, &taken_back).await);

    let expired = token_for(&server, &ada, &second, MARY).await;
    invitations_expire(&server).await;
    assert_alike(&first, &refused(&server, &mary, &expired).await);

    forgot_password(&server, MARY).await.ok(200);
    let of_another_kind = server.next_mail("reset-password", MARY).await.token();
    let letter = if expired.ends_with('0') { "1" } else { "0" };
    let garbled = format!("{}{letter}", &expired[..expired.len() - 1]);
    for token in [&of_another_kind, &garbled, &expired.to_uppercase(), "", "inv-nc-", "a\u{0}b"] {
        assert_alike(&first, &refused(&server, &mary, token).await);
    }
    assert_eq!(roster(&ada, &organization.path("/members")).await.len(), 1);
    assert!(mary.get("/api/v1/orgs").await.ok(200)["data"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn an_expired_one_does_not_block_a_new_one() {
    let (server, ada, organization) = server_and_ada().await;
    let mary = verified(&server, "mary").await;
    let expired = token_for(&server, &ada, &organization, MARY).await;
    invitations_expire(&server).await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    accept_invitation(&mary, &expired).await.refused(400, "invalid_invite_token");
    accept_invitation(&mary, &token).await.ok(200);
    assert_eq!(roster(&ada, &organization.path("/members")).await.len(), 2);
}

/// Mary, and the secret of a link that would let her in.
async fn mary_and_her_link() -> (TestServer, Person, String) {
    let (server, ada, organization) = server_and_ada().await;
    let mary = verified(&server, "mary").await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    (server, mary, token)
}

#[tokio::test]
async fn an_organization_that_is_gone_lets_nobody_in() {
    let (server, mary, token) = mary_and_her_link().await;
    server.sql("UPDATE organizations SET deleted_at = now()").await;
    accept_invitation(&mary, &token).await.refused(400, "invalid_invite_token");
    server.sql("UPDATE organizations SET deleted_at = NULL").await;
    accept_invitation(&mary, &token).await.ok(200);
}

#[tokio::test]
async fn a_tenant_that_is_gone_lets_nobody_in() {
    let (server, mary, token) = mary_and_her_link().await;
    server.sql("UPDATE tenants SET deleted_at = now()").await;
    accept_invitation(&mary, &token).await.refused(400, "invalid_invite_token");
}

#[tokio::test]
async fn a_token_is_a_text_and_alone() {
    let (server, _ada, _organization) = server_and_ada().await;
    let mary = server.signed_up("mary").await;
    let path = "/api/v1/invitations/accept";
    for body in [json!({}), json!({"invite_token": null}), json!({"invite_token": 5})] {
        mary.post(path).json(&body).await.blames(&["invite_token"]);
    }
    let more = json!({"invite_token": "x", "role": "owner"});
    mary.post(path).json(&more).await.blames(&["role"]);
}
