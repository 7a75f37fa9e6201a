//! Leaving for good: who may, and what remains.

use serde_json::{Value, json};
use tenantry_testkit::{PASSWORD, Person, Requests as _, SignUp, TestServer};

use crate::fixtures::{
    NEW_PASSWORD, WRONG_PASSWORD, add_phone, assert_alike, at_once, delete_account,
    dies_within_a_second, dump, forgot_password, joins_organization, joins_tenant, keys, login,
    member_of, reset_password, verified, verify_email, verify_phone,
};

const ME: &str = "/api/v1/users/me";

async fn assert_gone(server: &TestServer, person: &Person) {
    person.get(ME).await.refused(401, "unauthorized");
    let refresh = json!({"refresh_token": person.refresh_token});
    let refresh = server.post("/api/v1/auth/refresh").json(&refresh).await;
    refresh.refused(401, "invalid_refresh_token");
    let named =
        |email: &str| login(server, email, PASSWORD).header("X-Request-Id", "the-same-name");
    let known = named(&person.email()).await;
    known.refused(401, "invalid_credentials");
    assert_alike(&known, &named("nobody@example.com").await);
}

#[tokio::test]
async fn whoever_leaves_is_a_stranger_at_once() {
    let server = TestServer::start().await;
    let other_node = server.program().serve().await;
    let ada = server.signed_up("ada").await;
    let elsewhere = ada.signs_in().await;
    other_node.get(ME).bearer(&elsewhere.access_token).await.ok(200);
    let answer = delete_account(&ada, PASSWORD).await;
    assert_eq!(keys(&answer.ok(200)), ["message"]);
    assert_gone(&server, &ada).await;
    assert_gone(&server, &elsewhere).await;
    dies_within_a_second(other_node.get(ME).bearer(&elsewhere.access_token)).await;
    delete_account(&ada, PASSWORD).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn only_the_password_shows_that_it_is_meant() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    for wrong in [WRONG_PASSWORD, ""] {
        delete_account(&ada, wrong).await.refused(401, "invalid_credentials");
    }
    let send = |body: Value| ada.delete(ME).json(&body);
    send(json!({})).await.blames(&["password"]);
    send(json!({"password": PASSWORD, "force": true})).await.blames(&["force"]);
    ada.delete(ME).await.refused(415, "unsupported_media_type");
    assert_eq!(ada.get(ME).await.ok(200), ada.account);
    ada.signs_in().await;
}

#[tokio::test]
async fn the_address_is_free_for_somebody_new() {
    let server = TestServer::start().await;
    let ada = verified(&server, "ada").await;
    add_phone(&ada, "+4915123456789").await.ok(200);
    let code = server.next_text("+4915123456789").await.code();
    verify_phone(&ada, &code).await.ok(200);
    delete_account(&ada, PASSWORD).await.ok(200);

    let request = SignUp::named("ada").with("password", NEW_PASSWORD);
    let new = Person::sign_up(server.client(), request).await;
    assert_ne!(new.id(), ada.id());
    let new = new.signs_in_with(NEW_PASSWORD).await;
    let account = new.get(ME).await.ok(200);
    assert_eq!(account["email_verified"], false);
    assert_eq!(account["phone_number"], Value::Null);
    ada.get(ME).await.refused(401, "unauthorized");
    login(&server, "ada@example.com", PASSWORD).await.refused(401, "invalid_credentials");
    let code = server.next_mail("verify-email", "ada@example.com").await.code();
    verify_email(&server, "ada@example.com", &code).await.ok(200);
}

