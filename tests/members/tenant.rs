//! The members of a tenant, in camelCase: who is in it, as what, and who is invited.

use serde_json::{Value, json};
use tenantry_testkit::{Person, Requests as _, TestServer};

use crate::fixtures::{
    TENANT_MEMBERS, accept_invitation, change_role, invite_to_tenant, joins_tenant, keys, last_of,
    never_issued, place_of, roster, verified,
};

const KIND: &str = "invitation";
const MEMBER: [&str; 6] = ["createdAt", "email", "id", "role", "status", "userId"];

/// A tenant of Ada's, with Grace in it as this.
async fn with_grace_as(role: &str) -> (TestServer, Person, Person) {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let grace = server.signed_up("grace").await;
    joins_tenant(&server, &grace, &ada.tenant().await, role).await;
    let grace = grace.signs_in().await;
    (server, ada, grace)
}

async fn places(reader: &Person, people: [&Person; 2]) -> (String, String) {
    let [one, other] = people.map(Person::email);
    (place_of(reader, TENANT_MEMBERS, &one).await, place_of(reader, TENANT_MEMBERS, &other).await)
}

#[tokio::test]
async fn who_runs_it_sees_its_members_the_newest_first() {
    let (_server, ada, grace) = with_grace_as("ADMIN").await;
    let members = roster(&ada, TENANT_MEMBERS).await;
    assert_eq!(members.len(), 2);
    assert!(members.iter().all(|member| keys(member) == MEMBER), "{members:#?}");
    assert_eq!(
        (&members[0]["userId"], &members[0]["email"], &members[0]["role"], &members[0]["status"]),
        (&json!(grace.id()), &json!(grace.email()), &json!("ADMIN"), &json!("active"))
    );
    assert_eq!(
        (&members[1]["email"], &members[1]["role"]),
        (&json!(ada.email()), &json!("SUPER_ADMIN"))
    );
    assert_eq!(roster(&grace, TENANT_MEMBERS).await, members);
    let page = ada.get(&format!("{TENANT_MEMBERS}?limit=1&page=2")).await.ok(200);
    assert_eq!(page["data"], json!([members[1]]));
    let pagination =
        json!({"total_items": 2, "total_pages": 2, "current_page": 2, "items_per_page": 1});
    assert_eq!(page["pagination"], pagination);
}

#[tokio::test]
async fn whoever_is_not_in_it_is_invited_with_an_account_or_without() {
    let (server, ada, _grace) = with_grace_as("MEMBER").await;
    let mary = verified(&server, "mary").await;
    for (email, role) in [(mary.email(), "ADMIN"), ("paul@example.com".to_owned(), "MEMBER")] {
        let answer = invite_to_tenant(&ada, &email, role).await;
        let invited = answer.ok(201);
        assert_eq!(keys(&invited), MEMBER);
        assert_eq!((&invited["email"], &invited["role"]), (&json!(email), &json!(role)));
        assert_eq!((&invited["userId"], &invited["status"]), (&Value::Null, &json!("invited")));
        assert_eq!(roster(&ada, TENANT_MEMBERS).await[0], invited);
    }
    let mail = server.next_mail(KIND, &mary.email()).await;
    assert!(mail.text.contains("ada's tenant"), "{mail:#?}");
    let accepted = accept_invitation(&mary, &mail.token()).await.ok(200);
    assert_eq!(keys(&accepted), ["tenant"]);
    assert_eq!(accepted["tenant"]["name"], "ada's tenant");
    assert_eq!(roster(&mary, TENANT_MEMBERS).await.len(), 4);
}

#[tokio::test]
async fn nobody_is_invited_who_is_in_it() {
    let (server, ada, grace) = with_grace_as("MEMBER").await;
    for email in [ada.email(), grace.email(), "GRACE@example.com".to_owned()] {
        invite_to_tenant(&ada, &email, "ADMIN").await.refused(409, "already_member");
    }
    assert_eq!(roster(&ada, TENANT_MEMBERS).await.len(), 2);
    server.has_sent_all().await;
    assert!(!server.kinds_of_mail_to(&grace.email()).contains(&KIND.to_owned()));
}

#[tokio::test]
async fn the_newer_invitation_replaces_the_older_one() {
    let (server, ada, _grace) = with_grace_as("MEMBER").await;
    let mary = verified(&server, "mary").await;
    invite_to_tenant(&ada, &mary.email(), "MEMBER").await.ok(201);
    let older = server.next_mail(KIND, &mary.email()).await.token();
    invite_to_tenant(&ada, &mary.email(), "ADMIN").await.ok(201);
    let newer = server.next_mail(KIND, &mary.email()).await.token();
    assert_eq!(roster(&ada, TENANT_MEMBERS).await.len(), 3);
    accept_invitation(&mary, &older).await.refused(400, "invalid_invite_token");
    accept_invitation(&mary, &newer).await.ok(200);
    assert_eq!(roster(&mary, TENANT_MEMBERS).await[0]["role"], "ADMIN");
}

