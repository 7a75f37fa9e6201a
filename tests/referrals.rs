//! Referrals: who signed up with an organization's code, and the credit that another service grants for it.

use serde_json::{Value, json};
use tenantry_testkit::{Organization, Person, Requests as _, Service, SignUp, TestServer};

use crate::fixtures::{
    at_once, delete_account, dump, joins_organization, joins_tenant, keys, member_of, never_issued,
    seconds,
};

const CREDIT: &str = "credit_amount_micro_dollars";

struct World {
    server: TestServer,
    ada: Person,
    organization: Organization,
    billing: Service,
}

async fn world() -> World {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let billing = server.service_for("billing", "referrals").await;
    World { server, ada, organization, billing }
}

impl World {
    /// Somebody who signs up with the organization's code.
    async fn refers(&self, name: &str) -> Person {
        let shown = self.ada.get(&self.organization.path("")).await.ok(200);
        let code = shown["referral_code"].as_str().unwrap();
        let request = SignUp::named(name).with("referral_code", code);
        Person::sign_up(self.server.client(), request).await
    }

    async fn listed(&self) -> Vec<Value> {
        let page = self.ada.get(&self.organization.path("/referrals")).await.ok(200);
        assert_eq!(keys(&page), ["pagination", "referrals"]);
        page["referrals"].as_array().unwrap().clone()
    }

    /// The path by which the newest is credited.
    async fn newest(&self) -> String {
        format!("/api/v1/referrals/{}/credit", self.listed().await[0]["id"].as_str().unwrap())
    }
}

#[tokio::test]
async fn who_signs_up_with_the_code_is_listed_with_a_masked_address() {
    let world = world().await;
    assert_eq!(world.listed().await, Vec::<Value>::new());
    let grace = world.refers("grace").await;
    world.refers("mary").await;
    world.server.signed_up("nobody").await;

    let page = world.ada.get(&world.organization.path("/referrals")).await.ok(200);
    let pagination =
        json!({"total_items": 2, "total_pages": 1, "current_page": 1, "items_per_page": 20});
    assert_eq!(page["pagination"], pagination);
    let referrals = page["referrals"].as_array().unwrap();
    let masked: Vec<&Value> = referrals.iter().map(|it| &it["referred_user_email"]).collect();
    assert_eq!(masked, ["m***@example.com", "g***@example.com"]);
    let first = &referrals[1];
    assert_eq!(first["status"], "signed_up");
    assert_eq!(first.get(CREDIT), None, "{first}");
    assert_eq!(seconds(&first["created_at"]), seconds(&grace.account["created_at"]));
    assert_eq!(first["updated_at"], first["created_at"]);
    assert!(!page.to_string().contains(&grace.id()), "{page}");

    let path = world.organization.path("/referrals?limit=1&page=2");
    let page = world.ada.get(&path).await.ok(200);
    assert_eq!(page["referrals"], json!([first]));
    assert_eq!(page["pagination"]["total_pages"], 2);
}

#[tokio::test]
async fn the_credit_is_granted_once_and_shown() {
    let world = world().await;
    let World { billing, .. } = &world;
    world.refers("grace").await;
    world.refers("mary").await;
    let path = world.newest().await;
    let granted = billing.post(&path).json(&json!({CREDIT: 5_000_000})).await.ok(200);
    assert_eq!(
        (&granted["status"], &granted[CREDIT]),
        (&json!("credit_granted"), &json!(5_000_000))
    );
    let listed = world.listed().await;
    assert_eq!(listed[0], granted);
    assert_eq!(listed[1]["status"], "signed_up");
    assert!(seconds(&listed[0]["updated_at"]) >= seconds(&listed[0]["created_at"]));
    for amount in [5_000_000, 1, 0] {
        let again = billing.post(&path).json(&json!({CREDIT: amount})).await;
        again.refused(409, "conflict");
    }
    assert_eq!(world.listed().await, listed);
}

#[tokio::test]
async fn of_twenty_at_once_one_is_granted() {
    let world = world().await;
    world.refers("grace").await;
    let path = world.newest().await;
    let bodies = (1..=20).map(|amount| json!({CREDIT: amount}));
    let answers = at_once(bodies.map(|body| world.billing.post(&path).json(&body))).await;
    let granted: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(granted.len(), 1, "{answers:#?}");
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(409, "conflict");
    }
    assert_eq!(world.listed().await[0], granted[0].json());
    let told = "SELECT count(*)::text FROM audit_events WHERE action = 'referral.credit'";
    assert_eq!(world.server.sql(told).await, ["1"]);
}

