//! What an operator suspends with the command line, and reactivates: felt by everything that draws on it, and nothing is ended by it.

use serde_json::json;
use tenantry_testkit::{
    ApiKey, Organization, PASSWORD, Person, PersonalAccessToken, Requests as _, Service, TenantKey,
    TestServer,
};

use crate::fixtures::{
    dies_within_a_second, joins_organization, login, make_token, member_of, never_issued,
};

const ME: &str = "/api/v1/users/me";

struct World {
    server: TestServer,
    gateway: Service,
    ada: Person,
    grace: Person,
    organization: Organization,
    key: ApiKey,
    token: PersonalAccessToken,
    tenant_key: TenantKey,
}

/// A tenant of Ada's in which Grace made a key and a token.
async fn world() -> World {
    let server = TestServer::start().await;
    let gateway = server.service("gateway").await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    joins_organization(&ada, &grace, &organization, "admin").await;
    let project = grace.creates_project(&organization, "engine").await;
    let key = grace.creates_api_key(&project, "ci").await;
    let token = grace.creates_token(&organization, "laptop").await;
    let tenant_key = ada.creates_tenant_key("ci").await;
    World { server, gateway, ada, grace, organization, key, token, tenant_key }
}

impl World {
    /// Whether services are told that these hold: the project's key, the token, the tenant's key.
    async fn assert_active(&self, expected: [bool; 3]) {
        let secrets = [&self.key.secret, &self.token.secret, &self.tenant_key.secret];
        for (secret, expected) in secrets.into_iter().zip(expected) {
            let learned = self.gateway.learns(secret).await;
            if expected {
                assert_eq!(learned["active"], true, "{secret}");
            } else {
                assert_eq!(learned, json!({"active": false}), "{secret}");
            }
        }
    }

    async fn assert_all_works(&self) {
        self.assert_active([true; 3]).await;
        for path in [ME, "/api/tenant", &self.organization.path(""), &self.key.project.path("")] {
            self.grace.get(path).await.ok(200);
        }
        self.token.get(&self.key.project.path("")).await.ok(200);
        self.tenant_key.get(&self.key.project.path("")).await.ok(200);
    }
}

#[tokio::test]
async fn a_suspended_person_is_nobody_and_their_keys_work_on() {
    let world = world().await;
    let World { server, grace, ada, token, .. } = &world;
    let other_node = server.program().serve().await;
    other_node.get(ME).bearer(&grace.access_token).await.ok(200);
    server.operator(&["user", "suspend", &grace.id()]).await;
    world.assert_active([true, false, true]).await;
    dies_within_a_second(other_node.get(ME).bearer(&grace.access_token)).await;
    for node in [server, &other_node] {
        for secret in [&grace.access_token, &token.secret] {
            node.get(ME).bearer(secret).await.refused(401, "unauthorized");
            node.get("/api/v1/orgs").bearer(secret).await.refused(401, "unauthorized");
        }
        let refresh = json!({"refresh_token": grace.refresh_token});
        let refresh = node.post("/api/v1/auth/refresh").json(&refresh).await;
        refresh.refused(401, "invalid_refresh_token");
    }
    login(server, &grace.email(), PASSWORD).await.refused(401, "invalid_credentials");
    let gone = world.gateway.learns(&grace.access_token).await;
    assert_eq!(gone, json!({"active": false}));
    ada.get(ME).await.ok(200);

    server.operator(&["user", "reactivate", &grace.id()]).await;
    world.assert_all_works().await;
    grace.refreshes().await.get(ME).await.ok(200);
    let again = grace.signs_in().await;
    assert_eq!(again.get(ME).await.ok(200)["status"], "active");
}

#[tokio::test]
async fn a_suspended_organization_stands_still() {
    let world = world().await;
    let World { server, grace, ada, organization, token, tenant_key, .. } = &world;
    let second = ada.creates_organization("Second").await;
    joins_organization(ada, grace, &second, "member").await;
    server.operator(&["org", "suspend", &organization.id]).await;
    world.assert_active([false, false, true]).await;
    token.get(&organization.path("")).await.refused(401, "unauthorized");
    // A role in it counts for nothing, and the people and programs that run the tenant see why.
    let keys = world.key.project.path("/api-keys");
    for path in [organization.path(""), organization.path("/members"), keys.clone()] {
        grace.get(&path).await.refused(404, "not_found");
    }
    let body = json!({"name": "new", "resource_type": "inference"});
    grace.post(&keys).json(&body).await.refused(404, "not_found");
    for who in [ada.client(), tenant_key.client()] {
        assert_eq!(who.get(&organization.path("")).await.ok(200)["status"], "suspended");
    }
    // What they make there opens nothing until it works again.
    let made = ada.post(&keys).json(&body).await.ok(201);
    let made = made["api_key"].as_str().unwrap();
    assert_eq!(world.gateway.learns(made).await, json!({"active": false}));
    make_token(grace, organization, "new").await.refused(403, "forbidden");
    grace.get(ME).await.ok(200);
    grace.get(&second.path("")).await.ok(200);
    tenant_key.get(&second.path("")).await.ok(200);

    server.operator(&["org", "reactivate", &organization.id]).await;
    world.assert_all_works().await;
    assert_eq!(world.gateway.learns(made).await["active"], true);
    assert_eq!(ada.get(&organization.path("")).await.ok(200)["status"], "active");
}

