//! Leaving an organization, or being taken out of it, and what stays.

use serde_json::json;
use tenantry_testkit::Requests as _;

use super::with_grace_as;
use crate::fixtures::{
    add_to_project, at_once, joins_organization, keys, last_of, place_of, roster,
};

#[tokio::test]
async fn the_keys_that_somebody_made_work_on_and_are_named() {
    let (server, ada, grace, organization) = with_grace_as("admin").await;
    let project = grace.creates_project(&organization, "engine").await;
    let key = grace.creates_api_key(&project, "ci").await;
    grace.deletes(&grace.creates_api_key(&project, "a dead one").await).await;
    ada.creates_api_key(&project, "ada's").await;
    let gateway = server.service("gateway").await;

    let hers = place_of(&ada, &organization.path("/members"), &grace.email()).await;
    let left = ada.delete(&hers).await.ok(200);
    assert_eq!(keys(&left), ["ended_credentials", "message", "remaining_api_keys"]);
    assert!(!left["message"].as_str().unwrap().is_empty());
    assert_eq!(left["ended_credentials"], json!([]));
    let remaining = json!([
        {"id": key.id, "name": "ci", "project_id": project.id, "created_by": grace.id()}
    ]);
    assert_eq!(left["remaining_api_keys"], remaining);

    grace.get(&project.path("/api-keys")).await.refused(404, "not_found");
    assert_eq!(gateway.learns(&key.secret).await["active"], true);
    let listed = ada.get(&project.path("/api-keys")).await.ok(200);
    assert_eq!(listed["pagination"]["total_items"], 2);
    assert_eq!(listed["data"][1]["created_by"], grace.id());
}

#[tokio::test]
async fn keys_of_other_organizations_are_not_spoken_of() {
    let (_server, ada, grace, organization) = with_grace_as("admin").await;
    let second = ada.creates_organization("Second").await;
    joins_organization(&ada, &grace, &second, "admin").await;
    let project = grace.creates_project(&second, "elsewhere").await;
    grace.creates_api_key(&project, "ci").await;
    let hers = place_of(&ada, &organization.path("/members"), &grace.email()).await;
    assert_eq!(ada.delete(&hers).await.ok(200)["remaining_api_keys"], json!([]));
    grace.get(&project.path("")).await.ok(200);
}

#[tokio::test]
async fn everybody_may_leave_by_themselves() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    let hers = place_of(&grace, &organization.path("/members"), &grace.email()).await;
    let left = grace.delete(&hers).await.ok(200);
    assert_eq!(keys(&left), ["ended_credentials", "message", "remaining_api_keys"]);
    grace.get(&organization.path("")).await.refused(404, "not_found");
    grace.delete(&hers).await.refused(404, "not_found");
    ada.delete(&hers).await.refused(404, "not_found");
    assert_eq!(roster(&ada, &organization.path("/members")).await.len(), 1);
    // They are of the tenant still, and may come back at once.
    joins_organization(&ada, &grace, &organization, "member").await;
    grace.get(&organization.path("")).await.ok(200);
}

#[tokio::test]
async fn who_leaves_an_organization_leaves_its_projects() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    let project = ada.creates_project(&organization, "engine").await;
    let hers = place_of(&ada, &organization.path("/members"), &grace.email()).await;
    add_to_project(&ada, &project, last_of(&hers), "admin").await.ok(201);
    grace.get(&project.path("")).await.ok(200);

    ada.delete(&hers).await.ok(200);
    grace.get(&project.path("")).await.refused(404, "not_found");
    assert_eq!(roster(&ada, &project.path("/members")).await.len(), 1);
    joins_organization(&ada, &grace, &organization, "member").await;
    grace.get(&project.path("")).await.refused(404, "not_found");
}

#[tokio::test]
async fn of_two_owners_who_leave_at_once_one_stays() {
    let (_server, ada, grace, organization) = with_grace_as("owner").await;
    let path = organization.path("/members");
    for _ in 0..5 {
        let places = [
            place_of(&ada, &path, &ada.email()).await,
            place_of(&ada, &path, &grace.email()).await,
        ];
        let [adas, hers] = &places;
        let answers = at_once([ada.delete(adas), grace.delete(hers)]).await;
        let left = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(left, 1, "{answers:#?}");
        let stayed = answers.iter().find(|answer| answer.status != 200).unwrap();
        stayed.refused(409, "last_owner");
        let members = roster(&ada, &path).await;
        assert_eq!((members.len(), &members[0]["member_role"]), (1, &json!("owner")));
        let gone = if members[0]["member_email"] == ada.email() { &grace } else { &ada };
        joins_organization(&ada, gone, &organization, "owner").await;
    }
}