#[tokio::test]
async fn an_amount_is_a_number_that_is_not_negative() {
    let world = world().await;
    world.refers("grace").await;
    let path = world.newest().await;
    let send = |body: Value| world.billing.post(&path).json(&body);
    let wrong = [json!(-1), json!(1.5), json!("5"), json!(null), json!(1e30), json!([5])];
    for amount in wrong {
        send(json!({CREDIT: amount})).await.blames(&[CREDIT]);
    }
    send(json!({})).await.blames(&[CREDIT]);
    send(json!({CREDIT: 5, "status": "x"})).await.blames(&["status"]);
    assert_eq!(world.listed().await[0]["status"], "signed_up");
    assert_eq!(send(json!({CREDIT: 0})).await.ok(200)[CREDIT], 0);
}

#[tokio::test]
async fn only_a_service_that_was_made_for_it_grants_it() {
    let world = world().await;
    let World { server, ada, organization, billing } = &world;
    world.refers("grace").await;
    let path = world.newest().await;
    let body = json!({CREDIT: 5});
    let gateway = server.service("gateway").await;
    gateway.post(&path).json(&body).await.refused(403, "forbidden");
    let unknown = format!("/api/v1/referrals/{}/credit", never_issued());
    gateway.post(&unknown).json(&body).await.refused(403, "forbidden");

    let project = ada.creates_project(organization, "engine").await;
    let key = ada.creates_api_key(&project, "ci").await;
    let token = ada.creates_token(organization, "laptop").await;
    let tenant_key = ada.creates_tenant_key("ci").await;
    let server = server.client();
    for who in [
        server.clone(),
        ada.client().clone(),
        token.client().clone(),
        tenant_key.client().clone(),
        server.bearing(&key.secret),
        server.bearing(&tenant_key.secret),
        server.with_key(&billing.credential),
    ] {
        who.post(&path).json(&body).await.refused(401, "unauthorized");
    }
    for id in [&never_issued(), "x", "%00"] {
        let answer = billing.post(&format!("/api/v1/referrals/{id}/credit")).json(&body).await;
        answer.refused(404, "not_found");
    }
    assert_eq!(world.listed().await[0]["status"], "signed_up");

    let listed = world.server.operator(&["service-credential", "list", "--json"]).await;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let of_billing = listed.as_array().unwrap().iter().find(|it| it["name"] == "billing").unwrap();
    assert_eq!(of_billing["allows"], json!(["referrals"]));
    world
        .server
        .operator(&["service-credential", "revoke", of_billing["id"].as_str().unwrap()])
        .await;
    billing.post(&path).json(&body).await.refused(401, "unauthorized");
    let unknown = ["service-credential", "create", "x", "--allow", "everything"];
    assert_eq!(world.server.program().run(&unknown).await.status.code(), Some(2));
}

#[tokio::test]
async fn those_who_run_the_organization_read_them() {
    let world = world().await;
    let World { server, ada, organization, .. } = &world;
    world.refers("grace").await;
    let path = organization.path("/referrals");
    let tenant = ada.tenant().await;
    let member = member_of(server, &tenant, "mary").await;
    member.get(&path).await.refused(404, "not_found");
    joins_organization(ada, &member, organization, "member").await;
    member.get(&path).await.refused(403, "forbidden");
    let manager = server.signed_up("paul").await;
    joins_tenant(server, &manager, &tenant, "ADMIN").await;
    assert_eq!(manager.signs_in().await.get(&path).await.ok(200), ada.get(&path).await.ok(200));
    server.owner("eve").await.get(&path).await.refused(404, "not_found");
    let second = ada.creates_organization("Second").await;
    let of_second = ada.get(&second.path("/referrals")).await.ok(200);
    assert_eq!(of_second["referrals"], json!([]));
}

#[tokio::test]
async fn who_deletes_their_account_is_not_to_be_found_by_it() {
    let world = world().await;
    let philomena = world.refers("philomena").await.signs_in().await;
    let path = world.newest().await;
    delete_account(&philomena, tenantry_testkit::PASSWORD).await.ok(200);
    world.server.has_sent_all().await;
    let after = dump(&world.server).await;
    assert!(!after.contains("philomena") && !after.contains("p***@"), "{after}");
    // It counts all the same.
    let listed = world.listed().await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["referred_user_email"], "");
    world.billing.post(&path).json(&json!({CREDIT: 5})).await.ok(200);
}

#[tokio::test]
async fn a_referral_of_a_deleted_tenant_gets_no_credit() {
    let world = world().await;
    world.refers("grace").await;
    let path = world.newest().await;
    world.ada.delete("/api/tenant").await.is(200);
    world.billing.post(&path).json(&json!({CREDIT: 5})).await.refused(404, "not_found");
}
