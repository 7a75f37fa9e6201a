//! What a token opens: its owner's rights of the moment, in its organization.

use serde_json::{Value, json};
use tenantry_testkit::{Organization, Project, Requests as _};

use super::{ME, World, world_with_grace_as};
use crate::fixtures::{
    TENANT_MEMBERS, add_member, add_to_project, change_role, delete_account, invite_to_tenant,
    joins_organization, joins_tenant, last_of, place_of, put_setting, seconds, switch_tenant,
};

const ORGS: &str = "/api/v1/orgs";

#[tokio::test]
async fn it_acts_as_its_owner_in_its_organization() {
    let World { server, ada, grace, organization, token } = world_with_grace_as("admin").await;
    let gateway = server.service("gateway").await;
    let made = token.post(&organization.path("/projects")).json(&json!({"name": "engine"})).await;
    let id = made.ok(201)["id"].as_str().unwrap().to_owned();
    let project = Project { organization: organization.clone(), id };
    let body = json!({"name": "ci", "resource_type": "inference"});
    let key = token.post(&project.path("/api-keys")).json(&body).await.ok(201);
    assert_eq!(gateway.learns(key["api_key"].as_str().unwrap()).await["active"], true);
    let listed = grace.get(&project.path("/api-keys")).await.ok(200);
    assert_eq!(listed["data"][0]["created_by"], grace.id());
    // As its owner, who became the project's administrator by that.
    let members = token.get(&project.path("/members")).await.ok(200);
    assert_eq!(members["data"][0]["member_email"], grace.email());

    add_member(&token, &organization, "mary@example.com", "member").await.ok(201);
    server.next_mail("invitation", "mary@example.com").await;
    token.patch(&organization.path("")).json(&json!({"name": "Renamed"})).await.ok(200);
    for below in ["/members", "/credentials", "/referrals", "/projects"] {
        token.get(&organization.path(below)).await.ok(200);
    }
    token.delete(&organization.path("")).await.refused(403, "forbidden");
    let adas = place_of(&ada, &organization.path("/members"), &ada.email()).await;
    token.delete(&adas).await.refused(403, "forbidden");
    token.delete(&project.path("")).await.is(204);
}

#[tokio::test]
async fn it_sees_its_organization_its_owner_and_the_tenant_around_it() {
    let World { server, ada, grace, organization, token } = world_with_grace_as("member").await;
    let second = ada.creates_organization("Second").await;
    joins_organization(&ada, &grace, &second, "owner").await;
    for path in [ORGS, "/api/v1/orgs?page=1&limit=100"] {
        let page = token.get(path).await.ok(200);
        assert_eq!(page["pagination"]["total_items"], 1, "{page}");
        assert_eq!(page["data"][0]["id"], organization.id);
        assert_eq!(page["data"][0]["role"], "member");
    }
    assert_eq!(token.get(ME).await.ok(200), grace.get(ME).await.ok(200));
    assert_eq!(token.get("/api/tenant").await.ok(200), ada.get("/api/tenant").await.ok(200));

    // Wherever its owner's sessions are.
    let eve = server.owner("eve").await;
    joins_tenant(&server, &grace, &eve.tenant().await, "SUPER_ADMIN").await;
    let elsewhere = grace.with_tokens(&switch_tenant(&grace, &eve.tenant().await).await.ok(200));
    assert_eq!(elsewhere.tenant().await, eve.tenant().await);
    assert_eq!(token.get("/api/tenant").await.ok(200)["id"], ada.tenant().await);
    token.get(&organization.path("")).await.ok(200);
    assert_eq!(token.get(ORGS).await.ok(200)["data"][0]["id"], organization.id);
    token.get(&eve.organization().await.path("")).await.refused(404, "not_found");
    elsewhere.signs_out().await;
    token.get(&organization.path("")).await.ok(200);
}

