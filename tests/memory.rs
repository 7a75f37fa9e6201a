//! A node answers from memory, and never from what is over.

use std::time::Instant;

use serde_json::json;
use tenantry_testkit::{Program, Requests as _, TestCluster, TestDatabase};

use crate::fixtures::{
    EveryKind, PATIENCE, add_member, change_role, member_of, never_issued, place_of, reason,
    reason_of, remembers, revoke, shuts_within_a_second, verify,
};

const ME: &str = "/api/v1/users/me";

#[tokio::test]
async fn what_is_asked_again_is_answered_from_memory() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, organization, key, token, tenant_key } = &world;
    remembers(server, "api_key", gateway.asks_about(&key.secret)).await;
    remembers(server, "api_key", verify(gateway, &key.secret)).await;
    remembers(server, "service_credential", verify(gateway, "x")).await;
    remembers(server, "personal_access_token", token.get(&organization.path(""))).await;
    remembers(server, "tenant_api_key", tenant_key.get(&organization.path(""))).await;
    remembers(server, "session", ada.get(ME)).await;
    let through = server.get("/api/v1/authorize").bearer(&key.secret);
    let through = through.header("X-Service-Credential", &gateway.credential);
    remembers(server, "api_key", through).await;
}

#[tokio::test]
async fn what_is_remembered_ends_when_its_time_is_over() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, key, .. } = &world;
    let soon =
        "UPDATE api_keys SET expires_at = now() + interval '2 seconds' WHERE name = 'ending'";
    let ending = ada.creates_api_key(&key.project, "ending").await;
    server.sql(soon).await;
    let begun = Instant::now();
    let mut told = Vec::new();
    loop {
        told.push(reason(gateway, &ending.secret).await);
        if told.last().is_some_and(|last| last == "expired") {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "it does not end");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    told.dedup();
    // Once over it is not good again.
    assert!(told == ["ok", "expired"] || told == ["expired"], "{told:?}");
    assert_eq!(reason(gateway, &ending.secret).await, "expired");
    assert_eq!(reason(gateway, &key.secret).await, "ok");
}

#[tokio::test]
async fn each_of_two_hundred_revocations_is_obeyed_before_it_is_answered() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, key, .. } = &world;
    for number in 0..200 {
        let made = ada.creates_api_key(&key.project, &format!("key {number}")).await;
        for _ in 0..2 {
            assert_eq!(reason(gateway, &made.secret).await, "ok", "{number}");
        }
        if number % 2 == 0 {
            ada.deletes(&made).await;
        } else {
            revoke(server, &made.secret).await.is(200);
        }
        assert_eq!(reason(gateway, &made.secret).await, "revoked", "{number}");
    }
    assert_eq!(reason(gateway, &key.secret).await, "ok");
}

