//! Deleting a tenant: everything in it ends at once, for everybody, and its people stay.

use serde_json::{Value, json};
use tenantry_testkit::{
    ApiKey, Organization, Person, PersonalAccessToken, Requests as _, Service, TenantKey,
    TestServer,
};

use super::PATH;
use crate::fixtures::{
    accept_invitation, at_once, claims, delete_account, invite_to_tenant, joins_organization,
    joins_tenant, member_of, switch_tenant, verified, within_a_second,
};

const ORGS: &str = "/api/v1/orgs";

/// A tenant of Ada's in which every kind of credential is in use.
struct World {
    server: TestServer,
    gateway: Service,
    ada: Person,
    laptop: Person,
    grace: Person,
    organization: Organization,
    key: ApiKey,
    token: PersonalAccessToken,
    tenant_key: TenantKey,
}

impl World {
    async fn create() -> Self {
        let server = TestServer::start().await;
        let gateway = server.service("gateway").await;
        let ada = server.owner("ada").await.signs_in().await;
        let organization = ada.organization().await;
        let project = ada.creates_project(&organization, "engine").await;
        let key = ada.creates_api_key(&project, "ci").await;
        let grace = member_of(&server, &ada.tenant().await, "grace").await;
        joins_organization(&ada, &grace, &organization, "admin").await;
        let token = grace.creates_token(&organization, "laptop").await;
        let tenant_key = ada.creates_tenant_key("ci").await;
        let laptop = ada.signs_in().await;
        let world =
            Self { server, gateway, ada, laptop, grace, organization, key, token, tenant_key };
        // All of them known to the server, as those are that are in use.
        world.token.get(&world.organization.path("")).await.ok(200);
        world.tenant_key.get(&world.organization.path("")).await.ok(200);
        for secret in world.secrets() {
            assert_eq!(world.gateway.learns(secret).await["active"], true);
        }
        world
    }

    fn secrets(&self) -> [&str; 3] {
        [&self.key.secret, &self.token.secret, &self.tenant_key.secret]
    }
}

#[tokio::test]
async fn every_credential_of_it_is_dead_at_the_next_request() {
    let world = World::create().await;
    let World { server, gateway, ada, laptop, grace, organization, token, tenant_key, .. } = &world;
    let other_node = server.program().serve().await;
    other_node.get(&organization.path("")).key(&tenant_key.secret).await.ok(200);
    ada.delete(PATH).await.is(200);
    let question = other_node.get(&organization.path("")).key(&tenant_key.secret);
    within_a_second(question, |answer| answer.status == 401).await;

    for path in [&organization.path(""), &organization.path("/projects"), ORGS, PATH] {
        token.get(path).await.refused(401, "unauthorized");
        tenant_key.get(path).await.refused(401, "unauthorized");
        other_node.get(path).key(&tenant_key.secret).await.refused(401, "unauthorized");
        other_node.get(path).bearer(&token.secret).await.refused(401, "unauthorized");
    }
    for secret in world.secrets() {
        assert_eq!(gateway.learns(secret).await, json!({"active": false}));
    }
    let ask = server.post("/api/v1/introspect").key(&tenant_key.secret).form(&[("token", "x")]);
    ask.await.refused(401, "unauthorized");
    // Sessions are of people, who stay; in the tenant they open nothing.
    for person in [ada, laptop, grace] {
        for path in ["", "/projects", "/members", "/credentials", "/referrals"] {
            person.get(&organization.path(path)).await.refused(404, "not_found");
        }
        person.get(&world.key.project.path("/api-keys")).await.refused(404, "not_found");
        let lists = ["/api/tenant/members", "/api/tenant-setting", "/api/tenant-api-key"];
        for path in lists.into_iter().chain([PATH, "/api/v1/audit-events"]) {
            person.get(path).await.refused(404, "not_found");
        }
        assert_eq!(person.get(ORGS).await.ok(200)["pagination"]["total_items"], 0);
        let renewed = person.refreshes().await;
        assert_eq!(claims(&renewed.access_token).get("tid"), None);
        renewed.get(PATH).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn its_people_stay_and_may_begin_anew_with_the_token_at_hand() {
    let World { server: _server, ada, grace, .. } = World::create().await;
    ada.delete(PATH).await.is(200);
    for person in [&ada, &grace] {
        person.get("/api/v1/users/me").await.ok(200);
        person.get(PATH).await.refused(404, "not_found");
        assert_eq!(person.get("/api/v1/users/me/tenants").await.ok(200), json!({"data": []}));
        let pats = person.get("/api/v1/users/me/pats").await.ok(200);
        assert_eq!(pats, json!({"items": [], "total": 0}));
        person.post(ORGS).json(&json!({"name": "a"})).await.refused(409, "no_tenant");
        person.signs_in().await.get(PATH).await.refused(404, "not_found");
    }
    let made = ada.creates_tenant("Again").await;
    assert_eq!(ada.get(PATH).await.ok(200), made);
    let names: Vec<Value> = ada.get(ORGS).await.ok(200)["data"].as_array().unwrap().clone();
    assert_eq!((names.len(), &names[0]["name"]), (1, &json!("Again")));
    grace.get(PATH).await.refused(404, "not_found");
    // Who runs nothing any more may leave for good.
    delete_account(&grace, tenantry_testkit::PASSWORD).await.ok(200);
}

#[tokio::test]
async fn another_tenant_notices_nothing() {
    let world = World::create().await;
    let World { server, gateway, ada, .. } = &world;
    let eve = server.owner("eve").await;
    let project = eve.creates_project(&eve.organization().await, "engine").await;
    let key = eve.creates_api_key(&project, "ci").await;
    let (token, tenant_key) =
        (eve.creates_token(&project.organization, "a").await, eve.creates_tenant_key("a").await);
    joins_tenant(server, ada, &eve.tenant().await, "MEMBER").await;
    let before = eve.get(PATH).await.ok(200);
    ada.delete(PATH).await.is(200);

    assert_eq!(eve.get(PATH).await.ok(200), before);
    token.get(&project.path("")).await.ok(200);
    tenant_key.get(&project.path("")).await.ok(200);
    assert_eq!(gateway.learns(&key.secret).await["active"], true);
    assert_eq!(eve.get("/api/v1/orgs").await.ok(200)["pagination"]["total_items"], 1);
    // Who is in both goes on in the other.
    let tenants = ada.get("/api/v1/users/me/tenants").await.ok(200);
    assert_eq!(tenants["data"].as_array().unwrap().len(), 1);
    let moved = switch_tenant(ada, &eve.tenant().await).await.ok(200);
    assert_eq!(ada.with_tokens(&moved).tenant().await, eve.tenant().await);
    assert_eq!(ada.signs_in().await.tenant().await, eve.tenant().await);
}

#[tokio::test]
async fn who_was_invited_to_it_comes_too_late() {
    let world = World::create().await;
    let World { server, ada, .. } = &world;
    let mary = verified(server, "mary").await;
    invite_to_tenant(ada, &mary.email(), "ADMIN").await.ok(201);
    let token = server.next_mail("invitation", &mary.email()).await.token();
    ada.delete(PATH).await.is(200);
    accept_invitation(&mary, &token).await.refused(400, "invalid_invite_token");
    mary.get(PATH).await.refused(404, "not_found");
}

#[tokio::test]
async fn of_twenty_deletions_at_once_one_does_it() {
    let World { server: _server, ada, laptop, .. } = World::create().await;
    let requests = (0..20).map(|number| if number % 2 == 0 { &ada } else { &laptop }.delete(PATH));
    let answers = at_once(requests).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:#?}");
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(404, "not_found");
    }
}
