//! Putting people of the tenant into an organization, and seeing who is in it.

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use super::{MEMBER, with_grace_as};
use crate::fixtures::{add_member, joins_tenant, keys, member_of, place_of, roster, seconds};

#[tokio::test]
async fn a_person_of_the_tenant_is_in_at_once() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    grace.get(&organization.path("")).await.refused(404, "not_found");

    let added = add_member(&ada, &organization, "Grace@Example.com", "admin").await.ok(201);
    assert_eq!(keys(&added), MEMBER);
    assert_eq!(added["member_email"], "grace@example.com");
    assert_eq!((&added["member_role"], &added["status"]), (&json!("admin"), &json!("active")));
    assert!(seconds(&added["created_at"]) > 0);
    assert_eq!(roster(&ada, &organization.path("/members")).await[0], added);

    // With the token at hand.
    grace.patch(&organization.path("")).json(&json!({"name": "Compilers"})).await.ok(200);
    assert_eq!(grace.get("/api/v1/orgs").await.ok(200)["data"][0]["role"], "admin");
    server.has_sent_all().await;
    assert!(!server.kinds_of_mail_to(&grace.email()).contains(&"invitation".to_owned()));
}

#[tokio::test]
async fn they_are_listed_in_pages_the_newest_first() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    for name in ["mary", "paul"] {
        let email = format!("{name}@example.com");
        add_member(&ada, &organization, &email, "member").await.ok(201);
    }
    let path = organization.path("/members");
    let page = async |query: &str| {
        let page = ada.get(&format!("{path}?{query}")).await.ok(200);
        let data = page["data"].as_array().unwrap().clone();
        let told = |member: &Value| format!("{} {}", member["member_email"], member["status"]);
        (data.iter().map(told).collect::<Vec<_>>(), page["pagination"].clone())
    };
    let (first, pagination) = page("limit=3").await;
    let expected = [
        r#""paul@example.com" "invited""#,
        r#""mary@example.com" "invited""#,
        r#""grace@example.com" "active""#,
    ];
    assert_eq!(first, expected);
    let expected =
        json!({"total_items": 4, "total_pages": 2, "current_page": 1, "items_per_page": 3});
    assert_eq!(pagination, expected);
    assert_eq!(page("limit=3&page=2").await.0, [r#""ada@example.com" "active""#]);
    assert_eq!(page("limit=3&page=3").await.0, Vec::<String>::new());
    assert_eq!(roster(&grace, &path).await, roster(&ada, &path).await);
}

#[tokio::test]
async fn nobody_is_added_twice() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    for email in [ada.email(), grace.email(), "GRACE@EXAMPLE.COM".to_owned()] {
        let answer = add_member(&ada, &organization, &email, "admin").await;
        answer.refused(409, "already_member");
    }
    let members = roster(&ada, &organization.path("/members")).await;
    assert_eq!(members.len(), 2);
    assert_eq!(members[0]["member_role"], "member");
}

#[tokio::test]
async fn it_takes_an_address_and_a_role() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    let path = organization.path("/members");
    let hers = place_of(&ada, &path, &grace.email()).await;
    for role in [json!(""), json!("boss"), json!("OWNER"), json!("MEMBER"), json!(5), json!(null)] {
        let body = json!({"email": "mary@example.com", "role": role});
        ada.post(&path).json(&body).await.blames(&["role"]);
        ada.patch(&hers).json(&json!({"role": role})).await.blames(&["role"]);
    }
    for email in [json!(""), json!("mary"), json!("a b@example.com"), json!(5), json!(null)] {
        let body = json!({"email": email, "role": "member"});
        ada.post(&path).json(&body).await.blames(&["email"]);
    }
    ada.post(&path).json(&json!({"email": "mary@example.com"})).await.blames(&["role"]);
    ada.post(&path).json(&json!({"role": "member"})).await.blames(&["email"]);
    let more = json!({"email": "mary@example.com", "role": "member", "status": "active"});
    ada.post(&path).json(&more).await.blames(&["status"]);
    ada.patch(&hers).json(&json!({})).await.blames(&["role"]);
    let more = json!({"role": "member", "member_email": "mary@example.com"});
    ada.patch(&hers).json(&more).await.blames(&["member_email"]);
    assert_eq!(roster(&ada, &path).await.len(), 2);
}

#[tokio::test]
async fn who_runs_the_tenant_manages_the_members_of_every_organization() {
    let (server, ada, grace, organization) = with_grace_as("member").await;
    let mary = server.signed_up("mary").await;
    joins_tenant(&server, &mary, &ada.tenant().await, "ADMIN").await;
    let mary = mary.signs_in().await;
    let path = organization.path("/members");
    let hers = place_of(&mary, &path, &grace.email()).await;
    mary.patch(&hers).json(&json!({"role": "admin"})).await.ok(200);
    mary.patch(&hers).json(&json!({"role": "owner"})).await.refused(403, "forbidden");
    add_member(&mary, &organization, &mary.email(), "owner").await.refused(403, "forbidden");
    add_member(&mary, &organization, &mary.email(), "admin").await.ok(201);
    mary.delete(&hers).await.ok(200);
}

#[tokio::test]
async fn who_only_belongs_to_it_sees_its_members_and_changes_none() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    let path = organization.path("/members");
    add_member(&ada, &organization, "mary@example.com", "member").await.ok(201);
    assert_eq!(roster(&grace, &path).await.len(), 3);

    let adas = place_of(&ada, &path, &ada.email()).await;
    let marys = place_of(&ada, &path, "mary@example.com").await;
    let hers = place_of(&ada, &path, &grace.email()).await;
    add_member(&grace, &organization, "paul@example.com", "member").await.refused(403, "forbidden");
    for place in [&adas, &marys, &hers] {
        grace.patch(place).json(&json!({"role": "member"})).await.refused(403, "forbidden");
    }
    for place in [&adas, &marys] {
        grace.delete(place).await.refused(403, "forbidden");
    }
    grace.post(&format!("{marys}/resend-invitation")).await.refused(403, "forbidden");
    assert_eq!(roster(&ada, &path).await.len(), 3);
}
