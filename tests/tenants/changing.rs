//! Changing a tenant.

use serde_json::{Value, json};
use tenantry_testkit::{Person, Requests as _, TestServer};

use super::PATH;
use crate::fixtures::{joins_tenant, keys, member_of, seconds};

const LOGO: &str = "https://example.com/logo.svg";

async fn server_and_ada() -> (TestServer, Person, Value) {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let tenant = ada.get(PATH).await.ok(200);
    (server, ada, tenant)
}

#[tokio::test]
async fn name_and_logo_change_and_what_is_absent_stays() {
    let (_server, ada, before) = server_and_ada().await;
    let changed = ada.put(PATH).json(&json!({"name": "Engines"})).await.ok(202);
    assert_eq!(keys(&changed), ["createdAt", "id", "logo", "name", "updatedAt"]);
    assert_eq!((&changed["name"], &changed["logo"]), (&json!("Engines"), &Value::Null));
    assert_eq!((&changed["id"], &changed["createdAt"]), (&before["id"], &before["createdAt"]));
    assert!(seconds(&changed["updatedAt"]) >= seconds(&before["updatedAt"]));
    assert_ne!(changed["updatedAt"], before["updatedAt"]);

    let changed = ada.put(PATH).json(&json!({"logo": LOGO})).await.ok(202);
    assert_eq!((&changed["name"], &changed["logo"]), (&json!("Engines"), &json!(LOGO)));
    let changed = ada.put(PATH).json(&json!({"name": "Mills", "logo": null})).await.ok(202);
    assert_eq!((&changed["name"], &changed["logo"]), (&json!("Mills"), &Value::Null));
    assert_eq!(ada.get(PATH).await.ok(200), changed);
}

#[tokio::test]
async fn nothing_to_change_is_refused_and_fields_that_nobody_knows_are_ignored() {
    let (_server, ada, before) = server_and_ada().await;
    let send = |body: Value| ada.put(PATH).json(&body);
    send(json!({})).await.blames(&["name", "logo"]);
    send(json!({"plan": "gold"})).await.blames(&["name", "logo"]);
    for name in
        [json!(""), json!(" "), json!("a".repeat(256)), json!("a\u{0}b"), json!(5), json!(null)]
    {
        send(json!({"name": name})).await.blames(&["name"]);
    }
    let long = format!("https://example.com/{}", "a".repeat(2048));
    let logos =
        ["", "logo.png", "ftp://example.com/a", "javascript:alert(1)", "https://a b", &long];
    for logo in logos {
        send(json!({"logo": logo})).await.blames(&["logo"]);
    }
    send(json!({"name": "", "logo": "x"})).await.blames(&["name", "logo"]);
    assert_eq!(ada.get(PATH).await.ok(200), before);

    let unknown = json!({"name": "Mills", "id": "x", "status": "suspended", "plan": {"seats": 5}});
    let changed = send(unknown).await.ok(202);
    assert_eq!((&changed["name"], &changed["id"]), (&json!("Mills"), &before["id"]));
}

#[tokio::test]
async fn only_a_super_admin_changes_it_and_only_their_own() {
    let (server, ada, before) = server_and_ada().await;
    let tenant = ada.tenant().await;
    let member = member_of(&server, &tenant, "grace").await;
    let admin = server.signed_up("mary").await;
    joins_tenant(&server, &admin, &tenant, "ADMIN").await;
    let admin = admin.signs_in().await;
    let eve = server.owner("eve").await;
    let change = json!({"name": "Mine"});
    for who in [&member, &admin] {
        who.put(PATH).json(&change).await.refused(403, "forbidden");
        who.delete(PATH).await.refused(403, "forbidden");
    }
    server.signed_up("nobody").await.put(PATH).json(&change).await.refused(404, "not_found");
    server.put(PATH).json(&change).await.refused(401, "unauthorized");
    assert_eq!(eve.put(PATH).json(&change).await.ok(202)["name"], "Mine");
    assert_eq!(ada.get(PATH).await.ok(200), before);
    assert_eq!(member.get(PATH).await.ok(200), before);
}
