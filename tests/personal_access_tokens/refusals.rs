//! What can't be asked for, who may not, and the switch that turns all of it off.

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use super::{ME, PATH, World, world_with_grace_as};
use crate::fixtures::{joins_tenant, keys, make_token, member_of, never_issued};

#[tokio::test]
async fn fields_that_nobody_knows_are_ignored_and_known_ones_checked() {
    let World { server: _server, grace, organization, .. } = world_with_grace_as("member").await;
    let id = &organization.id;
    let send = |body: Value| grace.post(PATH).json(&body);
    send(json!({"org_id": id})).await.blames(&["name"]);
    send(json!({"name": "a"})).await.blames(&["org_id"]);
    send(json!({})).await.refused(400, "invalid_request");
    for name in
        [json!(""), json!(" "), json!("a".repeat(65)), json!("a\u{0}"), json!(5), json!(null)]
    {
        send(json!({"org_id": id, "name": name})).await.blames(&["name"]);
    }
    let days =
        [json!(0), json!(-1), json!(91), json!(1.5), json!("90"), json!(1e30), json!(i64::MAX)];
    for days in days {
        let body = json!({"org_id": id, "name": "a", "expires_in_days": days});
        send(body).await.blames(&["expires_in_days"]);
    }
    for org_id in [json!(5), json!(null), json!([id]), json!("x")] {
        send(json!({"org_id": org_id, "name": "a"})).await.blames(&["org_id"]);
    }
    assert_eq!(grace.get(PATH).await.ok(200)["total"], 1);

    let unknown = json!({"org_id": id, "name": "ä".repeat(64), "scopes": ["*"], "role": "owner"});
    let made = send(unknown).await.ok(201);
    assert_eq!(keys(&made), ["bearer", "created_at", "expires_at", "id", "name", "prefix"]);
}

#[tokio::test]
async fn a_bad_limit_or_offset_is_blamed() {
    let World { server: _server, grace, .. } = world_with_grace_as("member").await;
    for value in ["0", "-1", "+1", "", "x", "1.0", "101", "1e3", "99999999999999999999", "%00"] {
        grace.get(&format!("{PATH}?limit={value}")).await.blames(&["limit"]);
    }
    for value in ["-1", "+1", "", "x", "1.0", "1e3", "99999999999999999999", "%00"] {
        grace.get(&format!("{PATH}?offset={value}")).await.blames(&["offset"]);
    }
    grace.get(&format!("{PATH}?limit=0&offset=-1")).await.blames(&["limit", "offset"]);
}

#[tokio::test]
async fn who_is_no_member_of_the_organization_is_refused_as_if_there_were_none() {
    let World { server, ada, organization, .. } = world_with_grace_as("member").await;
    let second = ada.creates_organization("Second").await;
    let stranger = server.owner("eve").await;
    let in_tenant = member_of(&server, &ada.tenant().await, "mary").await;
    let admin = server.signed_up("paul").await;
    joins_tenant(&server, &admin, &ada.tenant().await, "ADMIN").await;
    let admin = admin.signs_in().await;
    let homeless = server.signed_up("nobody").await;
    for who in [&stranger, &in_tenant, &admin, &homeless] {
        let body = json!({"org_id": never_issued(), "name": "mine"});
        let unknown = who.post(PATH).json(&body).await;
        unknown.refused(403, "forbidden");
        for organization in [&organization, &second] {
            let refused = make_token(who, organization, "mine").await;
            refused.refused(403, "forbidden");
            assert_eq!(refused.without_request_id(), unknown.without_request_id());
        }
        assert_eq!(who.get(PATH).await.ok(200)["total"], 0);
    }
    ada.delete(&second.path("")).await.is(204);
    make_token(&ada, &second, "mine").await.refused(403, "forbidden");
    server.get(PATH).await.refused(401, "unauthorized");
    make_token(&server, &organization, "mine").await.refused(401, "unauthorized");
}

#[tokio::test]
async fn a_token_makes_and_ends_none() {
    let World { server: _server, grace, organization, token, .. } =
        world_with_grace_as("owner").await;
    token.get(PATH).await.refused(403, "session_required");
    make_token(&token, &organization, "mine").await.refused(403, "session_required");
    token.delete(&token.path()).await.refused(403, "session_required");
    assert_eq!(grace.get(PATH).await.ok(200)["total"], 1);
}

#[tokio::test]
async fn they_may_be_switched_off() {
    let server = TestServer::configured(&[("pat.api.enabled", "false")]).await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    ada.get(PATH).await.refused(404, "feature_disabled");
    make_token(&ada, &organization, "mine").await.refused(404, "feature_disabled");
    ada.delete(&format!("{PATH}/{}", never_issued())).await.refused(404, "feature_disabled");
    server.get(PATH).await.refused(401, "unauthorized");

    // With the variable of that name.
    let program = server.program().clone();
    let on = program.with_variable("TENANTRY_PAT__API__ENABLED", "true").serve().await;
    let client = on.client().bearing(&ada.access_token);
    client.get(PATH).await.ok(200);
    client.get(ME).await.ok(200);
    let made = make_token(&client, &organization, "mine").await.ok(201);
    // Those that are out stay good where no more are made.
    let token = made["bearer"].as_str().unwrap();
    server.get(&organization.path("")).bearer(token).await.ok(200);
}
