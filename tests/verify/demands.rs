//! What a credential has to be good for, beside being good.

use serde_json::{Value, json};
use tenantry_testkit::Requests;

use crate::fixtures::{EveryKind, member_of, never_issued, reason_of, verify_for};

async fn reason_for(who: &impl Requests, token: &str, demand: &Value) -> String {
    reason_of(&verify_for(who, token, demand).await)
}

#[tokio::test]
async fn a_key_serves_for_the_resource_that_it_was_made_for() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, key, .. } = &world;
    let inference = json!({"resource_type": "inference"});
    assert_eq!(reason_for(gateway, &key.secret, &inference).await, "ok");
    for other in ["storage", "runtime", "INFERENCE", "nothing that there is"] {
        let demand = json!({"resource_type": other});
        assert_eq!(reason_for(gateway, &key.secret, &demand).await, "wrong_resource_type");
    }
}

#[tokio::test]
async fn what_was_made_for_no_resource_serves_for_none() {
    let world = EveryKind::made().await;
    let [session, _, token, tenant_key] = world.secrets();
    for secret in [session, token, tenant_key] {
        let demand = json!({"resource_type": "inference"});
        assert_eq!(reason_for(&world.gateway, secret, &demand).await, "wrong_resource_type");
    }
}

#[tokio::test]
async fn each_serves_in_the_organization_that_it_reaches() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, organization, .. } = &world;
    let second = ada.creates_organization("Second").await;
    let eve = server.owner("eve").await;
    let eves = eve.organization().await;
    let wanted = |id: &str| json!({"org_id": id});
    for (id, expected) in [
        (&organization.id, ["ok", "ok", "ok", "ok"]),
        (&second.id, ["ok", "wrong_scope", "wrong_scope", "ok"]),
        (&eves.id, ["wrong_scope"; 4]),
        (&never_issued(), ["wrong_scope"; 4]),
    ] {
        for (secret, expected) in world.secrets().into_iter().zip(expected) {
            assert_eq!(reason_for(gateway, secret, &wanted(id)).await, expected, "{secret}");
        }
    }
}

#[tokio::test]
async fn each_serves_in_the_project_that_it_reaches() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, organization, key, .. } = &world;
    let other = ada.creates_project(organization, "other").await;
    let second = ada.creates_organization("Second").await;
    let of_second = ada.creates_project(&second, "of the second").await;
    let eve = server.owner("eve").await;
    let eves = eve.creates_project(&eve.organization().await, "engine").await;
    let own = &key.project;
    for (organization, project, expected) in [
        (&own.organization.id, &own.id, ["ok", "ok", "ok", "ok"]),
        (&other.organization.id, &other.id, ["ok", "wrong_scope", "ok", "ok"]),
        (&second.id, &of_second.id, ["ok", "wrong_scope", "wrong_scope", "ok"]),
        // What lies elsewhere is not there.
        (&second.id, &own.id, ["wrong_scope"; 4]),
        (&own.organization.id, &of_second.id, ["wrong_scope"; 4]),
        (&eves.organization.id, &eves.id, ["wrong_scope"; 4]),
        (&own.organization.id, &eves.id, ["wrong_scope"; 4]),
        (&own.organization.id, &never_issued(), ["wrong_scope"; 4]),
    ] {
        let demand = json!({"org_id": organization, "project_id": project});
        for (secret, expected) in world.secrets().into_iter().zip(expected) {
            assert_eq!(reason_for(gateway, secret, &demand).await, expected, "{secret} {demand}");
        }
    }
    // Its own project is enough for a key.
    let demand = json!({"project_id": own.id});
    assert_eq!(reason_for(gateway, &key.secret, &demand).await, "ok");
    let demand = json!({"project_id": other.id});
    assert_eq!(reason_for(gateway, &key.secret, &demand).await, "wrong_scope");
}

#[tokio::test]
async fn who_may_not_read_a_place_has_nothing_that_serves_there() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, organization, key, .. } = &world;
    let grace = member_of(server, &ada.tenant().await, "grace").await;
    let places = [
        json!({"org_id": organization.id}),
        json!({"org_id": organization.id, "project_id": key.project.id}),
    ];
    for place in &places {
        assert_eq!(reason_for(gateway, &grace.access_token, place).await, "wrong_scope");
    }
    crate::fixtures::joins_organization(ada, &grace, organization, "admin").await;
    for place in &places {
        assert_eq!(reason_for(gateway, &grace.access_token, place).await, "ok");
    }
}

#[tokio::test]
async fn what_is_not_good_is_told_before_what_it_is_wanted_for() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, ada, key, .. } = &world;
    let demand = json!({"resource_type": "storage", "org_id": never_issued()});
    assert_eq!(reason_for(gateway, &key.secret, &demand).await, "wrong_resource_type");
    assert_eq!(reason_for(gateway, "x", &demand).await, "malformed");
    ada.deletes(key).await;
    assert_eq!(reason_for(gateway, &key.secret, &demand).await, "revoked");
}
