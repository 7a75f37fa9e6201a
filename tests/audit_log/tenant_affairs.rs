//! That every change to a tenant, its settings, its credentials and its people is told.

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, SignUp, TestServer};

use super::{LOG, OWN, entries, the_entry, told};
use crate::fixtures::{
    TENANT_MEMBERS, change_role, joins_organization, member_of, place_of, put_setting,
};

#[tokio::test]
async fn changes_to_a_tenant_and_its_settings_and_keys_are_told() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    ada.put("/api/tenant").json(&json!({"name": "Engines"})).await.ok(202);
    let setting = put_setting(&ada, "smtp.password", "hunter2").await.ok(201);
    put_setting(&ada, "smtp.password", "hunter3").await.ok(200);
    let path = format!("/api/tenant-setting/{}", setting["id"].as_str().unwrap());
    ada.delete(&path).await.is(200);
    let key = ada.creates_tenant_key("ci").await;
    ada.delete(&key.path()).await.is(200);
    // What was refused, or changed nothing, is no change.
    ada.delete(&key.path()).await.refused(404, "not_found");
    put_setting(&ada, "token", "********").await.refused(400, "invalid_request");

    let log = entries(&ada, LOG, &[]).await;
    let expected = [
        "tenant.create success",
        "tenant.update success",
        "setting.create success",
        "setting.update success",
        "setting.delete success",
        "tenant_api_key.create success",
        "tenant_api_key.delete success",
    ];
    assert_eq!(told(&log), expected, "{log:#?}");
    let targets: Vec<&Value> = log.iter().rev().map(|entry| &entry["target"]).collect();
    assert_eq!(targets[1], &json!({"kind": "tenant", "id": ada.tenant().await}));
    for target in &targets[2..5] {
        assert_eq!(*target, &json!({"kind": "setting", "id": setting["id"]}));
    }
    for target in &targets[5..] {
        assert_eq!(*target, &json!({"kind": "tenant_api_key", "id": key.id}));
    }
    for entry in &log {
        assert_eq!(
            (&entry["actor"], &entry["credential_kind"]),
            (&json!(ada.id()), &json!("session"))
        );
        assert!(entry["ip"].is_string() && entry["request_id"].is_string(), "{entry}");
    }
    let text = ada.get(LOG).await.text();
    assert!(!text.contains("hunter") && !text.contains(&key.secret[6..]), "{text}");
}

#[tokio::test]
async fn tokens_and_where_they_end_are_told() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    joins_organization(&ada, &grace, &organization, "admin").await;
    let [one, two, three] = [
        grace.creates_token(&organization, "one").await,
        grace.creates_token(&organization, "two").await,
        grace.creates_token(&organization, "three").await,
    ];
    grace.delete(&one.path()).await.is(204);
    ada.delete(&organization.path(&format!("/credentials/{}", two.id))).await.is(204);
    let project = ada.creates_project(&organization, "engine").await;
    let key = grace.creates_api_key(&project, "ci").await;
    ada.delete(&organization.path(&format!("/credentials/{}", key.id))).await.is(204);
    let hers = place_of(&ada, &organization.path("/members"), &grace.email()).await;
    ada.delete(&hers).await.ok(200);

    let made = entries(&ada, LOG, &[("action", "personal_access_token.create")]).await;
    assert_eq!(made.len(), 3, "{made:#?}");
    let ended = entries(&ada, LOG, &[("action", "personal_access_token.revoke")]).await;
    let who: Vec<(&Value, &Value)> =
        ended.iter().rev().map(|it| (&it["target"]["id"], &it["actor"])).collect();
    let (adas, graces) = (json!(ada.id()), json!(grace.id()));
    let ids = [&one.id, &two.id, &three.id].map(|id| json!(id));
    assert_eq!(who, [(&ids[0], &graces), (&ids[1], &adas), (&ids[2], &adas)]);
    for entry in made.iter().chain(&ended) {
        assert_eq!(entry["org_id"], organization.id);
        assert_eq!(entry["target"]["kind"], "personal_access_token");
    }
    let revoked = the_entry(&ada, LOG, "api_key.revoke").await;
    assert_eq!((&revoked["actor"], &revoked["target"]["id"]), (&adas, &json!(key.id)));
    the_entry(&ada, LOG, "member.remove").await;
    // What she did herself is among her own, and what was done to her tokens is not hidden from her.
    let own = entries(&grace, OWN, &[("action", "personal_access_token.create")]).await;
    assert!(own.len() <= 3 && own.iter().all(|it| it["actor"] == graces), "{own:#?}");
}

