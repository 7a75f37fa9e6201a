//! What is told.

use serde_json::{Value, json};
use tenantry_testkit::{PASSWORD, Person, Requests as _, SignUp, TestServer};

use super::{LOG, OWN, entries, the_entry, told};
use crate::fixtures::{
    NEW_PASSWORD, WRONG_PASSWORD, add_phone, change_password, delete_account, forgot_password,
    joins_organization, keys, login, member_of, never_issued, reset_password, seconds,
    verify_email, verify_phone,
};

#[tokio::test]
async fn an_entry_tells_who_did_what_to_what_by_what_from_where() {
    let server = TestServer::configured(&[("server.trusted_proxies", "127.0.0.1/32")]).await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let request = ada.post(&organization.path("/projects")).json(&json!({"name": "engine"}));
    let request = request
        .header("X-Request-Id", "the-one-to-look-for")
        .header("User-Agent", "curl/8.5.0")
        .header("X-Forwarded-For", "203.0.113.7");
    let project = request.await.ok(201);

    let entry = the_entry(&ada, LOG, "project.create").await;
    assert_eq!(
        keys(&entry),
        [
            "action",
            "actor",
            "at",
            "credential_kind",
            "id",
            "ip",
            "org_id",
            "outcome",
            "request_id",
            "target",
            "user_agent",
        ]
    );
    assert_eq!(entry["actor"], ada.id());
    assert_eq!(entry["credential_kind"], "session");
    assert_eq!(entry["outcome"], "success");
    assert_eq!(entry["target"], json!({"kind": "project", "id": project["id"]}));
    assert_eq!(entry["org_id"], organization.id);
    assert_eq!(entry["ip"], "203.0.113.7");
    assert_eq!(entry["user_agent"], "curl/8.5.0");
    assert_eq!(entry["request_id"], "the-one-to-look-for");
    assert_eq!(seconds(&entry["at"]), seconds(&project["created_at"]));
    assert_eq!(the_entry(&ada, OWN, "project.create").await, entry);
}

#[tokio::test]
async fn a_request_without_a_name_of_its_own_has_the_one_of_its_answer() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let renamed = ada.patch("/api/v1/users/me").json(&json!({"first_name": "Augusta"})).await;
    let entry = the_entry(&ada, OWN, "user.update").await;
    assert_eq!(entry["request_id"], renamed.header("X-Request-Id"));
}

#[tokio::test]
async fn every_change_in_a_tenant_is_told_in_its_log() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let tenant = ada.creates_tenant("Analytical Engines").await;
    let organization = ada.creates_organization("Second").await;
    ada.patch(&organization.path("")).json(&json!({"name": "Third"})).await.ok(200);
    let project = ada.creates_project(&organization, "engine").await;
    ada.patch(&project.path("")).json(&json!({"name": "mill"})).await.ok(200);
    let key = ada.creates_api_key(&project, "ci").await;
    ada.deletes(&key).await;
    ada.delete(&project.path("")).await.is(204);

    let log = entries(&ada, LOG, &[]).await;
    let expected = [
        // Its first organization is part of it, and finds it.
        "tenant.create success",
        "organization.create success",
        "organization.update success",
        "project.create success",
        "project.update success",
        "api_key.create success",
        "api_key.revoke success",
        "project.delete success",
    ];
    assert_eq!(told(&log), expected, "{log:#?}");
    let target = |at: usize| &log[log.len() - 1 - at]["target"];
    assert_eq!(target(0), &json!({"kind": "tenant", "id": tenant["id"]}));
    assert_eq!(target(1), &json!({"kind": "organization", "id": organization.id}));
    assert_eq!(target(5), &json!({"kind": "api_key", "id": key.id}));
    for entry in &log[..7] {
        assert_eq!(entry["org_id"], organization.id, "{entry}");
    }
    // Nothing that is secret, nor what was refused to be made.
    ada.post(&organization.path("/projects")).json(&json!({"name": ""})).await.blames(&["name"]);
    let log = ada.get(LOG).query(&[("limit", "100")]).await;
    assert!(!log.text().contains(&key.secret[6..]), "{log}");
    assert_eq!(log.ok(200)["pagination"]["total_items"], expected.len());
}