#[tokio::test]
async fn a_question_that_is_under_way_leaves_nothing_stale_behind() {
    let world = EveryKind::made().await;
    let EveryKind { gateway, ada, key, .. } = &world;
    for round in 0..30 {
        let made = ada.creates_api_key(&key.project, &format!("key {round}")).await;
        let askers: Vec<_> = (0..4)
            .map(|_| {
                let (question, begun) = (verify(gateway, &made.secret), Instant::now());
                tokio::spawn(async move {
                    let mut answers = Vec::new();
                    loop {
                        let asked = Instant::now();
                        let answer = question.clone().await;
                        // No answer is no stale one.
                        if answer.status == 503 {
                            assert!(begun.elapsed() < PATIENCE, "{answer}");
                            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                            continue;
                        }
                        let told = reason_of(&answer);
                        answers.push((asked, told.clone()));
                        if told == "revoked" {
                            return answers;
                        }
                    }
                })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        ada.deletes(&made).await;
        let acknowledged = Instant::now();
        assert_eq!(reason(gateway, &made.secret).await, "revoked", "{round}");
        for asker in askers {
            let answers = asker.await.unwrap();
            let late = answers.iter().filter(|(asked, _)| *asked > acknowledged);
            let stale = late.filter(|(_, told)| told == "ok").count();
            assert_eq!(stale, 0, "{round}: asked after the answer to the revocation");
        }
        assert_eq!(reason(gateway, &made.secret).await, "revoked", "{round}");
    }
}

#[tokio::test]
async fn rights_change_with_the_answer_to_the_change() {
    let world = EveryKind::made().await;
    let EveryKind { server, ada, organization, .. } = &world;
    let grace = member_of(server, &ada.tenant().await, "grace").await;
    let (path, rename) = (organization.path(""), json!({"name": "Renamed"}));
    // As often as somebody may be put into an organization within an hour.
    for _ in 0..10 {
        // Remembered that there is nothing for her.
        for _ in 0..2 {
            grace.get(&path).await.refused(404, "not_found");
        }
        add_member(ada, organization, &grace.email(), "admin").await.ok(201);
        grace.patch(&path).json(&rename).await.ok(200);
        let token = grace.creates_token(organization, "laptop").await;
        token.patch(&path).json(&rename).await.ok(200);
        let place = place_of(ada, &organization.path("/members"), &grace.email()).await;
        change_role(ada, &place, "member").await.ok(200);
        grace.patch(&path).json(&rename).await.refused(403, "forbidden");
        token.patch(&path).json(&rename).await.refused(403, "forbidden");
        change_role(ada, &place, "admin").await.ok(200);
        grace.patch(&path).json(&rename).await.ok(200);
        token.patch(&path).json(&rename).await.ok(200);
        ada.delete(&place).await.ok(200);
        grace.patch(&path).json(&rename).await.refused(404, "not_found");
        token.get(&path).await.refused(401, "unauthorized");
    }
}

#[tokio::test]
async fn what_was_not_there_is_there_once_it_is_made() {
    let world = EveryKind::made().await;
    let EveryKind { ada, organization, tenant_key, .. } = &world;
    let nowhere = format!("/api/v1/orgs/{}", never_issued());
    for who in [ada.client(), tenant_key.client()] {
        for _ in 0..2 {
            who.get(&nowhere).await.refused(404, "not_found");
        }
    }
    let second = ada.creates_organization("Second").await;
    let project = ada.creates_project(organization, "second").await;
    for who in [ada.client(), tenant_key.client()] {
        who.get(&second.path("")).await.ok(200);
        who.get(&project.path("")).await.ok(200);
    }
    ada.delete(&project.path("")).await.is(204);
    ada.delete(&second.path("")).await.is(204);
    for who in [ada.client(), tenant_key.client()] {
        who.get(&second.path("")).await.refused(404, "not_found");
        who.get(&project.path("")).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn a_session_is_over_with_the_answer_to_its_end() {
    let world = EveryKind::made().await;
    let EveryKind { ada, .. } = &world;
    for _ in 0..20 {
        let session = ada.signs_in().await;
        for _ in 0..2 {
            session.get(ME).await.ok(200);
        }
        session.signs_out().await;
        session.get(ME).await.refused(401, "unauthorized");
    }
    let (one, other) = (ada.signs_in().await, ada.signs_in().await);
    for session in [&one, &other] {
        session.get(ME).await.ok(200);
    }
    ada.delete("/api/v1/users/me/sessions").await.is(204);
    for session in [&one, &other] {
        session.get(ME).await.refused(401, "unauthorized");
    }
    ada.get(ME).await.ok(200);
}

#[tokio::test]
async fn without_the_database_memory_is_not_believed_for_longer_than_a_second() {
    let cluster = TestCluster::private();
    let database = TestDatabase::create_on(&cluster).await;
    let world = EveryKind::made_on(Program::on(database.url()).serve().await).await;
    let EveryKind { server, gateway, key, .. } = &world;
    remembers(server, "api_key", verify(gateway, &key.secret)).await;
    for _ in 0..2 {
        cluster.stop();
        let question = verify(gateway, &key.secret);
        shuts_within_a_second(question).await.refused(503, "unavailable");
        for secret in world.secrets() {
            verify(gateway, secret).await.refused(503, "unavailable");
        }
        // What can't be one of ours asks nobody; who asks is not known.
        verify(gateway, "x").await.refused(503, "unavailable");
        cluster.start();
        assert_eq!(reason_of(&verify(gateway, &key.secret).once_served().await), "ok");
    }
}

#[tokio::test]
async fn a_refusal_that_ends_a_session_is_obeyed_before_it_is_answered() {
    let world = EveryKind::made().await;
    for _ in 0..20 {
        let first = world.ada.signs_in().await;
        let last = first.refreshes().await.refreshes().await;
        for _ in 0..2 {
            last.get(ME).await.ok(200);
        }
        let replay = json!({"refresh_token": first.refresh_token});
        let replayed = world.server.post("/api/v1/auth/refresh").json(&replay).await;
        replayed.refused(401, "invalid_refresh_token");
        last.get(ME).await.refused(401, "unauthorized");
    }
}
