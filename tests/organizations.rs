//! Organizations: made, listed, shown, changed and deleted.

mod deletion;

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use crate::fixtures::{joins_organization, joins_tenant, keys, member_of, never_issued};

const PATH: &str = "/api/v1/orgs";

#[tokio::test]
async fn an_organization_is_made_shown_and_listed_alike() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let request = json!({"name": "Difference Engines", "description": "brass\nand steel"});
    let made = ada.post(PATH).json(&request).await.ok(201);
    assert_eq!(
        keys(&made),
        ["created_at", "description", "id", "name", "referral_code", "status", "updated_at"]
    );
    assert_eq!(made["name"], "Difference Engines");
    assert_eq!(made["description"], "brass\nand steel");
    assert_eq!(made["status"], "active");
    let code = made["referral_code"].as_str().unwrap();
    assert_eq!(code.len(), 10);
    assert!(code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()), "{code}");

    let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
    assert_eq!(ada.get(&path).await.ok(200), made);
    let mut listed = made.clone();
    listed["role"] = json!("owner");
    assert_eq!(ada.get(PATH).await.ok(200)["data"][0], listed);
}

#[tokio::test]
async fn without_a_tenant_there_are_none_and_none_can_be_made() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let empty = json!({
        "data": [],
        "pagination": {"total_items": 0, "total_pages": 0, "current_page": 1, "items_per_page": 20},
    });
    assert_eq!(ada.get(PATH).await.ok(200), empty);
    ada.post(PATH).json(&json!({"name": "Engines"})).await.refused(409, "no_tenant");
    ada.get(&format!("{PATH}/{}", never_issued())).await.refused(404, "not_found");
}

#[tokio::test]
async fn they_are_listed_in_pages_the_newest_first() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    for name in ["b", "c", "d", "e"] {
        ada.creates_organization(name).await;
    }
    let names = |page: &Value| -> Vec<String> {
        let data = page["data"].as_array().unwrap();
        data.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
    };
    let first = ada.get(&format!("{PATH}?limit=2")).await.ok(200);
    assert_eq!(names(&first), ["e", "d"]);
    assert_eq!(
        first["pagination"],
        json!({"total_items": 5, "total_pages": 3, "current_page": 1, "items_per_page": 2})
    );
    let last = ada.get(&format!("{PATH}?page=3&limit=2")).await.ok(200);
    assert_eq!(names(&last), ["ada's tenant"]);
    assert_eq!(last["pagination"]["current_page"], 3);
    let behind = ada.get(&format!("{PATH}?page=4&limit=2")).await.ok(200);
    assert_eq!(names(&behind), Vec::<String>::new());
    assert_eq!(behind["pagination"]["total_items"], 5);
    ada.get(&format!("{PATH}?page=4294967295&limit=100")).await.ok(200);
}

#[tokio::test]
async fn who_runs_the_tenant_may_see_all_of_them() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let tenant = ada.tenant().await;
    let grace = server.signed_up("grace").await;
    joins_tenant(&server, &grace, &tenant, "ADMIN").await;
    let grace = grace.signs_in().await;
    let mary = member_of(&server, &tenant, "mary").await;
    joins_organization(&ada, &mary, &ada.organization().await, "member").await;
    server.owner("eve").await;

    let all = format!("{PATH}?membership=all");
    assert_eq!(grace.get(PATH).await.ok(200)["data"], json!([]));
    let seen = grace.get(&all).await.ok(200);
    assert_eq!(seen["pagination"]["total_items"], 1);
    assert_eq!(seen["data"][0]["role"], Value::Null);
    assert_eq!(mary.get(PATH).await.ok(200)["data"][0]["role"], "member");
    mary.get(&all).await.refused(403, "forbidden");
    for other in ["own", "", "ALL"] {
        ada.get(&format!("{PATH}?membership={other}")).await.blames(&["membership"]);
    }
}

#[tokio::test]
async fn name_and_description_change_and_what_is_absent_stays() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let path = organization.path("");
    let before = ada.get(&path).await.ok(200);

    let change = json!({"name": "Engines", "description": "of brass"});
    let changed = ada.patch(&path).json(&change).await.ok(200);
    assert_eq!(
        (&changed["name"], &changed["description"]),
        (&json!("Engines"), &json!("of brass"))
    );
    assert_eq!(changed["referral_code"], before["referral_code"]);
    assert_ne!(changed["updated_at"], before["updated_at"]);
    let cleared = ada.patch(&path).json(&json!({"description": null})).await.ok(200);
    assert_eq!((&cleared["name"], &cleared["description"]), (&json!("Engines"), &Value::Null));
    assert_eq!(ada.get(&path).await.ok(200), cleared);
    ada.patch(&path).json(&json!({})).await.ok(200);

    ada.patch(&path).json(&json!({"name": null})).await.blames(&["name"]);
    for field in ["id", "status", "referral_code", "tenant_id", "owner"] {
        ada.patch(&path).json(&json!({field: "x"})).await.blames(&[field]);
    }
}

#[tokio::test]
async fn names_and_descriptions_keep_their_bounds() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let path = ada.organization().await.path("");
    for (method, path) in [("POST", PATH), ("PATCH", &path)] {
        let send = |body: Value| ada.request(method, path).json(&body);
        for name in
            [json!(""), json!("\t"), json!(" "), json!("a".repeat(101)), json!("a\u{7}"), json!([])]
        {
            send(json!({"name": name})).await.blames(&["name"]);
        }
        for description in [json!("a".repeat(1001)), json!("a\u{0}"), json!(5)] {
            send(json!({"name": "a", "description": description})).await.blames(&["description"]);
        }
        send(json!({"name": "a", "slug": "a"})).await.blames(&["slug"]);
    }
    ada.post(PATH).json(&json!({})).await.blames(&["name"]);
    let longest = json!({"name": "ä".repeat(100), "description": "ä".repeat(1000)});
    ada.post(PATH).json(&longest).await.ok(201);
}

#[tokio::test]
async fn an_id_that_is_no_uuid_is_one_that_does_not_exist() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let unknown = ada.get(&format!("{PATH}/{}", never_issued())).await;
    unknown.refused(404, "not_found");
    for id in ["1", "x", "null", "00000000-0000-0000-0000-00000000000g", "%27"] {
        let answer = ada.get(&format!("{PATH}/{id}")).await;
        answer.refused(404, "not_found");
        assert_eq!(answer.without_request_id(), unknown.without_request_id());
    }
}
