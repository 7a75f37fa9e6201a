//! Projects: made, listed, found, changed and ended.

use serde_json::{Value, json};
use tenantry_testkit::{Organization, Person, Requests as _, TestServer};

use crate::fixtures::{at_once, joins_organization, joins_project, keys, member_of, never_issued};

async fn server_and_ada() -> (TestServer, Person, Organization) {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    (server, ada, organization)
}

fn names(page: &Value) -> Vec<&str> {
    let data = page["data"].as_array().unwrap();
    data.iter().map(|entry| entry["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_project_is_made_shown_and_listed_alike() {
    let (_server, ada, organization) = server_and_ada().await;
    let path = organization.path("/projects");
    let request = json!({"name": "Bernoulli numbers", "description": "the first program"});
    let made = ada.post(&path).json(&request).await.ok(201);
    assert_eq!(
        keys(&made),
        ["created_at", "description", "id", "name", "org_id", "status", "updated_at"]
    );
    assert_eq!(made["name"], "Bernoulli numbers");
    assert_eq!(made["description"], "the first program");
    assert_eq!(made["org_id"], organization.id.as_str());
    assert_eq!(made["status"], "active");
    let id = made["id"].as_str().unwrap();
    assert_eq!(ada.get(&format!("{path}/{id}")).await.ok(200), made);
    let page = ada.get(&path).await.ok(200);
    assert_eq!(page["data"], json!([made]));
    assert_eq!(
        page["pagination"],
        json!({"total_items": 1, "total_pages": 1, "current_page": 1, "items_per_page": 20})
    );
}

#[tokio::test]
async fn a_name_is_taken_once_in_an_organization_however_it_is_spelt() {
    let (_server, ada, organization) = server_and_ada().await;
    let path = organization.path("/projects");
    let engine = ada.creates_project(&organization, "Engine Ä").await;
    let other = ada.creates_project(&organization, "Other").await;
    for name in ["Engine Ä", "engine ä", "ENGINE Ä"] {
        ada.post(&path).json(&json!({"name": name})).await.refused(409, "project_name_taken");
        ada.patch(&other.path(""))
            .json(&json!({"name": name}))
            .await
            .refused(409, "project_name_taken");
    }
    // Its own name in another spelling is no other project's.
    ada.patch(&engine.path("")).json(&json!({"name": "ENGINE Ä"})).await.ok(200);
    let elsewhere = ada.creates_organization("Elsewhere").await;
    ada.creates_project(&elsewhere, "Engine Ä").await;
    ada.delete(&engine.path("")).await.is(204);
    ada.creates_project(&organization, "engine ä").await;
}

#[tokio::test]
async fn of_twenty_of_one_name_at_once_one_is_made() {
    let (_server, ada, organization) = server_and_ada().await;
    let path = organization.path("/projects");
    let requests = (0..20).map(|_| ada.post(&path).json(&json!({"name": "Engine"})));
    let answers = at_once(requests).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(409, "project_name_taken");
    }
}

#[tokio::test]
async fn they_are_found_by_a_part_of_their_name() {
    let (_server, ada, organization) = server_and_ada().await;
    for name in ["100% done", "100 done", "a_b", "axb", "back\\slash", "Größe"] {
        ada.creates_project(&organization, name).await;
    }
    let path = organization.path("/projects");
    for (part, found) in [
        ("100%", vec!["100% done"]),
        ("DONE", vec!["100 done", "100% done"]),
        ("a_b", vec!["a_b"]),
        ("_", vec!["a_b"]),
        ("%", vec!["100% done"]),
        ("\\", vec!["back\\slash"]),
        ("größe", vec!["Größe"]),
        ("' OR ''='", vec![]),
        ("nothing", vec![]),
    ] {
        let page = ada.get(&path).query(&[("name", part)]).await.ok(200);
        assert_eq!(names(&page), found, "{part}");
        assert_eq!(page["pagination"]["total_items"], found.len(), "{part}");
    }
    let all = ada.get(&path).query(&[("name", "")]).await.ok(200);
    assert_eq!(all["pagination"]["total_items"], 6);
}

#[tokio::test]
async fn they_are_found_by_their_status() {
    let (server, ada, organization) = server_and_ada().await;
    ada.creates_project(&organization, "running").await;
    let halted = ada.creates_project(&organization, "halted").await;
    server
        .sql(&format!("UPDATE projects SET status = 'suspended' WHERE id = '{}'", halted.id))
        .await;
    let path = organization.path("/projects");
    for (status, found) in [("active", ["running"]), ("suspended", ["halted"])] {
        let page = ada.get(&path).query(&[("status", status)]).await.ok(200);
        assert_eq!(names(&page), found);
        assert_eq!(page["data"][0]["status"], status);
    }
    let both = [("status", "active"), ("name", "halt")];
    assert_eq!(ada.get(&path).query(&both).await.ok(200)["data"], json!([]));
    for status in ["", "Active", "deleted"] {
        ada.get(&path).query(&[("status", status)]).await.blames(&["status"]);
    }
}

#[tokio::test]
async fn they_are_listed_in_pages_the_newest_first() {
    let (_server, ada, organization) = server_and_ada().await;
    for name in ["a", "b", "c"] {
        ada.creates_project(&organization, name).await;
    }
    let path = organization.path("/projects");
    let first = ada.get(&format!("{path}?limit=2")).await.ok(200);
    assert_eq!(names(&first), ["c", "b"]);
    assert_eq!(
        first["pagination"],
        json!({"total_items": 3, "total_pages": 2, "current_page": 1, "items_per_page": 2})
    );
    assert_eq!(names(&ada.get(&format!("{path}?limit=2&page=2")).await.ok(200)), ["a"]);
    assert_eq!(ada.get(&format!("{path}?limit=2&page=3")).await.ok(200)["data"], json!([]));
}

#[tokio::test]
async fn a_member_sees_their_own_who_runs_the_organization_all() {
    let (server, ada, organization) = server_and_ada().await;
    let theirs = ada.creates_project(&organization, "theirs").await;
    ada.creates_project(&organization, "not theirs").await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    let path = organization.path("/projects");
    grace.get(&path).await.refused(404, "not_found");
    joins_organization(&ada, &grace, &organization, "member").await;
    assert_eq!(grace.get(&path).await.ok(200)["pagination"]["total_items"], 0);
    joins_project(&server, &grace, &theirs, "member").await;
    let seen = grace.get(&path).await.ok(200);
    assert_eq!((names(&seen), &seen["pagination"]["total_items"]), (vec!["theirs"], &json!(1)));
    server
        .sql(&format!(
            "UPDATE organization_members SET role = 'admin' WHERE user_id = '{}'",
            grace.id()
        ))
        .await;
    assert_eq!(grace.get(&path).await.ok(200)["pagination"]["total_items"], 2);
}

#[tokio::test]
async fn name_and_description_change_and_what_is_absent_stays() {
    let (_server, ada, organization) = server_and_ada().await;
    let project = ada.creates_project(&organization, "engine").await;
    let path = project.path("");
    let before = ada.get(&path).await.ok(200);
    let described = ada.patch(&path).json(&json!({"description": "of brass"})).await.ok(200);
    assert_eq!(
        (&described["name"], &described["description"]),
        (&json!("engine"), &json!("of brass"))
    );
    assert_ne!(described["updated_at"], before["updated_at"]);
    let renamed =
        ada.patch(&path).json(&json!({"name": "mill", "description": null})).await.ok(200);
    assert_eq!((&renamed["name"], &renamed["description"]), (&json!("mill"), &Value::Null));
    assert_eq!(ada.get(&path).await.ok(200), renamed);
    ada.patch(&path).json(&json!({})).await.ok(200);
    for field in ["id", "org_id", "status", "created_at"] {
        ada.patch(&path).json(&json!({field: "x"})).await.blames(&[field]);
    }
    ada.patch(&path).json(&json!({"name": null})).await.blames(&["name"]);
}

#[tokio::test]
async fn names_and_descriptions_keep_their_bounds() {
    let (_server, ada, organization) = server_and_ada().await;
    let project = ada.creates_project(&organization, "engine").await;
    for (method, path) in [("POST", organization.path("/projects")), ("PATCH", project.path(""))] {
        let send = |body: Value| ada.request(method, &path).json(&body);
        for name in [json!(""), json!(" "), json!("a".repeat(101)), json!("a\u{0}"), json!({})] {
            send(json!({"name": name})).await.blames(&["name"]);
        }
        for description in [json!("a".repeat(1001)), json!("\u{0}"), json!(false)] {
            send(json!({"name": "a", "description": description})).await.blames(&["description"]);
        }
        send(json!({"name": "a", "org_id": "a"})).await.blames(&["org_id"]);
    }
    ada.post(&organization.path("/projects")).json(&json!({})).await.blames(&["name"]);
}

#[tokio::test]
async fn a_deleted_project_is_gone_with_its_keys() {
    let (server, ada, organization) = server_and_ada().await;
    let gateway = server.service("gateway").await;
    let project = ada.creates_project(&organization, "engine").await;
    let other = ada.creates_project(&organization, "other").await;
    let key = ada.creates_api_key(&project, "ci").await;
    let others_key = ada.creates_api_key(&other, "ci").await;

    let deleted = ada.delete(&project.path("")).await;
    assert_eq!((deleted.status, deleted.text().as_str()), (204, ""));
    assert_eq!(gateway.learns(&key.secret).await, json!({"active": false}));
    assert_eq!(gateway.learns(&others_key.secret).await["active"], true);
    for (method, path) in [
        ("GET", project.path("")),
        ("PATCH", project.path("")),
        ("DELETE", project.path("")),
        ("GET", project.path("/api-keys")),
        ("DELETE", key.path()),
    ] {
        ada.request(method, &path).json(&json!({"name": "a"})).await.refused(404, "not_found");
    }
    let request = json!({"name": "ci", "resource_type": "inference"});
    ada.post(&project.path("/api-keys")).json(&request).await.refused(404, "not_found");
    let page = ada.get(&organization.path("/projects")).await.ok(200);
    assert_eq!(names(&page), ["other"]);
    // The row stays, for what was done under it.
    let kept = format!("SELECT deleted_at IS NOT NULL FROM projects WHERE id = '{}'", project.id);
    assert_eq!(server.sql(&kept).await, ["t"]);
}

#[tokio::test]
async fn an_id_that_is_no_uuid_is_one_that_does_not_exist() {
    let (_server, ada, organization) = server_and_ada().await;
    let unknown = ada.get(&organization.path(&format!("/projects/{}", never_issued()))).await;
    unknown.refused(404, "not_found");
    for id in ["1", "x", "null"] {
        let answer = ada.get(&organization.path(&format!("/projects/{id}"))).await;
        answer.refused(404, "not_found");
        assert_eq!(answer.without_request_id(), unknown.without_request_id());
    }
}
