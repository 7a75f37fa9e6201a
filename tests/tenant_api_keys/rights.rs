//! What a key may do: what an `ADMIN` may, less what needs a session.

use serde_json::{Value, json};
use tenantry_testkit::{Organization, Project, Requests as _};

use super::{PATH, World, world};
use crate::fixtures::{
    TENANT_MEMBERS, accept_invitation, add_member, add_to_project, change_role, invite_to_tenant,
    keys, last_of, make_token, member_of, place_of, put_setting, roster, switch_tenant, verified,
};

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn it_makes_what_is_needed_and_becomes_no_member_of_it() {
    let World { server, ada, key, .. } = world().await;
    let gateway = server.service("gateway").await;
    let made = key.post("/api/v1/orgs").json(&json!({"name": "By a program"})).await.ok(201);
    let organization = Organization { id: id(&made) };
    let made = key.post(&organization.path("/projects")).json(&json!({"name": "engine"})).await;
    let project = Project { organization: organization.clone(), id: id(&made.ok(201)) };
    let body = json!({"name": "ci", "resource_type": "inference"});
    let made = key.post(&project.path("/api-keys")).json(&body).await.ok(201);
    assert_eq!(gateway.learns(made["api_key"].as_str().unwrap()).await["active"], true);
    let listed = key.get(&project.path("/api-keys")).await.ok(200);
    assert_eq!(listed["data"][0]["created_by"], key.id);

    for list in [organization.path("/members"), project.path("/members")] {
        assert_eq!(roster(&ada, &list).await, Vec::<Value>::new(), "{list}");
    }
    assert_eq!(roster(&ada, TENANT_MEMBERS).await.len(), 1);
    // The people who run the tenant do see it.
    ada.get(&project.path("")).await.ok(200);
}

