//! Off-boarding that leaves nothing behind: what goes with somebody, what stays, and the list of every credential of an organization.

use std::time::Instant;

use serde_json::{Value, json};
use tenantry_testkit::{
    ApiKey, Organization, Person, PersonalAccessToken, Requests as _, TestServer,
};

use crate::fixtures::{
    PATIENCE, add_to_project, dies_within_a_second, joins_organization, keys, last_of, member_of,
    never_issued, place_of, seconds,
};

/// What an entry has; that of an API key also its project.
const ENTRY: [&str; 8] =
    ["created_at", "expires_at", "id", "kind", "last_used_at", "masked", "name", "owner"];

/// An organization of Ada's, in which Grace made a key and a token.
struct World {
    server: TestServer,
    ada: Person,
    grace: Person,
    organization: Organization,
    key: ApiKey,
    token: PersonalAccessToken,
}

async fn world() -> World {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    joins_organization(&ada, &grace, &organization, "admin").await;
    let project = grace.creates_project(&organization, "engine").await;
    let key = grace.creates_api_key(&project, "ci").await;
    let token = grace.creates_token(&organization, "laptop").await;
    World { server, ada, grace, organization, key, token }
}

impl World {
    fn list(&self) -> String {
        self.organization.path("/credentials")
    }

    fn one(&self, id: &str) -> String {
        self.organization.path(&format!("/credentials/{id}"))
    }

    async fn listed(&self, query: &str) -> Vec<Value> {
        let page = self.ada.get(&format!("{}?{query}", self.list())).await.ok(200);
        assert_eq!(keys(&page), ["data", "pagination"]);
        page["data"].as_array().unwrap().clone()
    }
}