#[tokio::test]
async fn it_takes_an_address_and_a_role() {
    let (_server, ada, grace) = with_grace_as("MEMBER").await;
    let hers = place_of(&ada, TENANT_MEMBERS, &grace.email()).await;
    for role in [json!(""), json!("owner"), json!("admin"), json!("ROOT"), json!(5), json!(null)] {
        let body = json!({"email": "mary@example.com", "role": role});
        ada.post(TENANT_MEMBERS).json(&body).await.blames(&["role"]);
        ada.patch(&hers).json(&json!({"role": role})).await.blames(&["role"]);
    }
    for email in [json!(""), json!("mary"), json!(5)] {
        let body = json!({"email": email, "role": "MEMBER"});
        ada.post(TENANT_MEMBERS).json(&body).await.blames(&["email"]);
    }
    let more = json!({"email": "mary@example.com", "role": "MEMBER", "userId": ada.id()});
    ada.post(TENANT_MEMBERS).json(&more).await.blames(&["userId"]);
    assert_eq!(roster(&ada, TENANT_MEMBERS).await.len(), 2);
}

#[tokio::test]
async fn an_administrator_gives_and_takes_no_role_above_their_own() {
    let (server, ada, grace) = with_grace_as("ADMIN").await;
    let mary = server.signed_up("mary").await;
    joins_tenant(&server, &mary, &ada.tenant().await, "MEMBER").await;
    let (adas, hers) = places(&grace, [&ada, &grace]).await;
    let marys = place_of(&grace, TENANT_MEMBERS, &mary.email()).await;
    let super_admin = "SUPER_ADMIN";
    invite_to_tenant(&grace, "paul@example.com", super_admin).await.refused(403, "forbidden");
    for place in [&hers, &marys, &adas] {
        change_role(&grace, place, super_admin).await.refused(403, "forbidden");
    }
    change_role(&grace, &adas, "MEMBER").await.refused(403, "forbidden");
    grace.delete(&adas).await.refused(403, "forbidden");

    let changed = change_role(&grace, &marys, "ADMIN").await.ok(200);
    assert_eq!(keys(&changed), MEMBER);
    assert_eq!((&changed["id"], &changed["role"]), (&json!(last_of(&marys)), &json!("ADMIN")));
    invite_to_tenant(&grace, "paul@example.com", "ADMIN").await.ok(201);
    grace.delete(&marys).await.ok(200);
    change_role(&ada, &hers, super_admin).await.ok(200);
    change_role(&grace, &adas, "ADMIN").await.ok(200);
}

#[tokio::test]
async fn a_right_that_was_lost_is_lost_at_the_next_request() {
    let (_server, ada, grace) = with_grace_as("ADMIN").await;
    let hers = place_of(&ada, TENANT_MEMBERS, &grace.email()).await;
    for path in [TENANT_MEMBERS, "/api/v1/audit-events", "/api/v1/orgs?membership=all"] {
        grace.get(path).await.ok(200);
        change_role(&ada, &hers, "MEMBER").await.ok(200);
        grace.get(path).await.refused(403, "forbidden");
        change_role(&ada, &hers, "ADMIN").await.ok(200);
    }
    change_role(&ada, &hers, "MEMBER").await.ok(200);
    change_role(&grace, &hers, "ADMIN").await.refused(403, "forbidden");
    invite_to_tenant(&grace, "mary@example.com", "MEMBER").await.refused(403, "forbidden");
    grace
        .delete(&place_of(&ada, TENANT_MEMBERS, &ada.email()).await)
        .await
        .refused(403, "forbidden");
}

#[tokio::test]
async fn who_is_no_member_of_it_does_not_exist() {
    let (server, ada, grace) = with_grace_as("MEMBER").await;
    let eve = server.owner("eve").await;
    let eves = place_of(&eve, TENANT_MEMBERS, &eve.email()).await;
    let in_organization = ada.organization().await.path("/members");
    let in_organization = place_of(&ada, &in_organization, &ada.email()).await;
    let never = never_issued();
    for id in [last_of(&eves), last_of(&in_organization), &grace.id(), &never, "x", "%00"] {
        let place = format!("{TENANT_MEMBERS}/{id}");
        change_role(&ada, &place, "MEMBER").await.refused(404, "not_found");
        ada.delete(&place).await.refused(404, "not_found");
    }
    let nobody = server.signed_up("nobody").await;
    nobody.get(TENANT_MEMBERS).await.refused(404, "not_found");
}
