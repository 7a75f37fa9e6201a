//! Tenants, as the clients of the API that they replace know them.

mod changing;
mod deletion;
mod purge;

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use crate::fixtures::{at_once, keys, member_of, seconds};

const PATH: &str = "/api/tenant";

#[tokio::test]
async fn a_tenant_is_spelt_in_camel_case() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let request = json!({"name": "Analytical Engines", "logo": "https://example.com/logo.svg"});
    let made = ada.post(PATH).json(&request).await.ok(201);
    assert_eq!(keys(&made), ["createdAt", "id", "logo", "name", "updatedAt"]);
    assert_eq!(made["name"], "Analytical Engines");
    assert_eq!(made["logo"], "https://example.com/logo.svg");
    assert_eq!(seconds(&made["createdAt"]), seconds(&made["updatedAt"]));
    assert_eq!(ada.get(PATH).await.ok(200), made);
}

#[tokio::test]
async fn a_tenant_comes_with_an_organization_of_its_name_that_the_founder_owns() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let made = ada.creates_tenant(&"ä".repeat(255)).await;
    assert_eq!(made["logo"], Value::Null);
    let page = ada.get("/api/v1/orgs").await.ok(200);
    assert_eq!(page["pagination"]["total_items"], 1);
    assert_eq!(page["data"][0]["name"], "ä".repeat(100), "as far as it fits");
    assert_eq!(page["data"][0]["role"], "owner");
    let role = "SELECT role FROM tenant_members";
    assert_eq!(server.sql(role).await, ["SUPER_ADMIN"]);
}

#[tokio::test]
async fn who_has_no_tenant_is_told_so() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    ada.get(PATH).await.refused(404, "not_found");
}

#[tokio::test]
async fn every_member_sees_it() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    assert_eq!(grace.get(PATH).await.ok(200), ada.get(PATH).await.ok(200));
}

#[tokio::test]
async fn who_is_in_a_tenant_makes_no_other() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let another = json!({"name": "Another"});
    ada.post(PATH).json(&another).await.refused(400, "tenant_exists");
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    grace.post(PATH).json(&another).await.refused(400, "tenant_exists");
    assert_eq!(server.sql("SELECT count(*)::text FROM tenants").await, ["1"]);
}

#[tokio::test]
async fn of_twenty_at_once_one_is_made() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let bodies = (0..20).map(|number| json!({"name": format!("Tenant {number}")}));
    let answers = at_once(bodies.map(|body| ada.post(PATH).json(&body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(400, "tenant_exists");
    }
    for table in ["tenants", "tenant_members", "organizations", "organization_members"] {
        assert_eq!(
            server.sql(&format!("SELECT count(*)::text FROM {table}")).await,
            ["1"],
            "{table}"
        );
    }
    ada.get(PATH).await.ok(200);
}

#[tokio::test]
async fn fields_that_nobody_knows_are_ignored_and_known_ones_checked() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let send = |body: Value| ada.post(PATH).json(&body);
    send(json!({})).await.blames(&["name"]);
    for name in
        [json!(""), json!(" "), json!("a".repeat(256)), json!("a\u{0}b"), json!(5), json!(null)]
    {
        send(json!({"name": name})).await.blames(&["name"]);
    }
    let long = format!("https://example.com/{}", "a".repeat(2048));
    for logo in [
        "",
        "logo.png",
        "ftp://example.com/a",
        "javascript:alert(1)",
        "http://",
        "https://a b",
        &long,
    ] {
        send(json!({"name": "a", "logo": logo})).await.blames(&["logo"]);
    }
    send(json!({"name": "a", "logo": 5})).await.blames(&["logo"]);
    send(json!({"name": "", "logo": ""})).await.blames(&["name", "logo"]);

    let unknown = json!({"name": "Engines", "plan": {"seats": 5}, "id": "x", "role": "ADMIN"});
    let made = send(unknown).await.ok(201);
    assert_eq!(keys(&made), ["createdAt", "id", "logo", "name", "updatedAt"]);
}
