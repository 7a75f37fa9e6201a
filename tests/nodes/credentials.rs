//! Credentials that end at one node.

use serde_json::Value;
use tenantry_testkit::Requests as _;

use super::Nodes;
use crate::fixtures::{EveryKind, reason, reason_of, revoke, verify, within_a_second};

#[tokio::test]
async fn what_is_revoked_at_one_is_refused_at_the_other() {
    let nodes = Nodes::running().await;
    let EveryKind { ada, key, token, tenant_key, organization, .. } = &nodes.world;
    ada.deletes(key).await;
    let refused = |answer: &tenantry_testkit::Answer| reason_of(answer) == "revoked";
    within_a_second(verify(&nodes.gateway, &key.secret), refused).await;
    ada.delete(&token.path()).await.is(204);
    let by_token = nodes.at_other(&token.secret).get(&organization.path(""));
    within_a_second(by_token, |answer| answer.status == 401).await;
    ada.delete(&tenant_key.path()).await.is(200);
    let by_key = nodes.other.get(&organization.path("")).key(&tenant_key.secret);
    within_a_second(by_key, |answer| answer.status == 401).await;
    for gateway in nodes.gateways() {
        for secret in [&key.secret, &token.secret, &tenant_key.secret] {
            assert_eq!(reason(gateway, secret).await, "revoked");
        }
    }
}

#[tokio::test]
async fn what_its_holder_revokes_at_one_is_refused_at_the_other() {
    let nodes = Nodes::running().await;
    for secret in nodes.world.secrets() {
        revoke(&nodes.other, secret).await.is(200);
        assert_eq!(reason(&nodes.gateway, secret).await, "revoked");
        let question = verify(&nodes.world.gateway, secret);
        within_a_second(question, |answer| reason_of(answer) == "revoked").await;
    }
}

#[tokio::test]
async fn each_of_many_revocations_is_obeyed_at_once_here_and_within_a_second_there() {
    let nodes = Nodes::running().await;
    let EveryKind { server, gateway, ada, key, .. } = &nodes.world;
    for number in 0..60 {
        let made = ada.creates_api_key(&key.project, &format!("key {number}")).await;
        // Also the one that did not make it knows it at once.
        for gateway in nodes.gateways() {
            for _ in 0..2 {
                assert_eq!(reason(gateway, &made.secret).await, "ok", "{number}");
            }
        }
        let (here, there) = if number % 2 == 0 {
            ada.deletes(&made).await;
            (gateway.client(), &nodes.gateway)
        } else {
            revoke(&nodes.other, &made.secret).await.is(200);
            (&nodes.gateway, gateway.client())
        };
        assert_eq!(reason(here, &made.secret).await, "revoked", "{number}");
        let question = verify(there, &made.secret);
        within_a_second(question, |answer| reason_of(answer) == "revoked").await;
    }
    for node in [server, &nodes.other] {
        assert!(!node.log().contains("panicked"), "{}", node.log());
    }
}

#[tokio::test]
async fn a_service_that_is_revoked_asks_nothing_at_either() {
    let nodes = Nodes::running().await;
    let EveryKind { server, key, .. } = &nodes.world;
    let listed = server.operator(&["service-credential", "list", "--json"]).await;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    server.operator(&["service-credential", "revoke", listed[0]["id"].as_str().unwrap()]).await;
    for gateway in nodes.gateways() {
        within_a_second(verify(gateway, &key.secret), |answer| answer.status == 401).await;
    }
}

#[tokio::test]
async fn what_is_suspended_and_reactivated_is_so_at_both() {
    let nodes = Nodes::running().await;
    let world = &nodes.world;
    let subjects = [
        ("org", world.organization.id.clone(), "org_inactive"),
        ("tenant", world.ada.tenant().await, "tenant_inactive"),
        ("user", world.ada.id(), "owner_inactive"),
    ];
    for (kind, id, inactive) in &subjects {
        for (action, expected) in [("suspend", *inactive), ("reactivate", "ok")] {
            world.server.operator(&[kind, action, id]).await;
            for gateway in nodes.gateways() {
                let question = verify(gateway, &world.token.secret);
                within_a_second(question, |answer| reason_of(answer) == expected).await;
            }
        }
    }
}

#[tokio::test]
async fn a_deleted_tenant_is_gone_at_both() {
    let nodes = Nodes::running().await;
    let EveryKind { ada, organization, tenant_key, .. } = &nodes.world;
    let path = organization.path("");
    let by_session = nodes.at_other(&ada.access_token).get(&path);
    let by_key = nodes.other.get(&path).key(&tenant_key.secret);
    for _ in 0..2 {
        by_session.clone().await.ok(200);
        by_key.clone().await.ok(200);
    }
    ada.delete("/api/tenant").await.is(200);
    let [_, bound @ ..] = nodes.world.secrets();
    for secret in bound {
        assert_ne!(reason(&nodes.world.gateway, secret).await, "ok");
        let question = verify(&nodes.gateway, secret);
        within_a_second(question, |answer| reason_of(answer) != "ok").await;
    }
    within_a_second(by_key, |answer| answer.status == 401).await;
    within_a_second(by_session, |answer| answer.status == 404).await;
}

#[tokio::test]
async fn a_deleted_project_or_organization_is_gone_at_both() {
    let nodes = Nodes::running().await;
    let EveryKind { ada, organization, key, token, .. } = &nodes.world;
    ada.delete(&key.project.path("")).await.is(204);
    let question = verify(&nodes.gateway, &key.secret);
    within_a_second(question, |answer| reason_of(answer) == "revoked").await;
    ada.delete(&organization.path("")).await.is(204);
    let question = verify(&nodes.gateway, &token.secret);
    within_a_second(question, |answer| reason_of(answer) == "org_inactive").await;
}
