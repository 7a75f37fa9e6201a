//! Nobody, and whoever comes from elsewhere.

use std::collections::BTreeSet;

use super::assert_same;
use super::cases::{GATEWAYS, SERVICES, cases};
use super::world::{Target, World};
use tenantry_testkit::{Answer, Client, Requests as _};

#[tokio::test]
async fn without_a_credential_that_holds_nothing_is_open() {
    let world = World::create().await;
    let mut strangers = world.strangers();
    strangers.push(("a service", world.service.client().clone()));
    for case in cases() {
        for (who, client) in &strangers {
            let answer = case.send(client, &world.ours).await;
            assert_eq!(answer.status, 401, "{who}: {answer}");
            answer.refused(401, "unauthorized");
            let unknown = case.send(client, &Target::never_issued()).await;
            assert_same(&answer, &unknown);
        }
    }
    world.assert_untouched().await;
}

#[tokio::test]
async fn what_is_another_tenants_is_what_was_never_issued() {
    let world = World::create().await;
    for case in cases().filter(|case| case.names_something()) {
        let unknown = case.send(&world.eve, &Target::never_issued()).await;
        let (status, code) = case.unknown;
        unknown.refused(status, code);
        // Also below what is one's own, and what is one's own below it.
        let mut seen = BTreeSet::from([case.names(&world.theirs)]);
        for target in world.theirs.mixed_with(&world.ours) {
            if seen.insert(case.names(&target)) {
                assert_same(&case.send(&world.eve, &target).await, &unknown);
            }
        }
        assert!(seen.len() > 1, "{:?} names something of another's", case.operation);
    }
    world.assert_untouched().await;
}

#[tokio::test]
async fn what_names_nothing_stays_within_ones_own_tenant() {
    let world = World::create().await;
    for case in cases().filter(|case| !case.names_something()) {
        let eve = world.eve.signs_in().await;
        let answer = case.send(&eve, &world.ours).await;
        assert!(answer.status < 500 && answer.status != 403, "{answer}");
        for id in world.ours.ids() {
            assert!(!answer.text().contains(id), "{answer}");
        }
    }
    world.assert_untouched().await;
}

#[tokio::test]
async fn only_services_ask_what_services_ask() {
    let world = World::create().await;
    let mut strangers = world.strangers();
    strangers.push(("a person", world.ada.client().clone()));
    strangers.push(("a token", world.token.client().clone()));
    for case in SERVICES {
        let (method, path) = case.operation;
        let path = world.ours.path(path);
        let ask = async |client: &Client| -> Answer {
            case.asks.send(client.request(method, &path), world.secret()).await
        };
        for (who, client) in &strangers {
            let answer = ask(client).await;
            assert_eq!(answer.status, 401, "{who}: {answer}");
            answer.refused(401, "unauthorized");
        }
        if case.takes_keys {
            let own = ask(world.tenant_key.client()).await.ok(200);
            assert!(own["active"] == true || own["valid"] == true, "{own}");
            assert_eq!(ask(world.their_key.client()).await.text(), case.asks.foreign());
        } else {
            ask(world.tenant_key.client()).await.refused(401, "unauthorized");
        }
        let without_right = ask(world.verifier.client()).await;
        if case.right.is_some() {
            without_right.refused(403, "forbidden");
        } else {
            without_right.ok(200);
        }
        ask(world.service.client()).await.ok(200);
    }
}

#[tokio::test]
async fn only_gateways_ask_what_gateways_ask() {
    let world = World::create().await;
    let strangers = world.strangers();
    for (method, path) in GATEWAYS {
        // Whoever it is, it is no gateway.
        for (who, client) in &strangers {
            let answer = client.request(method, path).await;
            assert_eq!(answer.status, 403, "{who}: {answer}");
            answer.refused(403, "forbidden");
        }
        for client in [world.ada.client(), world.token.client(), world.tenant_key.client()] {
            client.request(method, path).await.refused(403, "forbidden");
            let request = client.request(method, path);
            request.header("X-Service-Credential", &world.verifier.credential).await.is(200);
        }
    }
}
