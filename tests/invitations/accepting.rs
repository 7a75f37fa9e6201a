//! Accepting with an account that one has.

use serde_json::json;
use tenantry_testkit::Requests as _;

use super::{KIND, MARY, server_and_ada, token_for};
use crate::fixtures::{
    TENANT_MEMBERS, accept_invitation, add_member, at_once, joins_tenant, keys, place_of, roster,
    verified, verify_email,
};

const TENANTS: &str = "/api/v1/users/me/tenants";

#[tokio::test]
async fn who_accepts_is_in_the_tenant_and_the_organization() {
    let (server, ada, organization) = server_and_ada().await;
    let mary = verified(&server, "mary").await;
    add_member(&ada, &organization, "Mary@Example.COM", "admin").await.ok(201);
    let token = server.next_mail(KIND, MARY).await.token();
    mary.get("/api/tenant").await.refused(404, "not_found");

    let accepted = accept_invitation(&mary, &token).await.ok(200);
    assert_eq!(keys(&accepted), ["organization", "tenant"]);
    assert_eq!(
        (&accepted["tenant"]["id"], &accepted["tenant"]["name"]),
        (&json!(ada.tenant().await), &json!("ada's tenant"))
    );
    assert_eq!(
        (&accepted["organization"]["id"], &accepted["organization"]["name"]),
        (&json!(organization.id), &json!("ada's tenant"))
    );
    // With the token at hand, which named no tenant.
    assert_eq!(mary.tenant().await, ada.tenant().await);
    mary.patch(&organization.path("")).json(&json!({"name": "Compilers"})).await.ok(200);
    mary.get(TENANT_MEMBERS).await.refused(403, "forbidden");

    let members = roster(&ada, &organization.path("/members")).await;
    assert_eq!(members.len(), 2, "the invitation has become the member: {members:#?}");
    assert_eq!(
        (&members[0]["member_email"], &members[0]["member_role"], &members[0]["status"]),
        (&json!(MARY), &json!("admin"), &json!("active"))
    );
    let members = roster(&ada, TENANT_MEMBERS).await;
    assert_eq!((members.len(), &members[0]["role"]), (2, &json!("MEMBER")));
    assert_eq!(members[0]["userId"], mary.id());
}

#[tokio::test]
async fn an_address_must_be_shown_to_be_ones_own_first() {
    let (server, ada, organization) = server_and_ada().await;
    let mary = server.signed_up("mary").await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    accept_invitation(&mary, &token).await.refused(403, "email_not_verified");
    mary.get(&organization.path("")).await.refused(404, "not_found");
    let code = server.next_mail("verify-email", MARY).await.code();
    verify_email(&server, MARY, &code).await.ok(200);
    accept_invitation(&mary, &token).await.ok(200);
}

#[tokio::test]
async fn it_is_for_the_address_that_it_was_sent_to() {
    let (server, ada, organization) = server_and_ada().await;
    let (mary, eve) = (verified(&server, "mary").await, verified(&server, "eve").await);
    let token = token_for(&server, &ada, &organization, MARY).await;
    accept_invitation(&eve, &token).await.refused(400, "invalid_invite_token");
    // Nor for who sent it.
    let code = server.next_mail("verify-email", &ada.email()).await.code();
    verify_email(&server, &ada.email(), &code).await.ok(200);
    accept_invitation(&ada, &token).await.refused(400, "invalid_invite_token");
    eve.get(&organization.path("")).await.refused(404, "not_found");
    accept_invitation(&mary, &token).await.ok(200);
}

#[tokio::test]
async fn it_takes_a_session_and_is_none_itself() {
    let (server, ada, organization) = server_and_ada().await;
    let mary = verified(&server, "mary").await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    accept_invitation(&server, &token).await.refused(401, "unauthorized");
    server.get("/api/v1/users/me").bearer(&token).await.refused(401, "unauthorized");
    server.get(&organization.path("")).bearer(&token).await.refused(401, "unauthorized");
    let bearer = server.client().bearing(&token);
    accept_invitation(&bearer, &token).await.refused(401, "unauthorized");
    let gateway = server.service("gateway").await;
    assert_eq!(gateway.learns(&token).await, json!({"active": false}));
    accept_invitation(&mary, &token).await.ok(200);
}

#[tokio::test]
async fn of_twenty_at_once_one_is_let_in() {
    let (server, ada, organization) = server_and_ada().await;
    let mary = verified(&server, "mary").await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    let answers = at_once((0..20).map(|_| accept_invitation(&mary, &token))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(400, "invalid_invite_token");
    }
    for table in ["tenant_members", "organization_members"] {
        let places = format!("SELECT count(*)::text FROM {table} WHERE user_id = '{}'", mary.id());
        assert_eq!(server.sql(&places).await, ["1"], "{table}");
    }
    mary.get(&organization.path("")).await.ok(200);
}

#[tokio::test]
async fn who_is_in_another_tenant_stays_there_until_they_switch() {
    let (server, ada, organization) = server_and_ada().await;
    let mary = verified(&server, "mary").await;
    mary.creates_tenant("Mary's own").await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    accept_invitation(&mary, &token).await.ok(200);
    assert_eq!(mary.get("/api/tenant").await.ok(200)["name"], "Mary's own");
    mary.get(&organization.path("")).await.refused(404, "not_found");
    let tenants = mary.get(TENANTS).await.ok(200);
    assert_eq!(tenants["data"].as_array().unwrap().len(), 2, "{tenants}");
}

#[tokio::test]
async fn who_came_into_the_tenant_meanwhile_keeps_the_role_there() {
    let (server, ada, organization) = server_and_ada().await;
    let mary = verified(&server, "mary").await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    joins_tenant(&server, &mary, &ada.tenant().await, "ADMIN").await;
    let mary = mary.signs_in().await;
    accept_invitation(&mary, &token).await.ok(200);
    let members = roster(&mary, TENANT_MEMBERS).await;
    assert_eq!((members.len(), &members[0]["role"]), (2, &json!("ADMIN")));
    let place = place_of(&mary, &organization.path("/members"), MARY).await;
    assert!(!place.is_empty());
}

#[tokio::test]
async fn all_invitations_of_one_person_hold() {
    let (server, ada, organization) = server_and_ada().await;
    let second = ada.creates_organization("Second").await;
    let mary = verified(&server, "mary").await;
    let first = token_for(&server, &ada, &organization, MARY).await;
    let other = token_for(&server, &ada, &second, MARY).await;
    accept_invitation(&mary, &other).await.ok(200);
    accept_invitation(&mary, &first).await.ok(200);
    assert_eq!(mary.get("/api/v1/orgs").await.ok(200)["pagination"]["total_items"], 2);
    assert_eq!(roster(&ada, TENANT_MEMBERS).await.len(), 2);
}
