//! Two people, two tenants, and what they give to programs, as new users would live it.

use serde_json::json;
use tenantry_testkit::{Organization, Person, Project, Requests as _, SignUp, TestServer};

use crate::fixtures::{
    accept_invitation, add_member, change_role, claims, place_of, put_setting, switch_tenant,
    verified,
};

#[tokio::test]
async fn from_the_first_invitation_to_the_last_key() {
    let server = TestServer::start().await;
    let gateway = server.service("gateway").await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let members = organization.path("/members");

    // Grace is invited, has no account yet, and makes one by accepting.
    add_member(&ada, &organization, "grace@example.com", "member").await.ok(201);
    let invitation = server.next_mail("invitation", "grace@example.com").await.token();
    let request = SignUp::named("grace").with("invite_token", invitation);
    let grace = Person::sign_up(server.client(), request).await.signs_in().await;
    assert_eq!(grace.account["email_verified"], true);
    assert_eq!(claims(&grace.access_token)["tid"], ada.tenant().await);
    let refused = grace.post(&organization.path("/projects")).json(&json!({"name": "a"})).await;
    refused.refused(403, "forbidden");

    // She is promoted, and may at once, with the token at hand.
    let hers = place_of(&ada, &members, &grace.email()).await;
    change_role(&ada, &hers, "admin").await.ok(200);
    let project = grace.creates_project(&organization, "engine").await;
    let token = grace.creates_token(&organization, "laptop").await;
    token.get(&project.path("/api-keys")).await.ok(200);

    // Mary has a tenant of her own, and Grace is in both.
    let mary = verified(&server, "mary").await;
    mary.creates_tenant("Mary's").await;
    let second = mary.organization().await;
    add_member(&mary, &second, &grace.email(), "member").await.ok(201);
    let invitation = server.next_mail("invitation", &grace.email()).await.token();
    accept_invitation(&grace, &invitation).await.ok(200);
    let tenants = grace.get("/api/v1/users/me/tenants").await.ok(200);
    assert_eq!(tenants["data"].as_array().unwrap().len(), 2);
    let moved = switch_tenant(&grace, &mary.tenant().await).await.ok(200);
    let elsewhere = grace.with_tokens(&moved);
    elsewhere.get(&second.path("")).await.ok(200);
    elsewhere.get(&organization.path("")).await.refused(404, "not_found");
    token.get(&organization.path("")).await.ok(200);

    // She leaves, and her token dies with the membership.
    let back = switch_tenant(&elsewhere, &ada.tenant().await).await.ok(200);
    let grace = elsewhere.with_tokens(&back);
    let left = grace.delete(&hers).await.ok(200);
    assert_eq!(left["ended_credentials"][0]["name"], "laptop");
    token.get(&organization.path("")).await.refused(401, "unauthorized");
    grace.get(&organization.path("")).await.refused(404, "not_found");

    // Ada keeps a secret in a setting, which nobody is shown again.
    let setting = put_setting(&ada, "smtp.password", "hunter2").await.ok(201);
    assert_eq!((&setting["value"], &setting["isSecret"]), (&json!("********"), &json!(true)));
    let kept = put_setting(&ada, "smtp.password", "********").await.ok(200);
    assert_eq!(kept["id"], setting["id"]);
    assert!(!ada.get("/api/tenant-setting").await.text().contains("hunter2"));

    // A program with a key of the tenant makes a project and its key.
    let program = ada.creates_tenant_key("ci").await;
    let made = program.post("/api/v1/orgs").json(&json!({"name": "Previews"})).await.ok(201);
    let previews = Organization { id: made["id"].as_str().unwrap().to_owned() };
    let made = program.post(&previews.path("/projects")).json(&json!({"name": "pull 7"})).await;
    let id = made.ok(201)["id"].as_str().unwrap().to_owned();
    let preview = Project { organization: previews, id };
    let body = json!({"name": "deploy", "resource_type": "runtime"});
    let made = program.post(&preview.path("/api-keys")).json(&body).await.ok(201);
    let key = made["api_key"].as_str().unwrap();
    assert_eq!(gateway.learns(key).await["project_id"], preview.id);
    program.get("/api/v1/users/me").await.refused(403, "session_required");

    // The tenant is deleted while all of these are in use.
    ada.delete("/api/tenant").await.is(200);
    program.get("/api/v1/orgs").await.refused(401, "unauthorized");
    assert_eq!(gateway.learns(key).await, json!({"active": false}));
    ada.get(&organization.path("")).await.refused(404, "not_found");
    mary.get(&second.path("")).await.ok(200);
    let moved = switch_tenant(&grace, &mary.tenant().await).await.ok(200);
    grace.with_tokens(&moved).get(&second.path("")).await.ok(200);
    ada.creates_tenant("Anew").await;
    assert_eq!(ada.get("/api/v1/orgs").await.ok(200)["data"][0]["name"], "Anew");
}