fn ids(listed: &[Value]) -> Vec<&str> {
    listed.iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

fn masked(secret: &str, shown: usize) -> String {
    format!("{}...{}", &secret[..shown], &secret[secret.len() - 4..])
}

#[tokio::test]
async fn who_is_taken_out_leaves_no_token_and_their_keys_are_named() {
    let World { server, ada, grace, organization, key, token } = world().await;
    let gateway = server.service("gateway").await;
    let second = ada.creates_organization("Second").await;
    joins_organization(&ada, &grace, &second, "member").await;
    let of_second = grace.creates_token(&second, "second").await;
    let revoked = grace.creates_token(&organization, "revoked").await;
    grace.delete(&revoked.path()).await.is(204);
    let own = ada.creates_token(&organization, "ada's").await;

    let hers = place_of(&ada, &organization.path("/members"), &grace.email()).await;
    let left = ada.delete(&hers).await.ok(200);
    assert_eq!(keys(&left), ["ended_credentials", "message", "remaining_api_keys"]);
    let [ended] = &left["ended_credentials"].as_array().unwrap()[..] else { panic!("{left}") };
    assert_eq!((&ended["id"], &ended["name"]), (&json!(token.id), &json!("laptop")));
    let remaining = json!([{
        "id": key.id, "name": "ci", "project_id": key.project.id, "created_by": grace.id()
    }]);
    assert_eq!(left["remaining_api_keys"], remaining);

    token.get(&organization.path("")).await.refused(401, "unauthorized");
    assert_eq!(gateway.learns(&token.secret).await, json!({"active": false}));
    assert_eq!(gateway.learns(&key.secret).await["active"], true);
    of_second.get(&second.path("")).await.ok(200);
    own.get(&organization.path("")).await.ok(200);
    grace.get(&organization.path("")).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_same_holds_for_who_leaves_by_themselves() {
    let World { server: _server, grace, organization, key, token, .. } = world().await;
    let hers = place_of(&grace, &organization.path("/members"), &grace.email()).await;
    let left = grace.delete(&hers).await.ok(200);
    assert_eq!(left["ended_credentials"][0]["id"], token.id);
    assert_eq!(left["remaining_api_keys"][0]["id"], key.id);
    token.get(&organization.path("")).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn who_leaves_the_tenant_leaves_all_its_organizations() {
    let World { server: _server, ada, grace, organization, key, token, .. } = world().await;
    let second = ada.creates_organization("Second").await;
    joins_organization(&ada, &grace, &second, "member").await;
    let of_second = grace.creates_token(&second, "second").await;
    let place = place_of(&ada, crate::fixtures::TENANT_MEMBERS, &grace.email()).await;
    let left = ada.delete(&place).await.ok(200);
    assert_eq!(keys(&left), ["endedCredentials", "message", "remainingApiKeys"]);
    let mut ended = ids(left["endedCredentials"].as_array().unwrap());
    ended.sort_unstable();
    assert_eq!(ended, [&token.id, &of_second.id]);
    assert_eq!(left["remainingApiKeys"][0]["id"], key.id);
    token.get(&organization.path("")).await.refused(401, "unauthorized");
    of_second.get(&second.path("")).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn every_live_credential_of_the_organization_is_listed() {
    let world = world().await;
    let World { ada, grace, organization, key, token, .. } = &world;
    let body =
        json!({"name": "ending", "resource_type": "storage", "expires_at": "2999-01-01T00:00:00Z"});
    let ending = ada.post(&key.project.path("/api-keys")).json(&body).await.ok(201);
    let own = ada.creates_token(organization, "ada's").await;
    // These are not: of another organization, of the tenant, ended in one way or another.
    let second = ada.creates_organization("Second").await;
    let elsewhere = ada.creates_project(&second, "elsewhere").await;
    ada.creates_api_key(&elsewhere, "elsewhere").await;
    ada.creates_token(&second, "elsewhere").await;
    ada.creates_tenant_key("ci").await;
    ada.deletes(&ada.creates_api_key(&key.project, "deleted").await).await;
    ada.delete(&ada.creates_token(organization, "revoked").await.path()).await.is(204);
    let gone = ada.creates_project(organization, "gone").await;
    ada.creates_api_key(&gone, "of a project that is gone").await;
    ada.delete(&gone.path("")).await.is(204);

    let listed = world.listed("").await;
    for entry in &listed {
        let of_project = entry["kind"] == "api_key";
        let expected: Vec<&str> =
            ENTRY.into_iter().chain(of_project.then_some("project_id")).collect();
        assert_eq!(keys(entry), expected);
    }
    assert_eq!(ids(&listed), [&own.id, ending["id"].as_str().unwrap(), &token.id, &key.id]);
    let [_, of_storage, of_grace, of_ci] = &listed[..] else { panic!("{listed:#?}") };
    assert_eq!(of_storage["expires_at"], "2999-01-01T00:00:00Z");
    assert_eq!(of_grace["kind"], "personal_access_token");
    assert_eq!(of_grace["name"], "laptop");
    assert_eq!(of_grace["masked"], masked(&token.secret, 11));
    assert!(seconds(&of_grace["expires_at"]) > seconds(&of_grace["created_at"]));
    assert_eq!(of_ci["kind"], "api_key");
    assert_eq!((&of_ci["name"], &of_ci["project_id"]), (&json!("ci"), &json!(key.project.id)));
    assert_eq!(of_ci["masked"], masked(&key.secret, 10));
    assert_eq!((&of_ci["expires_at"], &of_ci["last_used_at"]), (&Value::Null, &Value::Null));
    for entry in [of_grace, of_ci] {
        assert_eq!(entry["owner"], grace.id());
    }

    let of_kind = world.listed("kind=api_key").await;
    assert_eq!(ids(&of_kind), [ending["id"].as_str().unwrap(), &key.id]);
    let of_kind = world.listed("kind=personal_access_token").await;
    assert_eq!(ids(&of_kind), [&own.id, &token.id]);
    for kind in ["", "api-key", "tenant_api_key", "API_KEY"] {
        ada.get(&format!("{}?kind={kind}", world.list())).await.blames(&["kind"]);
    }
    assert_eq!(world.listed("limit=1&page=4").await, listed[3..]);
    let page = ada.get(&format!("{}?limit=3", world.list())).await;
    let pagination =
        json!({"total_items": 4, "total_pages": 2, "current_page": 1, "items_per_page": 3});
    assert_eq!(page.json()["pagination"], pagination);
    for secret in [&key.secret, &token.secret, &own.secret] {
        assert!(!page.text().contains(&secret[12..secret.len() - 5]), "{page}");
    }
}

#[tokio::test]
async fn those_that_have_expired_are_not_listed_and_uses_are() {
    let world = world().await;
    let gateway = world.server.service("gateway").await;
    gateway.learns(&world.key.secret).await;
    world.token.get(&world.organization.path("")).await.ok(200);
    let begun = Instant::now();
    while world.listed("").await.iter().any(|entry| entry["last_used_at"].is_null()) {
        assert!(begun.elapsed() < PATIENCE, "uses are not told");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    for table in ["personal_access_tokens", "api_keys"] {
        world.server.sql(&format!("UPDATE {table} SET expires_at = now()")).await;
    }
    assert_eq!(world.listed("").await, Vec::<Value>::new());
}

#[tokio::test]
async fn either_kind_is_revoked_there_and_dead_at_the_next_request() {
    let world = world().await;
    let World { server, ada, grace, organization, key, token } = &world;
    let gateway = server.service("gateway").await;
    let other_node = server.program().serve().await;
    other_node.get(&organization.path("")).bearer(&token.secret).await.ok(200);
    assert_eq!(gateway.learns(&key.secret).await["active"], true);
    for (id, secret) in [(&token.id, &token.secret), (&key.id, &key.secret)] {
        let revoked = ada.delete(&world.one(id)).await;
        assert_eq!((revoked.status, revoked.text().as_str()), (204, ""));
        assert_eq!(gateway.learns(secret).await, json!({"active": false}));
        ada.delete(&world.one(id)).await.refused(404, "not_found");
    }
    token.get(&organization.path("")).await.refused(401, "unauthorized");
    dies_within_a_second(other_node.get(&organization.path("")).bearer(&token.secret)).await;
    assert_eq!(world.listed("").await, Vec::<Value>::new());
    assert_eq!(grace.get("/api/v1/users/me/pats").await.ok(200)["total"], 0);
    grace.delete(&token.path()).await.refused(404, "not_found");
    let listed = grace.get(&key.project.path("/api-keys")).await.ok(200);
    assert_eq!(listed["pagination"]["total_items"], 0);
    for id in [&never_issued(), "x", "%00"] {
        ada.delete(&world.one(id)).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn what_is_another_organizations_is_not_revoked_here() {
    let world = world().await;
    let World { server, ada, organization, key, token, .. } = &world;
    let eve = server.owner("eve").await;
    let second = ada.creates_organization("Second").await;
    let elsewhere = [second.path("/credentials"), eve.organization().await.path("/credentials")];
    for (who, list) in [(ada, &elsewhere[0]), (&eve, &elsewhere[1])] {
        for id in [&key.id, &token.id] {
            who.delete(&format!("{list}/{id}")).await.refused(404, "not_found");
        }
        assert_eq!(who.get(list).await.ok(200)["data"], json!([]));
    }
    token.get(&organization.path("")).await.ok(200);
    assert_eq!(world.listed("").await.len(), 2);
}

#[tokio::test]
async fn it_is_for_those_who_run_the_organization() {
    let world = world().await;
    let World { server, ada, organization, key, token, .. } = &world;
    let mary = member_of(server, &ada.tenant().await, "mary").await;
    let stranger = server.owner("eve").await;
    for who in [&mary, &stranger] {
        who.get(&world.list()).await.refused(404, "not_found");
        who.delete(&world.one(&key.id)).await.refused(404, "not_found");
    }
    joins_organization(ada, &mary, organization, "member").await;
    let place = place_of(ada, &organization.path("/members"), &mary.email()).await;
    add_to_project(ada, &key.project, last_of(&place), "admin").await.ok(201);
    mary.get(&world.list()).await.refused(403, "forbidden");
    mary.delete(&world.one(&key.id)).await.refused(403, "forbidden");
    let of_member = mary.creates_token(organization, "member's").await;
    of_member.get(&world.list()).await.refused(403, "forbidden");

    // An administrator's token may, also on itself.
    assert_eq!(token.get(&world.list()).await.ok(200)["pagination"]["total_items"], 3);
    token.delete(&world.one(&of_member.id)).await.is(204);
    of_member.get(&organization.path("")).await.refused(401, "unauthorized");
    let tenant_key = ada.creates_tenant_key("ci").await;
    tenant_key.delete(&world.one(&key.id)).await.is(204);
    token.delete(&world.one(&token.id)).await.is(204);
    token.get(&world.list()).await.refused(401, "unauthorized");
}