#[tokio::test]
async fn a_suspended_tenant_is_closed_and_its_people_are_not() {
    let world = world().await;
    let World { server, grace, ada, organization, token, tenant_key, .. } = &world;
    let tenant = ada.tenant().await;
    let eve = server.owner("eve").await;
    server.operator(&["tenant", "suspend", &tenant]).await;
    world.assert_active([false; 3]).await;
    for path in [organization.path(""), "/api/tenant".to_owned(), "/api/v1/orgs".to_owned()] {
        token.get(&path).await.refused(401, "unauthorized");
        tenant_key.get(&path).await.refused(401, "unauthorized");
    }
    let asks = server.post("/api/v1/introspect").key(&tenant_key.secret).form(&[("token", "x")]);
    asks.await.refused(401, "unauthorized");
    for person in [ada, grace, &grace.signs_in().await] {
        let answer = person.get(&organization.path("")).await;
        assert!([401, 404].contains(&answer.status), "{answer}");
        let answer = person.get("/api/tenant-setting").await;
        assert!([401, 403, 404].contains(&answer.status), "{answer}");
        let answer = person.post("/api/v1/orgs").json(&json!({"name": "a"})).await;
        assert!([401, 403, 404, 409].contains(&answer.status), "{answer}");
    }
    eve.get("/api/tenant").await.ok(200);

    server.operator(&["tenant", "reactivate", &tenant]).await;
    world.assert_all_works().await;
    assert_eq!(ada.get("/api/tenant").await.ok(200)["name"], "ada's tenant");
}

#[tokio::test]
async fn each_needs_what_it_stands_on() {
    let world = world().await;
    let World { server, ada, organization, .. } = &world;
    let tenant = ada.tenant().await;
    server.operator(&["org", "suspend", &organization.id]).await;
    server.operator(&["tenant", "suspend", &tenant]).await;
    server.operator(&["tenant", "reactivate", &tenant]).await;
    world.assert_active([false, false, true]).await;
    server.operator(&["org", "reactivate", &organization.id]).await;
    world.assert_all_works().await;
}

#[tokio::test]
async fn doing_it_twice_does_nothing_more_and_what_is_not_there_is_told() {
    let world = world().await;
    let World { server, ada, grace, organization, .. } = &world;
    let tenant = ada.tenant().await;
    let subjects =
        [("tenant", tenant.clone()), ("org", organization.id.clone()), ("user", grace.id())];
    for (kind, id) in &subjects {
        for action in ["suspend", "suspend", "reactivate", "reactivate"] {
            server.operator(&[kind, action, id]).await;
        }
    }
    world.assert_all_works().await;
    let told = "SELECT credential_kind || ' ' || action || ' ' || target_kind FROM audit_events
        WHERE action LIKE '%.suspend' OR action LIKE '%.reactivate' ORDER BY at, id";
    let told = server.sql(told).await;
    let expected: Vec<String> = ["tenant", "organization", "user"]
        .into_iter()
        .flat_map(|kind| ["suspend", "reactivate"].map(|it| format!("operator {kind}.{it} {kind}")))
        .collect();
    assert_eq!(told, expected, "what changed nothing is not told");

    for kind in ["tenant", "org", "user"] {
        for action in ["suspend", "reactivate"] {
            let ended = server.program().run(&[kind, action, &never_issued()]).await;
            assert_eq!(ended.status.code(), Some(1), "{ended:?}");
            let message = ended.failed();
            assert!(message.contains("there is none"), "{message}");
            let ended = server.program().run(&[kind, action, "nonsense"]).await;
            assert_eq!(ended.status.code(), Some(2), "{ended:?}");
        }
        // The id of something else names none of these.
        let other = &subjects.iter().find(|(other, _)| *other != kind).unwrap().1;
        server.program().run(&[kind, "suspend", other]).await.failed();
    }
    world.assert_all_works().await;
    ada.delete("/api/tenant").await.is(200);
    server.program().run(&["tenant", "reactivate", &tenant]).await.failed();
}