#[tokio::test]
async fn it_sees_all_organizations_of_its_tenant_and_none_of_others() {
    let World { server, ada, key, organization } = world().await;
    let second = ada.creates_organization("Second").await;
    let eve = server.owner("eve").await;
    for path in ["/api/v1/orgs", "/api/v1/orgs?membership=all"] {
        let page = key.get(path).await.ok(200);
        let seen: Vec<&str> =
            page["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(seen, [&second.id, &organization.id]);
        assert!(page["data"].as_array().unwrap().iter().all(|it| it["role"].is_null()), "{page}");
        assert_eq!(page["pagination"]["total_items"], 2);
    }
    let page = key.get("/api/v1/orgs?limit=1&page=2").await.ok(200);
    assert_eq!(page["data"][0]["id"], organization.id);
    key.get(&eve.organization().await.path("")).await.refused(404, "not_found");
    assert_eq!(key.get("/api/tenant").await.ok(200), ada.get("/api/tenant").await.ok(200));
}

#[tokio::test]
async fn it_runs_organizations_and_their_members() {
    let World { server, ada, key, organization } = world().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    let members = organization.path("/members");
    add_member(&key, &organization, &grace.email(), "member").await.ok(201);
    let invited = add_member(&key, &organization, "mary@example.com", "admin").await.ok(201);
    assert_eq!(invited["status"], "invited");
    server.next_mail("invitation", "mary@example.com").await;
    let hers = place_of(&ada, &members, &grace.email()).await;
    change_role(&key, &hers, "admin").await.ok(200);
    let project = ada.creates_project(&organization, "engine").await;
    add_to_project(&key, &project, last_of(&hers), "admin").await.ok(201);
    let left = key.delete(&hers).await.ok(200);
    assert_eq!(keys(&left), ["ended_credentials", "message", "remaining_api_keys"]);
    assert_eq!(key.get(&members).await.ok(200)["pagination"]["total_items"], 2);
    key.patch(&organization.path("")).json(&json!({"name": "Renamed"})).await.ok(200);
    key.delete(&project.path("")).await.is(204);
    for below in ["/credentials", "/referrals"] {
        key.get(&organization.path(below)).await.ok(200);
    }
}

#[tokio::test]
async fn it_runs_the_members_of_the_tenant_up_to_its_own_role() {
    let World { server, ada, key, organization } = world().await;
    let invited = invite_to_tenant(&key, "mary@example.com", "ADMIN").await.ok(201);
    assert_eq!(invited["status"], "invited");
    server.next_mail("invitation", "mary@example.com").await;
    invite_to_tenant(&key, "paul@example.com", "SUPER_ADMIN").await.refused(403, "forbidden");
    let adas = place_of(&ada, TENANT_MEMBERS, &ada.email()).await;
    change_role(&key, &adas, "MEMBER").await.refused(403, "forbidden");
    key.delete(&adas).await.refused(403, "forbidden");
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    let hers = place_of(&ada, TENANT_MEMBERS, &grace.email()).await;
    assert_eq!(change_role(&key, &hers, "ADMIN").await.ok(200)["role"], "ADMIN");
    change_role(&key, &hers, "SUPER_ADMIN").await.refused(403, "forbidden");
    key.delete(&hers).await.ok(200);
    assert_eq!(key.get(TENANT_MEMBERS).await.ok(200)["pagination"]["total_items"], 2);

    // What is an owner's or a super admin's is neither an administrator's nor a key's.
    let owner = add_member(&key, &organization, "paul@example.com", "owner").await;
    owner.refused(403, "forbidden");
    key.delete(&organization.path("")).await.refused(403, "forbidden");
}

#[tokio::test]
async fn what_it_does_is_told_with_it_as_the_actor() {
    let World { server: _server, ada, key, .. } = world().await;
    key.post("/api/v1/orgs").json(&json!({"name": "By a program"})).await.ok(201);
    let path = "/api/v1/audit-events";
    let told = key.get(path).query(&[("actor", key.id.as_str())]).await.ok(200);
    let [entry] = &told["data"].as_array().unwrap()[..] else { panic!("{told}") };
    assert_eq!(entry["action"], "organization.create");
    assert_eq!(entry["credential_kind"], "tenant_api_key");
    assert_eq!(entry["actor"], key.id);
    let own = ada.get("/api/v1/users/me/events?action=organization.create").await.ok(200);
    assert_eq!(own["data"], json!([]));
}

#[tokio::test]
async fn what_is_a_persons_or_the_tenants_own_needs_a_session() {
    let World { server, ada, key, organization } = world().await;
    let (name, eve) = (json!({"name": "Mine"}), server.owner("eve").await);
    let mary = verified(&server, "mary").await;
    invite_to_tenant(&ada, &mary.email(), "MEMBER").await.ok(201);
    let invitation = server.next_mail("invitation", &mary.email()).await.token();
    let setting = ada.sets("theme", "dark").await;
    let session = format!("/api/v1/users/me/sessions/{}", crate::fixtures::never_issued());
    let password = json!({"password": tenantry_testkit::PASSWORD});
    let passwords = json!({"current_password": "x", "new_password": "y"});
    let me = "/api/v1/users/me";
    let requests = [
        key.get(me),
        key.patch(me).json(&json!({"first_name": "Key"})),
        key.delete(me).json(&password),
        key.put("/api/v1/users/change-password").json(&passwords),
        crate::fixtures::add_phone(&key, "+4915123456789"),
        crate::fixtures::verify_phone(&key, "123456"),
        crate::fixtures::resend_phone_code(&key),
        key.get("/api/v1/users/me/tenants"),
        key.get("/api/v1/users/me/sessions"),
        key.delete("/api/v1/users/me/sessions"),
        key.delete(&session),
        key.get("/api/v1/users/me/events"),
        key.get("/api/v1/users/me/pats"),
        make_token(&key, &organization, "mine"),
        key.delete(&format!("/api/v1/users/me/pats/{}", crate::fixtures::never_issued())),
        key.post("/api/v1/auth/logout"),
        switch_tenant(&key, &eve.tenant().await),
        accept_invitation(&key, &invitation),
        key.post("/api/tenant").json(&name),
        key.put("/api/tenant").json(&name),
        key.delete("/api/tenant"),
        key.get("/api/tenant-setting"),
        put_setting(&key, "theme", "light"),
        key.delete(&format!("/api/tenant-setting/{}", id(&setting))),
        key.get(PATH),
        key.post(PATH).json(&name),
        key.delete(&key.path()),
    ];
    for request in requests {
        request.await.refused(403, "session_required");
    }
    assert_eq!(ada.get("/api/tenant-setting").await.ok(200), json!([setting]));
    assert_eq!(ada.get("/api/tenant").await.ok(200)["name"], "ada's tenant");
    key.get("/api/v1/orgs").await.ok(200);
}
