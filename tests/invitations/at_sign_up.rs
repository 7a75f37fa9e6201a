//! Accepting by signing up, which shows that the address is one's own.

use serde_json::json;
use tenantry_testkit::{PASSWORD, Person, Requests as _, SignUp, TestServer};

use super::{KIND, MARY, server_and_ada, token_for};
use crate::fixtures::{
    TENANT_MEMBERS, accept_invitation, at_once, claims, delete_account, dump, invite_to_tenant,
    roster,
};

const PATH: &str = "/api/v1/auth/signup";

fn mary_with(token: &str) -> SignUp {
    SignUp::named("mary").with("invite_token", token)
}

#[tokio::test]
async fn who_signs_up_with_one_is_verified_and_in() {
    let (server, ada, organization) = server_and_ada().await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    let request = mary_with(&token).with("email", "Mary@Example.com");
    let mary = Person::sign_up(server.client(), request).await;
    assert_eq!(mary.account["email_verified"], true);
    let mary = mary.signs_in().await;
    assert_eq!(claims(&mary.access_token)["tid"], ada.tenant().await);
    assert_eq!(mary.get("/api/v1/users/me").await.ok(200), mary.account);
    mary.get(&organization.path("")).await.ok(200);
    mary.get(TENANT_MEMBERS).await.refused(403, "forbidden");
    let members = roster(&ada, &organization.path("/members")).await;
    assert_eq!((members.len(), &members[0]["status"]), (2, &json!("active")));

    // No code is needed any more.
    server.has_sent_all().await;
    assert_eq!(server.kinds_of_mail_to(MARY), [KIND]);
    accept_invitation(&mary, &token).await.refused(400, "invalid_invite_token");
}

#[tokio::test]
async fn an_invitation_to_the_tenant_gives_the_role_there() {
    let (server, ada, _organization) = server_and_ada().await;
    invite_to_tenant(&ada, MARY, "ADMIN").await.ok(201);
    let token = server.next_mail(KIND, MARY).await.token();
    let mary = Person::sign_up(server.client(), mary_with(&token)).await.signs_in().await;
    assert_eq!(roster(&mary, TENANT_MEMBERS).await[0]["role"], "ADMIN");
    assert_eq!(mary.get("/api/v1/orgs").await.ok(200)["data"], json!([]));
}

#[tokio::test]
async fn it_is_for_the_address_that_it_was_sent_to_and_founds_nothing() {
    let (server, ada, organization) = server_and_ada().await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    let elsewhere = mary_with(&token).with("email", "eve@example.com");
    let founding = mary_with(&token).with("organization_name", "Mary's own");
    for request in [elsewhere, founding] {
        let answer = server.post(PATH).json(request.body()).await;
        answer.refused(400, "invalid_invite_token");
    }
    assert_eq!(server.sql("SELECT email FROM users").await, [ada.email()]);
    Person::sign_up(server.client(), mary_with(&token)).await;
}

#[tokio::test]
async fn a_refused_sign_up_leaves_it_good() {
    let (server, ada, organization) = server_and_ada().await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    let weak = mary_with(&token).with("password", "password");
    server.post(PATH).json(weak.body()).await.refused(400, "weak_password");
    let referred = mary_with(&token).with("referral_code", "AAAAAAAAAA");
    server.post(PATH).json(referred.body()).await.refused(400, "invalid_referral_code");
    Person::sign_up(server.client(), mary_with(&token)).await;

    // Who has an account accepts with that.
    invite_to_tenant(&ada, "paul@example.com", "MEMBER").await.ok(201);
    let token = server.next_mail(KIND, "paul@example.com").await.token();
    server.signed_up("paul").await;
    let again = SignUp::named("paul").with("invite_token", token);
    server.post(PATH).json(again.body()).await.refused(409, "email_taken");
}

#[tokio::test]
async fn of_twenty_who_sign_up_at_once_one_has_it() {
    let (server, ada, organization) = server_and_ada().await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    let requests = (0..20).map(|_| server.post(PATH).json(mary_with(&token).body()));
    let answers = at_once(requests).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert!([400, 409].contains(&answer.status), "{answer}");
    }
    let places = "SELECT count(*)::text FROM organization_members";
    assert_eq!(server.sql(places).await, ["2"]);
}

#[tokio::test]
async fn who_is_invited_gets_no_tenant_of_their_own() {
    let server = TestServer::configured(&[("auth.signup_creates_organization", "true")]).await;
    let ada = server.signed_up("ada").await;
    let organization = ada.organization().await;
    let token = token_for(&server, &ada, &organization, MARY).await;
    let mary = Person::sign_up(server.client(), mary_with(&token)).await.signs_in().await;
    assert_eq!(mary.tenant().await, ada.tenant().await);
    let tenants = mary.get("/api/v1/users/me/tenants").await.ok(200);
    assert_eq!(tenants["data"].as_array().unwrap().len(), 1, "{tenants}");
}

#[tokio::test]
async fn who_deletes_their_account_leaves_no_address_behind() {
    let (server, ada, organization) = server_and_ada().await;
    let token = token_for(&server, &ada, &organization, "Philomena@example.com").await;
    let request = SignUp::named("Philomena").with("invite_token", token);
    let person = Person::sign_up(server.client(), request).await.signs_in().await;
    server.has_sent_all().await;
    assert!(dump(&server).await.contains("hilomena"));
    delete_account(&person, PASSWORD).await.ok(200);
    server.has_sent_all().await;
    let after = dump(&server).await;
    assert!(!after.contains("hilomena"), "{after}");
}
