//! The members of projects, who come from the organization around.

use serde_json::json;
use tenantry_testkit::{Organization, Person, Project, Requests as _, TestServer};

use super::{MEMBER, with_grace_as};
use crate::fixtures::{
    TENANT_MEMBERS, add_member, add_to_project, change_role, joins_organization, keys, last_of,
    member_of, never_issued, place_of, roster,
};

/// A project of Ada's, and Grace's place in the organization around it.
async fn project_and_grace() -> (TestServer, Person, Person, Project, String) {
    let (server, ada, grace, organization) = with_grace_as("member").await;
    let project = ada.creates_project(&organization, "engine").await;
    let hers = id_in(&ada, &organization, &grace).await;
    (server, ada, grace, project, hers)
}

async fn id_in(reader: &Person, organization: &Organization, person: &Person) -> String {
    let place = place_of(reader, &organization.path("/members"), &person.email()).await;
    last_of(&place).to_owned()
}

#[tokio::test]
async fn a_member_of_the_organization_is_put_in() {
    let (_server, ada, grace, project, hers) = project_and_grace().await;
    grace.get(&project.path("")).await.refused(404, "not_found");
    let added = add_to_project(&ada, &project, &hers, "member").await.ok(201);
    assert_eq!(keys(&added), MEMBER);
    assert_eq!(added["member_email"], grace.email());
    assert_eq!((&added["member_role"], &added["status"]), (&json!("member"), &json!("active")));
    grace.get(&project.path("")).await.ok(200);
    grace.creates_api_key(&project, "ci").await;

    let members = roster(&grace, &project.path("/members")).await;
    assert_eq!(members[0], added);
    assert_eq!(
        (&members[1]["member_email"], &members[1]["member_role"]),
        (&json!(ada.email()), &json!("admin"))
    );
    let page = ada.get(&project.path("/members?limit=1&page=2")).await.ok(200);
    assert_eq!(page["data"][0], members[1]);
    add_to_project(&ada, &project, &hers, "admin").await.refused(409, "already_member");
    assert_eq!(roster(&ada, &project.path("/members")).await, members);
}

#[tokio::test]
async fn it_takes_a_member_and_a_role() {
    let (_server, ada, grace, project, hers) = project_and_grace().await;
    let path = project.path("/members");
    for role in [json!("owner"), json!(""), json!("ADMIN"), json!(5), json!(null)] {
        let body = json!({"member_id": hers, "role": role});
        ada.post(&path).json(&body).await.blames(&["role"]);
    }
    ada.post(&path).json(&json!({"member_id": hers})).await.blames(&["role"]);
    ada.post(&path).json(&json!({"role": "member"})).await.blames(&["member_id"]);
    ada.post(&path).json(&json!({"member_id": 5, "role": "member"})).await.blames(&["member_id"]);
    let more = json!({"member_id": hers, "role": "member", "email": grace.email()});
    ada.post(&path).json(&more).await.blames(&["email"]);
    assert_eq!(roster(&ada, &path).await.len(), 1);
}

#[tokio::test]
async fn only_members_of_its_own_organization_are_put_in() {
    let (_server, ada, grace, project, hers) = project_and_grace().await;
    let second = ada.creates_organization("Second").await;
    joins_organization(&ada, &grace, &second, "member").await;
    let elsewhere = id_in(&ada, &second, &grace).await;
    let in_tenant = place_of(&ada, TENANT_MEMBERS, &grace.email()).await;
    let invited = add_member(&ada, &project.organization, "mary@example.com", "member").await;
    let invited = invited.ok(201)["member_id"].as_str().unwrap().to_owned();
    for id in [&elsewhere, last_of(&in_tenant), &invited, &grace.id(), &never_issued()] {
        let answer = add_to_project(&ada, &project, id, "member").await;
        answer.refused(404, "not_found");
    }
    assert_eq!(roster(&ada, &project.path("/members")).await.len(), 1);
    add_to_project(&ada, &project, &hers, "member").await.ok(201);
}

#[tokio::test]
async fn who_runs_a_project_manages_its_members_who_works_in_it_does_not() {
    let (server, ada, grace, project, hers) = project_and_grace().await;
    let organization = &project.organization;
    let mary = member_of(&server, &ada.tenant().await, "mary").await;
    joins_organization(&ada, &mary, organization, "member").await;
    let marys = id_in(&ada, organization, &mary).await;
    let path = project.path("/members");
    add_to_project(&grace, &project, &marys, "member").await.refused(404, "not_found");
    add_to_project(&ada, &project, &hers, "admin").await.ok(201);

    add_to_project(&grace, &project, &marys, "admin").await.ok(201);
    let place = place_of(&grace, &path, &mary.email()).await;
    let adas = place_of(&grace, &path, &ada.email()).await;
    let graces = place_of(&grace, &path, &grace.email()).await;
    assert_eq!(change_role(&grace, &place, "member").await.ok(200)["member_role"], "member");
    // What she could do a moment ago.
    assert_eq!(roster(&mary, &path).await.len(), 3);
    change_role(&mary, &graces, "member").await.refused(403, "forbidden");
    change_role(&mary, &place, "admin").await.refused(403, "forbidden");
    mary.delete(&adas).await.refused(403, "forbidden");
    add_to_project(&mary, &project, &marys, "admin").await.refused(403, "forbidden");

    grace.delete(&place).await.is(204);
    mary.get(&project.path("")).await.refused(404, "not_found");
    mary.get(&organization.path("")).await.ok(200);
}

#[tokio::test]
async fn one_may_leave_and_the_keys_stay() {
    let (server, ada, grace, project, hers) = project_and_grace().await;
    add_to_project(&ada, &project, &hers, "member").await.ok(201);
    let key = grace.creates_api_key(&project, "ci").await;
    let place = place_of(&grace, &project.path("/members"), &grace.email()).await;
    let left = grace.delete(&place).await;
    assert_eq!((left.status, left.text().as_str()), (204, ""));
    grace.get(&project.path("")).await.refused(404, "not_found");
    grace.delete(&place).await.refused(404, "not_found");
    let gateway = server.service("gateway").await;
    assert_eq!(gateway.learns(&key.secret).await["active"], true);
}

#[tokio::test]
async fn a_project_may_be_left_by_everybody() {
    let (_server, ada, _grace, project, _hers) = project_and_grace().await;
    let path = project.path("/members");
    let adas = place_of(&ada, &path, &ada.email()).await;
    change_role(&ada, &adas, "member").await.ok(200);
    ada.delete(&adas).await.is(204);
    assert!(roster(&ada, &path).await.is_empty());
    ada.get(&project.path("")).await.ok(200);
}

#[tokio::test]
async fn who_is_no_member_of_it_does_not_exist() {
    let (_server, ada, _grace, project, hers) = project_and_grace().await;
    let other = ada.creates_project(&project.organization, "other").await.path("/members");
    let (path, elsewhere) = (project.path("/members"), place_of(&ada, &other, &ada.email()).await);
    let never = never_issued();
    for id in [last_of(&elsewhere), &hers, &never, "x", "%00"] {
        let place = format!("{path}/{id}");
        change_role(&ada, &place, "member").await.refused(404, "not_found");
        ada.delete(&place).await.refused(404, "not_found");
    }
    assert_eq!((roster(&ada, &path).await.len(), roster(&ada, &other).await.len()), (1, 1));
}
