//! Deleting an organization: everything in it stops at once.

use serde_json::json;
use tenantry_testkit::{Requests as _, SignUp, TestServer};

use super::PATH;
use crate::fixtures::{
    accept_invitation, add_member, at_once, delete_account, dies_within_a_second,
    joins_organization, joins_tenant, member_of, verified,
};

#[tokio::test]
async fn everything_in_it_is_gone_at_once() {
    let server = TestServer::start().await;
    let gateway = server.service("gateway").await;
    let ada = server.owner("ada").await;
    let (organization, second) = (ada.organization().await, ada.creates_organization("2").await);
    let project = ada.creates_project(&organization, "engine").await;
    let key = ada.creates_api_key(&project, "ci").await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    joins_organization(&ada, &grace, &organization, "owner").await;
    let token = grace.creates_token(&organization, "laptop").await;
    let tenant_key = ada.creates_tenant_key("ci").await;
    let other_node = server.program().serve().await;
    other_node.get(&project.path("")).bearer(&token.secret).await.ok(200);
    assert_eq!(gateway.learns(&key.secret).await["active"], true);

    let deleted = ada.delete(&organization.path("")).await;
    assert_eq!((deleted.status, deleted.text().as_str()), (204, ""));
    for secret in [&key.secret, &token.secret] {
        assert_eq!(gateway.learns(secret).await, json!({"active": false}));
    }
    token.get("/api/v1/users/me").await.refused(401, "unauthorized");
    dies_within_a_second(other_node.get(&project.path("")).bearer(&token.secret)).await;
    for path in [
        organization.path(""),
        organization.path("/members"),
        organization.path("/projects"),
        organization.path("/credentials"),
        organization.path("/referrals"),
        project.path(""),
        project.path("/members"),
        project.path("/api-keys"),
    ] {
        for who in [ada.client(), grace.client(), tenant_key.client()] {
            who.get(&path).await.refused(404, "not_found");
        }
    }
    ada.delete(&organization.path("")).await.refused(404, "not_found");
    ada.delete(&key.path()).await.refused(404, "not_found");
    ada.post(&organization.path("/projects"))
        .json(&json!({"name": "a"}))
        .await
        .refused(404, "not_found");
    for path in [PATH, &format!("{PATH}?membership=all")] {
        let page = ada.get(path).await.ok(200);
        assert_eq!(page["pagination"]["total_items"], 1);
        assert_eq!(page["data"][0]["id"], second.id);
    }
    // Who owned it with others owns nothing any more, and may go.
    delete_account(&grace, tenantry_testkit::PASSWORD).await.ok(200);
    ada.get(&second.path("")).await.ok(200);
}

#[tokio::test]
async fn invitations_and_its_referral_code_end_with_it() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let shown = ada.get(&organization.path("")).await.ok(200);
    let code = shown["referral_code"].as_str().unwrap();
    let mary = verified(&server, "mary").await;
    add_member(&ada, &organization, &mary.email(), "member").await.ok(201);
    let token = server.next_mail("invitation", &mary.email()).await.token();
    ada.delete(&organization.path("")).await.is(204);
    accept_invitation(&mary, &token).await.refused(400, "invalid_invite_token");
    let request = SignUp::named("paul").with("referral_code", code);
    let late = server.post("/api/v1/auth/signup").json(request.body()).await;
    late.refused(400, "invalid_referral_code");
}

#[tokio::test]
async fn its_owners_and_super_admins_delete_it_and_nobody_else() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let tenant = ada.tenant().await;
    let organization = ada.organization().await;
    let path = organization.path("");
    for (name, in_tenant, role, status) in [
        ("admin", "MEMBER", Some("admin"), 403),
        ("member", "MEMBER", Some("member"), 403),
        ("manager", "ADMIN", None, 403),
        ("outsider", "MEMBER", None, 404),
    ] {
        let person = server.signed_up(name).await;
        joins_tenant(&server, &person, &tenant, in_tenant).await;
        let person = person.signs_in().await;
        if let Some(role) = role {
            joins_organization(&ada, &person, &organization, role).await;
        }
        assert_eq!(person.delete(&path).await.status, status, "{name}");
    }
    server.owner("eve").await.delete(&path).await.refused(404, "not_found");
    server.delete(&path).await.refused(401, "unauthorized");
    for id in ["x", "%00"] {
        ada.delete(&format!("{PATH}/{id}")).await.refused(404, "not_found");
    }

    let owner = member_of(&server, &tenant, "owner").await;
    joins_organization(&ada, &owner, &organization, "owner").await;
    owner.delete(&path).await.is(204);
    // A super admin needs no place in it.
    let second = owner_without_ada(&server, &tenant).await;
    ada.get(&second).await.ok(200);
    ada.delete(&second).await.is(204);
    assert_eq!(ada.get(PATH).await.ok(200)["pagination"]["total_items"], 0);
}

/// The path of an organization that somebody else made.
async fn owner_without_ada(server: &TestServer, tenant: &str) -> String {
    let paul = server.signed_up("paul").await;
    joins_tenant(server, &paul, tenant, "ADMIN").await;
    paul.signs_in().await.creates_organization("Second").await.path("")
}

#[tokio::test]
async fn of_twenty_deletions_at_once_one_does_it() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let path = ada.organization().await.path("");
    let answers = at_once((0..20).map(|_| ada.delete(&path))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1, "{answers:#?}");
    for answer in answers.iter().filter(|answer| answer.status != 204) {
        answer.refused(404, "not_found");
    }
    let told = "SELECT count(*)::text FROM audit_events WHERE action = 'organization.delete'";
    assert_eq!(server.sql(told).await, ["1"]);
}