#[tokio::test]
async fn the_end_of_an_organization_and_of_a_tenant_is_told() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let tenant = ada.tenant().await;
    let second = ada.creates_organization("Second").await;
    ada.delete(&second.path("")).await.is(204);
    let entry = the_entry(&ada, LOG, "organization.delete").await;
    assert_eq!(entry["target"], json!({"kind": "organization", "id": second.id}));
    assert_eq!(entry["org_id"], second.id);
    let deleted = ada.delete("/api/tenant").await;
    deleted.is(200);
    let kept = "SELECT concat_ws(' ', tenant_id, actor_id, outcome, target_kind, target, request_id) FROM audit_events
        WHERE action = 'tenant.delete'";
    let expected =
        format!("{tenant} {} success tenant {tenant} {}", ada.id(), deleted.header("X-Request-Id"));
    assert_eq!(server.sql(kept).await, [expected]);
    ada.get(LOG).await.refused(404, "not_found");
}

#[tokio::test]
async fn what_an_operator_and_a_service_do_is_told_in_the_tenants_log() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let shown = ada.get(&organization.path("")).await.ok(200);
    let request = SignUp::named("grace").with("referral_code", shown["referral_code"].clone());
    let grace = tenantry_testkit::Person::sign_up(server.client(), request).await;
    let billing = server.service_for("billing", "referrals").await;
    let referrals = ada.get(&organization.path("/referrals")).await.ok(200);
    let id = &referrals["referrals"][0]["id"];
    let path = format!("/api/v1/referrals/{}/credit", id.as_str().unwrap());
    billing.post(&path).json(&json!({"credit_amount_micro_dollars": 5})).await.ok(200);
    server.operator(&["org", "suspend", &organization.id]).await;
    server.operator(&["org", "reactivate", &organization.id]).await;
    server.operator(&["user", "suspend", &grace.id()]).await;

    let credited = the_entry(&ada, LOG, "referral.credit").await;
    assert_eq!(credited["target"], json!({"kind": "referral", "id": id}));
    assert_eq!(credited["actor"], Value::Null);
    assert_eq!(credited["org_id"], organization.id);
    assert_eq!(credited["credential_kind"], "service_credential");
    for action in ["organization.suspend", "organization.reactivate"] {
        let entry = the_entry(&ada, LOG, action).await;
        assert_eq!(entry["credential_kind"], "operator");
        assert_eq!(entry["target"], json!({"kind": "organization", "id": organization.id}));
    }
    let of_grace = "SELECT user_id::text FROM audit_events WHERE action = 'user.suspend'";
    assert_eq!(server.sql(of_grace).await, [grace.id()]);
}

#[tokio::test]
async fn whoever_lacks_a_right_is_told_of_whatever_they_show() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    let grace = member_of(&server, &ada.tenant().await, "grace").await;
    joins_organization(&ada, &grace, &organization, "member").await;
    let token = grace.creates_token(&organization, "laptop").await;
    let key = ada.creates_tenant_key("ci").await;
    let rename = json!({"name": "Mine"});
    token.patch(&organization.path("")).json(&rename).await.refused(403, "forbidden");
    token.delete("/api/tenant").await.refused(403, "session_required");
    key.delete(&organization.path("")).await.refused(403, "forbidden");
    key.get("/api/v1/users/me").await.refused(403, "session_required");
    let gateway = server.service("gateway").await;
    let path = format!("/api/v1/referrals/{}/credit", crate::fixtures::never_issued());
    let body = json!({"credit_amount_micro_dollars": 5});
    gateway.post(&path).json(&body).await.refused(403, "forbidden");

    let refused = entries(&ada, LOG, &[("action", "request.refuse")]).await;
    let told: Vec<(&str, &str, &str)> = refused
        .iter()
        .rev()
        .map(|entry| {
            let kind = entry["credential_kind"].as_str().unwrap();
            (kind, entry["target"]["id"].as_str().unwrap(), entry["actor"].as_str().unwrap())
        })
        .collect();
    let (graces, keys) = (grace.id(), key.id.as_str());
    let expected = [
        ("personal_access_token", "PATCH /api/v1/orgs/{org_id}", graces.as_str()),
        ("personal_access_token", "DELETE /api/tenant", graces.as_str()),
        ("tenant_api_key", "DELETE /api/v1/orgs/{org_id}", keys),
        ("tenant_api_key", "GET /api/v1/users/me", keys),
    ];
    assert_eq!(told, expected);
    let of_service = "SELECT credential_kind FROM audit_events WHERE action = 'request.refuse' AND tenant_id IS NULL";
    assert_eq!(server.sql(of_service).await, ["service_credential"]);
}

#[tokio::test]
async fn a_change_by_the_members_list_is_told_as_ever() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    member_of(&server, &ada.tenant().await, "grace").await;
    let hers = place_of(&ada, TENANT_MEMBERS, "grace@example.com").await;
    let key = ada.creates_tenant_key("ci").await;
    change_role(&key, &hers, "ADMIN").await.ok(200);
    let entry = the_entry(&ada, LOG, "member.change_role").await;
    assert_eq!(
        (&entry["actor"], &entry["credential_kind"]),
        (&json!(key.id), &json!("tenant_api_key"))
    );
}