#[tokio::test]
async fn the_life_of_an_account_is_told_to_its_owner() {
    let server = TestServer::start().await;
    let ada = Person::sign_up(server.client(), SignUp::named("ada")).await;
    let code = server.next_mail("verify-email", "ada@example.com").await.code();
    verify_email(&server, "ada@example.com", &code).await.ok(200);
    login(&server, "ada@example.com", WRONG_PASSWORD).await.refused(401, "invalid_credentials");
    let ada = ada.signs_in().await;
    ada.patch("/api/v1/users/me").json(&json!({"first_name": "Augusta"})).await.ok(200);
    add_phone(&ada, "+4915123456789").await.ok(200);
    let code = server.next_text("+4915123456789").await.code();
    verify_phone(&ada, &code).await.ok(200);
    change_password(&ada, WRONG_PASSWORD, NEW_PASSWORD).await.refused(401, "invalid_credentials");
    change_password(&ada, PASSWORD, NEW_PASSWORD).await.ok(200);
    ada.signs_in_with(NEW_PASSWORD).await.signs_out().await;
    ada.delete("/api/v1/users/me/sessions").await.is(204);
    forgot_password(&server, "ada@example.com").await.ok(200);
    let token = server.next_mail("reset-password", "ada@example.com").await.token();
    reset_password(&server, &token, PASSWORD).await.ok(200);
    let ada = ada.signs_in().await;
    delete_account(&ada, WRONG_PASSWORD).await.refused(401, "invalid_credentials");

    let own = entries(&ada, OWN, &[]).await;
    let expected = [
        "user.sign_up success",
        "email.send_code success",
        "email.verify success",
        "session.log_in refused",
        "session.log_in success",
        "user.update success",
        "phone.add success",
        "phone.send_code success",
        "phone.verify success",
        "password.change refused",
        "password.change success",
        "session.log_in success",
        "session.log_out success",
        "session.revoke_others success",
        "password.request_reset success",
        "password.reset success",
        "session.log_in success",
        "user.delete refused",
    ];
    assert_eq!(told(&own), expected, "{own:#?}");
    let kind = |action: &str| {
        let found = own.iter().find(|it| it["action"] == action && it["outcome"] == "success");
        found.unwrap()["credential_kind"].clone()
    };
    assert_eq!(kind("session.log_in"), "password");
    assert_eq!(kind("email.verify"), "sent_secret");
    assert_eq!(kind("password.reset"), "sent_secret");
    assert_eq!(kind("password.change"), "session");
    assert_eq!(kind("user.sign_up"), Value::Null);
    // Somebody without the password is not shown to be anybody.
    let refused =
        own.iter().find(|it| it["action"] == "session.log_in" && it["outcome"] == "refused");
    let refused = refused.unwrap();
    assert_eq!((&refused["actor"], &refused["credential_kind"]), (&Value::Null, &Value::Null));
    assert_eq!(refused["target"], json!({"kind": "user", "id": ada.id()}));

    delete_account(&ada, PASSWORD).await.ok(200);
    let last =
        "SELECT action || ' ' || outcome FROM audit_events ORDER BY at DESC, id DESC LIMIT 1";
    assert_eq!(server.sql(last).await, ["user.delete success"]);
}

#[tokio::test]
async fn every_attempt_to_sign_in_is_told_whoever_was_meant() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let ada = ada.signs_in().await;
    for _ in 0..5 {
        login(&server, "ada@example.com", WRONG_PASSWORD).await.refused(401, "invalid_credentials");
    }
    login(&server, "ada@example.com", PASSWORD).await.is_too_often();
    login(&server, "nobody@example.com", PASSWORD).await.refused(401, "invalid_credentials");

    let of_nobody = "SELECT outcome FROM audit_events
        WHERE action = 'session.log_in' AND user_id IS NULL AND tenant_id IS NULL AND target IS NULL";
    assert_eq!(server.sql(of_nobody).await, ["refused"]);
    let mut expected = vec!["session.log_in success"];
    expected.extend(["session.log_in refused"; 5]);
    expected.push("session.log_in throttled");
    let in_tenant = entries(&ada, LOG, &[("action", "session.log_in")]).await;
    assert_eq!(
        told(&in_tenant),
        expected,
        "those that went into the tenant, and were meant for it"
    );
    assert!(in_tenant.iter().all(|entry| entry["ip"] == "127.0.0.1"), "{in_tenant:#?}");
    expected.insert(0, "session.log_in success");
    assert_eq!(told(&entries(&ada, OWN, &[("action", "session.log_in")]).await), expected);
}