#[tokio::test]
async fn other_organizations_of_its_owner_do_not_exist() {
    let World { server: _server, ada, grace, organization, token, .. } =
        world_with_grace_as("owner").await;
    let second = ada.creates_organization("Second").await;
    joins_organization(&ada, &grace, &second, "owner").await;
    let project = grace.creates_project(&second, "engine").await;
    let unknown = token.get(&format!("{ORGS}/{}", crate::fixtures::never_issued())).await;
    unknown.refused(404, "not_found");
    let below_own = Project { organization: organization.clone(), id: project.id.clone() };
    for path in [
        second.path(""),
        second.path("/projects"),
        second.path("/members"),
        second.path("/credentials"),
        project.path(""),
        project.path("/api-keys"),
        below_own.path(""),
        below_own.path("/api-keys"),
    ] {
        let answer = token.get(&path).await;
        answer.refused(404, "not_found");
        assert_eq!(answer.without_request_id(), unknown.without_request_id());
    }
    token.delete(&second.path("")).await.refused(404, "not_found");
    grace.get(&second.path("")).await.ok(200);
}

#[tokio::test]
async fn everything_else_needs_a_session() {
    let World { server, ada, grace, organization, token } = world_with_grace_as("owner").await;
    let tenant = ada.tenant().await;
    server
        .sql(&format!(
            "UPDATE tenant_members SET role = 'SUPER_ADMIN' WHERE tenant_id = '{tenant}'"
        ))
        .await;
    let key = ada.creates_tenant_key("ci").await;
    let place = place_of(&ada, TENANT_MEMBERS, &ada.email()).await;
    let name = json!({"name": "Mine"});
    let requests = [
        token.patch(ME).json(&json!({"first_name": "Token"})),
        delete_account(&token, tenantry_testkit::PASSWORD),
        crate::fixtures::change_password(&token, tenantry_testkit::PASSWORD, "x"),
        crate::fixtures::add_phone(&token, "+4915123456789"),
        crate::fixtures::verify_phone(&token, "123456"),
        crate::fixtures::resend_phone_code(&token),
        token.get("/api/v1/users/me/tenants"),
        token.get("/api/v1/users/me/sessions"),
        token.delete("/api/v1/users/me/sessions"),
        token.get("/api/v1/users/me/events"),
        token.post("/api/v1/auth/logout"),
        switch_tenant(&token, &tenant),
        crate::fixtures::accept_invitation(&token, "x"),
        token.get("/api/v1/audit-events"),
        token.post(ORGS).json(&name),
        token.get(TENANT_MEMBERS),
        invite_to_tenant(&token, "mary@example.com", "MEMBER"),
        change_role(&token, &place, "MEMBER"),
        token.delete(&place),
        token.post("/api/tenant").json(&name),
        token.put("/api/tenant").json(&name),
        token.delete("/api/tenant"),
        token.get("/api/tenant-setting"),
        put_setting(&token, "theme", "dark"),
        token.get("/api/tenant-api-key"),
        token.post("/api/tenant-api-key").json(&name),
        token.delete(&key.path()),
    ];
    for request in requests {
        request.await.refused(403, "session_required");
    }
    grace.get(ME).await.ok(200);
    token.get(&organization.path("")).await.ok(200);
}

#[tokio::test]
async fn a_role_that_changes_changes_what_it_opens_at_once() {
    let World { server: _server, ada, grace, organization, token, .. } =
        world_with_grace_as("admin").await;
    let hers = place_of(&ada, &organization.path("/members"), &grace.email()).await;
    let rename = || token.patch(&organization.path("")).json(&json!({"name": "Mine"}));
    for _ in 0..3 {
        rename().await.ok(200);
        change_role(&ada, &hers, "member").await.ok(200);
        rename().await.refused(403, "forbidden");
        token.get(&organization.path("/credentials")).await.refused(403, "forbidden");
        change_role(&ada, &hers, "admin").await.ok(200);
    }
    // So does one in the tenant around it, and one in a project.
    change_role(&ada, &hers, "member").await.ok(200);
    let place = place_of(&ada, TENANT_MEMBERS, &grace.email()).await;
    change_role(&ada, &place, "ADMIN").await.ok(200);
    rename().await.ok(200);
    change_role(&ada, &place, "MEMBER").await.ok(200);
    rename().await.refused(403, "forbidden");
    let project = ada.creates_project(&organization, "engine").await;
    token.get(&project.path("")).await.refused(404, "not_found");
    add_to_project(&ada, &project, last_of(&hers), "member").await.ok(201);
    token.get(&project.path("")).await.ok(200);
}

