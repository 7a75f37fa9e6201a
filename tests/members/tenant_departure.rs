//! Leaving a tenant, or being taken out of it, with all that lies in it.

use serde_json::json;
use tenantry_testkit::{Person, Requests as _, TestServer};

use super::with_grace_as;
use crate::fixtures::{
    TENANT_MEMBERS, accept_invitation, add_to_project, at_once, change_role, invite_to_tenant,
    joins_organization, joins_tenant, keys, last_of, member_of, place_of, roster, verified,
};

async fn hers(reader: &Person, person: &Person) -> String {
    place_of(reader, TENANT_MEMBERS, &person.email()).await
}

#[tokio::test]
async fn who_goes_is_out_of_everything_in_it_and_their_keys_stay() {
    let (server, ada, grace, organization) = with_grace_as("admin").await;
    let project = ada.creates_project(&organization, "engine").await;
    let member = place_of(&ada, &organization.path("/members"), &grace.email()).await;
    add_to_project(&ada, &project, last_of(&member), "admin").await.ok(201);
    let key = grace.creates_api_key(&project, "ci").await;
    let gateway = server.service("gateway").await;

    let left = ada.delete(&hers(&ada, &grace).await).await.ok(200);
    assert_eq!(keys(&left), ["endedCredentials", "message", "remainingApiKeys"]);
    assert_eq!(left["endedCredentials"], json!([]));
    let remaining = json!([
        {"id": key.id, "name": "ci", "projectId": project.id, "createdBy": grace.id()}
    ]);
    assert_eq!(left["remainingApiKeys"], remaining);

    // With the token at hand, which may be refused altogether.
    for path in [&organization.path(""), &project.path(""), "/api/tenant"] {
        let answer = grace.get(path).await;
        assert!([401, 404].contains(&answer.status), "{answer}");
    }
    let lists = [TENANT_MEMBERS, &organization.path("/members"), &project.path("/members")];
    for list in lists {
        assert_eq!(roster(&ada, list).await.len(), 1, "{list}");
    }
    assert_eq!(gateway.learns(&key.secret).await["active"], true);
}

#[tokio::test]
async fn who_was_taken_out_keeps_their_account_and_may_begin_anew() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    ada.delete(&hers(&ada, &grace).await).await.ok(200);
    grace.get("/api/v1/users/me").await.ok(200);
    grace.get("/api/tenant").await.refused(404, "not_found");
    assert_eq!(grace.get("/api/v1/users/me/tenants").await.ok(200), json!({"data": []}));
    grace.get(&organization.path("")).await.refused(404, "not_found");
    // With the token at hand, though it names the tenant that they were taken out of.
    grace.creates_tenant("Compilers").await;
    assert_eq!(grace.get("/api/tenant").await.ok(200)["name"], "Compilers");
}

#[tokio::test]
async fn everybody_may_leave_by_themselves() {
    let (_server, ada, grace, organization) = with_grace_as("member").await;
    // The list of members is not theirs to see; where they are themselves, is.
    let own = grace.get("/api/v1/users/me/tenants").await.ok(200);
    let place = format!("{TENANT_MEMBERS}/{}", own["data"][0]["member_id"].as_str().unwrap());
    assert_eq!(place, hers(&ada, &grace).await);
    grace.delete(&hers(&ada, &ada).await).await.refused(403, "forbidden");
    grace.delete(&place).await.ok(200);
    assert_eq!(roster(&ada, TENANT_MEMBERS).await.len(), 1);
    assert_eq!(roster(&ada, &organization.path("/members")).await.len(), 1);
    ada.delete(&place).await.refused(404, "not_found");
}