#[tokio::test]
async fn whoever_lacks_a_right_is_told_of() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    joins_organization(&ada, &grace, &organization, "member").await;
    let refused = grace.patch(&organization.path("")).json(&json!({"name": "Mine"})).await;
    refused.refused(403, "forbidden");
    grace.get(LOG).await.refused(403, "forbidden");

    let refusals = entries(&ada, LOG, &[("action", "request.refuse")]).await;
    assert_eq!(told(&refusals), ["request.refuse refused", "request.refuse refused"]);
    let [of_log, of_patch] = &refusals[..] else { panic!("{refusals:#?}") };
    assert_eq!(of_patch["actor"], grace.id());
    let operation = "PATCH /api/v1/orgs/{org_id}";
    assert_eq!(of_patch["target"], json!({"kind": "operation", "id": operation}));
    assert_eq!(of_patch["org_id"], organization.id);
    assert_eq!(of_patch["request_id"], refused.header("X-Request-Id"));
    assert_eq!(of_patch["credential_kind"], "session");
    let operation = "GET /api/v1/audit-events";
    assert_eq!(of_log["target"], json!({"kind": "operation", "id": operation}));
    let own = entries(&grace, OWN, &[("action", "request.refuse")]).await;
    assert_eq!(own, refusals);
}

#[tokio::test]
async fn strangers_write_nothing() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let signed_out = ada.signs_in().await;
    signed_out.signs_out().await;
    // That a code is sent is told when it is.
    server.has_sent_all().await;
    let count = || async { server.sql("SELECT count(*)::text FROM audit_events").await };
    let before = count().await;
    server.get(LOG).await.refused(401, "unauthorized");
    server.get(LOG).bearer("nonsense").await.refused(401, "unauthorized");
    signed_out.get("/api/v1/orgs").await.refused(401, "unauthorized");
    ada.get(&format!("/api/v1/orgs/{}", never_issued())).await.is(404);
    ada.get("/nowhere").await.is(404);
    let refresh = server.post("/api/v1/auth/refresh").json(&json!({"refresh_token": "nonsense"}));
    refresh.await.refused(401, "invalid_refresh_token");
    let verify = verify_email(&server, "ada@example.com", "00000").await;
    verify.refused(400, "invalid_code");
    reset_password(&server, "nonsense", NEW_PASSWORD).await.refused(401, "invalid_reset_token");
    assert_eq!(count().await, before);
}

#[tokio::test]
async fn a_refresh_token_that_comes_back_is_told() {
    let server = TestServer::configured(&[("tokens.refresh_grace", "0s")]).await;
    let ada = server.signed_up("ada").await;
    ada.refreshes().await;
    let replayed = server.post("/api/v1/auth/refresh").header("X-Request-Id", "the-replay");
    let replayed = replayed.json(&json!({"refresh_token": ada.refresh_token})).await;
    replayed.refused(401, "invalid_refresh_token");
    let entry = the_entry(&ada.signs_in().await, OWN, "session.replay").await;
    assert_eq!(entry["request_id"], "the-replay");
    assert_eq!(entry["target"]["kind"], "session");
}

#[tokio::test]
async fn what_an_operator_does_is_told_too() {
    let server = TestServer::start().await;
    server.service("gateway").await;
    let told = "SELECT credential_kind || ' ' || action || ' ' || outcome FROM audit_events";
    assert_eq!(server.sql(told).await, ["operator service_credential.create success"]);
}

#[tokio::test]
async fn a_change_and_its_entry_are_one() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    // Where the log can't be written nothing is changed.
    server
        .sql("ALTER TABLE audit_events ADD CONSTRAINT is_full CHECK (action <> 'project.create')")
        .await;
    let create = ada.post(&organization.path("/projects")).json(&json!({"name": "engine"}));
    create.clone().await.refused(500, "internal_error");
    let projects = ada.get(&organization.path("/projects")).await.ok(200);
    assert_eq!(projects["pagination"]["total_items"], 0);
    server.sql("ALTER TABLE audit_events DROP CONSTRAINT is_full").await;
    create.await.ok(201);
}