#[tokio::test]
async fn it_is_shown_as_bearer_and_nowhere_else() {
    let World { server, grace, organization, token, .. } = world_with_grace_as("member").await;
    let path = organization.path("");
    server.get(&path).bearer(&token.secret).await.ok(200);
    server.get(&path).key(&token.secret).await.refused(401, "unauthorized");
    server.get(&path).query(&[("access_token", &token.secret)]).await.refused(401, "unauthorized");
    token.get(&path).bearer(&grace.access_token).await.refused(400, "invalid_request");
    let mut mistyped = token.secret.clone();
    mistyped.replace_range(20..21, if &token.secret[20..21] == "a" { "b" } else { "a" });
    let unknown = "pat-nc-0000000000000000000000000000000000000000000000000";
    for wrong in [&mistyped, &token.secret.to_uppercase(), &token.secret[..55], unknown, "pat-nc-"]
    {
        server.get(&path).bearer(wrong).await.refused(401, "unauthorized");
    }
}

#[tokio::test]
async fn services_learn_whose_it_is_and_where_it_opens() {
    let World { server, ada, grace, organization, token } = world_with_grace_as("admin").await;
    let gateway = server.service("gateway").await;
    let listed = grace.get(super::PATH).await.ok(200);
    let item = &listed["items"][0];
    let told = json!({
        "active": true,
        "token_kind": "personal_access_token",
        "sub": grace.id(),
        "username": grace.email(),
        "tenant_id": ada.tenant().await,
        "org_id": organization.id,
        "role": "admin",
        "exp": seconds(&item["expires_at"]),
        "iat": seconds(&item["created_at"]),
        "jti": token.id,
        "iss": "http://localhost:8080",
    });
    assert_eq!(gateway.learns(&token.secret).await, told);
    let hers = place_of(&ada, &organization.path("/members"), &grace.email()).await;
    change_role(&ada, &hers, "member").await.ok(200);
    assert_eq!(gateway.learns(&token.secret).await["role"], "member");
    let asks = server.post("/api/v1/introspect").bearer(&token.secret);
    asks.form(&[("token", &token.secret)]).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn what_it_does_is_told_to_be_done_by_it() {
    let World { server: _server, ada, grace, organization, token, .. } =
        world_with_grace_as("admin").await;
    let renamed = token.patch(&organization.path("")).json(&json!({"name": "Renamed"})).await;
    renamed.ok(200);
    token.delete(&organization.path("")).await.refused(403, "forbidden");
    let log = ada.get("/api/v1/audit-events?limit=2").await.ok(200);
    let [refused, done] = &log["data"].as_array().unwrap()[..] else { panic!("{log}") };
    for (entry, action) in [(refused, "request.refuse"), (done, "organization.update")] {
        assert_eq!(entry["action"], action, "{log}");
        assert_eq!(entry["credential_kind"], "personal_access_token");
        assert_eq!(entry["actor"], grace.id());
        assert_eq!(entry["org_id"], organization.id);
    }
    assert_eq!(done["request_id"], renamed.header("X-Request-Id"));
}

#[tokio::test]
async fn a_projects_api_key_is_for_other_doors_and_told_so() {
    let World { server, ada, organization, .. } = world_with_grace_as("member").await;
    let project = ada.creates_project(&organization, "engine").await;
    let key = ada.creates_api_key(&project, "ci").await;
    let words = |told: Value| told["message"].as_str().unwrap().to_owned();
    for path in [ME, ORGS, &organization.path(""), &project.path("/api-keys"), "/api/tenant"] {
        let told = words(server.get(path).bearer(&key.secret).await.refused(401, "unauthorized"));
        assert!(told.contains("platform's other services"), "{told}");
    }
}

#[tokio::test]
async fn without_an_organization_it_is_nobody() {
    let World { server: _server, ada, organization, token, .. } =
        world_with_grace_as("member").await;
    let elsewhere = Organization { id: ada.tenant().await };
    token.get(&elsewhere.path("")).await.refused(404, "not_found");
    token.get(&organization.path("/nowhere")).await.refused(404, "not_found");
    token.get("/nowhere").await.refused(404, "not_found");
}