#[tokio::test]
async fn an_organization_without_another_owner_keeps_theirs() {
    let (_server, ada, grace, organization) = with_grace_as("owner").await;
    let second = ada.creates_organization("Second").await;
    let third = ada.creates_organization("Third").await;
    for organization in [&second, &third] {
        joins_organization(&ada, &grace, organization, "owner").await;
        let adas = place_of(&ada, &organization.path("/members"), &ada.email()).await;
        ada.delete(&adas).await.ok(200);
    }
    let place = hers(&ada, &grace).await;
    for who in [&ada, &grace] {
        let refused = who.delete(&place).await.refused(409, "last_owner");
        let details = refused["details"].as_array().unwrap();
        assert_eq!(details.len(), 2, "{refused}");
        for (organization, name) in [(&second, "Second"), (&third, "Third")] {
            let names = |detail: &&serde_json::Value| {
                let message = detail["message"].as_str().unwrap();
                message.contains(name) && message.contains(&organization.id)
            };
            assert_eq!(details.iter().filter(names).count(), 1, "{refused}");
        }
        assert!(!refused.to_string().contains(&organization.id), "{refused}");
    }
    // Nothing was done by halves.
    assert_eq!(roster(&ada, &organization.path("/members")).await.len(), 2);
    for organization in [&second, &third] {
        joins_organization(&ada, &ada, organization, "owner").await;
    }
    grace.delete(&place).await.ok(200);
}

#[tokio::test]
async fn the_last_super_admin_stays_one() {
    let (server, ada, grace, _organization) = with_grace_as("owner").await;
    let adas = hers(&ada, &ada).await;
    // Who is only invited is none yet.
    invite_to_tenant(&ada, "mary@example.com", "SUPER_ADMIN").await.ok(201);
    for role in ["ADMIN", "MEMBER"] {
        change_role(&ada, &adas, role).await.refused(409, "last_super_admin");
    }
    ada.delete(&adas).await.refused(409, "last_super_admin");
    change_role(&ada, &hers(&ada, &grace).await, "SUPER_ADMIN").await.ok(200);
    ada.delete(&adas).await.ok(200);
    let place = hers(&grace, &grace).await;
    grace.delete(&place).await.refused(409, "last_super_admin");
    assert_eq!(server.sql("SELECT role FROM tenant_members").await, ["SUPER_ADMIN"]);
}

#[tokio::test]
async fn of_two_who_leave_at_once_one_stays() {
    let server = TestServer::start().await;
    for name in ["one", "two", "three"] {
        let ada = server.owner(&format!("ada.{name}")).await;
        let tenant = ada.tenant().await;
        let eve = server.signed_up(&format!("eve.{name}")).await;
        joins_tenant(&server, &eve, &tenant, "SUPER_ADMIN").await;
        let eve = eve.signs_in().await;
        let organization = ada.organization().await;
        for who in [&eve, &member_of(&server, &tenant, &format!("mary.{name}")).await] {
            joins_organization(&ada, who, &organization, "owner").await;
        }
        let (adas, eves) = (hers(&ada, &ada).await, hers(&ada, &eve).await);
        let answers = at_once([ada.delete(&adas), eve.delete(&eves)]).await;
        let left = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(left, 1, "{answers:#?}");
        let stayed = answers.iter().find(|answer| answer.status != 200).unwrap();
        stayed.refused(409, "last_super_admin");
        let heads = format!(
            "SELECT count(*)::text FROM tenant_members WHERE tenant_id = '{tenant}' AND role = 'SUPER_ADMIN'"
        );
        assert_eq!(server.sql(&heads).await, ["1"]);
    }
}

#[tokio::test]
async fn an_invitation_that_is_taken_back_is_void() {
    let (server, ada, _grace, _organization) = with_grace_as("member").await;
    let mary = verified(&server, "mary").await;
    invite_to_tenant(&ada, &mary.email(), "MEMBER").await.ok(201);
    let token = server.next_mail("invitation", &mary.email()).await.token();
    let place = hers(&ada, &mary).await;
    let left = ada.delete(&place).await.ok(200);
    assert_eq!(left["remainingApiKeys"], json!([]));
    assert_eq!(roster(&ada, TENANT_MEMBERS).await.len(), 2);
    accept_invitation(&mary, &token).await.refused(400, "invalid_invite_token");
    ada.delete(&place).await.refused(404, "not_found");
}