#[tokio::test]
async fn what_only_they_run_must_be_handed_over_first() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let tenant = ada.get("/api/tenant").await.ok(200);
    let (first, second) = (ada.organization().await, ada.creates_organization("Second").await);
    let member = member_of(&server, &ada.tenant().await, "grace").await;

    let refused = delete_account(&ada, PASSWORD).await.refused(409, "sole_owner");
    let details = refused["details"].as_array().unwrap();
    let named = |field: &str| -> Vec<&str> {
        let of_field = details.iter().filter(|detail| detail["field"] == field);
        of_field.map(|detail| detail["message"].as_str().unwrap()).collect()
    };
    let [tenant_named] = named("tenant")[..] else { panic!("{refused}") };
    assert!(tenant_named.contains("ada's tenant"), "{refused}");
    assert!(tenant_named.contains(tenant["id"].as_str().unwrap()), "{refused}");
    let organizations = named("organization");
    assert_eq!((organizations.len(), details.len()), (2, 3), "{refused}");
    for organization in [&first, &second] {
        assert!(organizations.iter().any(|named| named.contains(&organization.id)), "{refused}");
    }
    assert!(organizations.iter().any(|named| named.contains("Second")), "{refused}");
    ada.refreshes().await.get(ME).await.ok(200);

    server.sql("UPDATE tenant_members SET role = 'SUPER_ADMIN'").await;
    joins_organization(&ada, &member, &first, "owner").await;
    let refused = delete_account(&ada, PASSWORD).await.refused(409, "sole_owner");
    let details = refused["details"].as_array().unwrap();
    assert_eq!(details.len(), 1, "{refused}");
    assert!(details[0]["message"].as_str().unwrap().contains(&second.id), "{refused}");
    joins_organization(&ada, &member, &second, "owner").await;
    delete_account(&ada, PASSWORD).await.ok(200);
    assert_gone(&server, &ada).await;
    assert_eq!(member.get("/api/v1/orgs").await.ok(200)["pagination"]["total_items"], 2);
}

#[tokio::test]
async fn a_member_may_go_and_what_they_made_stays() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    joins_organization(&ada, &grace, &organization, "admin").await;
    let project = grace.creates_project(&organization, "engine").await;
    let key = grace.creates_api_key(&project, "ci").await;
    let gateway = server.service("gateway").await;

    delete_account(&grace, PASSWORD).await.ok(200);
    assert_gone(&server, &grace).await;
    assert_eq!(gateway.learns(&grace.access_token).await, json!({"active": false}));
    assert_eq!(gateway.learns(&key.secret).await["active"], true);
    assert_eq!(ada.get(&project.path("")).await.ok(200)["name"], "engine");
    for roster in ["tenant_members", "organization_members", "project_members"] {
        let of_grace =
            format!("SELECT count(*)::text FROM {roster} WHERE user_id = '{}'", grace.id());
        assert_eq!(server.sql(&of_grace).await, ["0"], "{roster}");
    }
}

#[tokio::test]
async fn of_two_who_leave_what_they_run_together_one_stays() {
    let server = TestServer::start().await;
    for name in ["one", "two", "three"] {
        let ada = server.owner(&format!("ada.{name}")).await;
        let eve = server.signed_up(&format!("eve.{name}")).await;
        joins_tenant(&server, &eve, &ada.tenant().await, "SUPER_ADMIN").await;
        joins_organization(&ada, &eve, &ada.organization().await, "owner").await;
        let answers =
            at_once([delete_account(&ada, PASSWORD), delete_account(&eve, PASSWORD)]).await;
        let left = answers.iter().filter(|answer| answer.status == 200).count();
        assert_eq!(left, 1, "{answers:#?}");
        let stayed = answers.iter().find(|answer| answer.status != 200).unwrap();
        stayed.refused(409, "sole_owner");
    }
}

#[tokio::test]
async fn nothing_of_the_person_remains_in_the_database() {
    let server = TestServer::start().await;
    let request = SignUp::named("Philomena").with("last_name", "Wigglesworth");
    let request = request.with("middle_name", "Persephone");
    let person = Person::sign_up(server.client(), request).await.signs_in().await;
    add_phone(&person, "+4915123456789").await.ok(200);
    server.has_sent_all().await;
    // A link that is under way, and one that is there.
    forgot_password(&server, &person.email()).await.ok(200);
    let token = server.next_mail("reset-password", &person.email()).await.token();
    let traces = ["Philomena", "philomena", "Persephone", "Wigglesworth", "4915123456789"];
    let before = dump(&server).await;
    for trace in traces {
        assert!(before.contains(trace), "{trace} was never there");
    }

    delete_account(&person, PASSWORD).await.ok(200);
    reset_password(&server, &token, NEW_PASSWORD).await.refused(401, "invalid_reset_token");
    server.has_sent_all().await;
    let after = dump(&server).await;
    for trace in traces {
        assert!(!after.contains(trace), "{trace} is in\n{after}");
    }
    assert!(!after.contains("$argon2id$"), "{after}");
    // What happened remains, by somebody who has no name any more.
    assert!(after.contains(&person.id()) && after.contains("user.delete"), "{after}");
}
