//! Looking after one's own sessions: which there are, and ending them.

use serde_json::Value;
use tenantry_testkit::{Person, Requests as _, TestServer};

use super::{ME, assert_dead, login, refresh};
use crate::fixtures::{assert_alike, claims, dies_within_a_second, keys, never_issued, seconds};

const PATH: &str = "/api/v1/users/me/sessions";

async fn from_device(server: &TestServer, person: &Person, device: &str) -> Person {
    let email = person.email();
    let request = login(server, &email, tenantry_testkit::PASSWORD).header("User-Agent", device);
    person.with_tokens(&request.await.ok(200))
}

async fn listed(person: &Person) -> Vec<Value> {
    let list = person.get(PATH).await.ok(200);
    assert_eq!(keys(&list), ["data"]);
    list["data"].as_array().unwrap().clone()
}

fn session_of(person: &Person) -> Value {
    claims(&person.access_token)["sid"].clone()
}

fn path_of(person: &Person) -> String {
    format!("{PATH}/{}", session_of(person).as_str().unwrap())
}

#[tokio::test]
async fn they_are_listed_with_device_and_address_the_one_used_last_first() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    server.signed_up("grace").await;
    let on_linux =
        from_device(&server, &ada, "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0").await;
    let on_phone = from_device(&server, &ada, "Mozilla/5.0 (iPhone) Safari/604.1").await;

    let sessions = listed(&on_linux).await;
    assert_eq!(sessions.len(), 3);
    for session in &sessions {
        assert_eq!(
            keys(session),
            ["created_at", "current", "id", "ip", "last_used_at", "user_agent"]
        );
        assert_eq!(session["ip"], "127.0.0.1");
        assert!(seconds(&session["created_at"]) <= seconds(&session["last_used_at"]), "{session}");
    }
    let by_id = |person: &Person| {
        let found = sessions.iter().find(|session| session["id"] == session_of(person));
        found.unwrap().clone()
    };
    assert_eq!(by_id(&on_linux)["user_agent"], "Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0");
    assert_eq!(by_id(&on_phone)["user_agent"], "Mozilla/5.0 (iPhone) Safari/604.1");
    let current: Vec<_> = sessions.iter().filter(|session| session["current"] == true).collect();
    assert_eq!(current, [&by_id(&on_linux)]);
    let moments = sessions.iter().map(|session| seconds(&session["last_used_at"]));
    assert!(moments.is_sorted_by(|one, next| one >= next), "{sessions:?}");

    let ada = ada.refreshes().await;
    let sessions = listed(&ada).await;
    assert_eq!(
        (&sessions[0]["id"], &sessions[0]["current"]),
        (&session_of(&ada), &Value::from(true))
    );
}

#[tokio::test]
async fn one_that_is_ended_is_dead_at_once_and_alone() {
    let server = TestServer::start().await;
    let other_node = server.program().serve().await;
    let ada = server.signed_up("ada").await;
    let (lost, kept) = (ada.signs_in().await.refreshes().await, ada.signs_in().await);
    other_node.get(ME).bearer(&lost.access_token).await.ok(200);

    let answer = ada.delete(&path_of(&lost)).await;
    answer.is(204);
    assert_eq!(answer.text(), "");
    assert_dead(&server, &lost).await;
    dies_within_a_second(other_node.get(ME).bearer(&lost.access_token)).await;
    kept.refreshes().await.get(ME).await.ok(200);
    assert_eq!(listed(&ada).await.len(), 2);
    ada.delete(&path_of(&lost)).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_one_at_hand_can_be_ended_too() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    ada.delete(&path_of(&ada)).await.is(204);
    assert_dead(&server, &ada).await;
}

#[tokio::test]
async fn all_others_end_together() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let grace = server.signed_up("grace").await;
    let others = [ada.signs_in().await, ada.signs_in().await.refreshes().await];
    ada.delete(PATH).await.is(204);
    for other in &others {
        assert_dead(&server, other).await;
    }
    let sessions = listed(&ada).await;
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0]["id"], session_of(&ada));
    ada.refreshes().await.get(ME).await.ok(200);
    grace.refreshes().await.get(ME).await.ok(200);
    ada.signs_in().await;
}

#[tokio::test]
async fn somebody_elses_is_one_that_was_never_issued() {
    let server = TestServer::start().await;
    let (ada, eve) = (server.signed_up("ada").await, server.signed_up("eve").await);
    let ended = eve.signs_in().await;
    ended.signs_out().await;
    let named = |path: &str| eve.delete(path).header("X-Request-Id", "the-same-name");
    let unknown = named(&format!("{PATH}/{}", never_issued())).await;
    unknown.refused(404, "not_found");
    for path in [path_of(&ada), path_of(&ended), format!("{PATH}/nonsense"), format!("{PATH}/%00")]
    {
        assert_alike(&named(&path).await, &unknown);
    }
    ada.refreshes().await.get(ME).await.ok(200);
    assert_eq!(listed(&eve).await.len(), 1);
}

#[tokio::test]
async fn what_is_over_is_not_listed() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let over = [ada.signs_in().await, ada.signs_in().await, ada.signs_in().await];
    over[0].signs_out().await;
    for (session, end) in [(&over[1], "idle_expires_at"), (&over[2], "absolute_expires_at")] {
        let id = session_of(session);
        let id = id.as_str().unwrap();
        server.sql(&format!("UPDATE sessions SET {end} = now() WHERE id = '{id}'")).await;
    }
    let sessions = listed(&ada).await;
    assert_eq!(sessions.len(), 1, "{sessions:#?}");
    ada.delete(&path_of(&over[1])).await.refused(404, "not_found");
    refresh(&server, &over[2].refresh_token).await.refused(401, "invalid_refresh_token");
}

#[tokio::test]
async fn the_address_is_the_one_that_trusted_proxies_vouch_for() {
    let forwarded = "198.51.100.9, 203.0.113.7, 10.1.2.3";
    for (trusted, expected) in [
        ("", "127.0.0.1"),
        ("10.0.0.0/8", "127.0.0.1"),
        ("127.0.0.1/32", "10.1.2.3"),
        ("127.0.0.1/32,10.0.0.0/8", "203.0.113.7"),
    ] {
        let server = TestServer::configured(&[("server.trusted_proxies", trusted)]).await;
        let ada = server.signed_up("ada").await;
        let request = login(&server, "ada@example.com", tenantry_testkit::PASSWORD);
        let request = request.header("X-Forwarded-For", forwarded);
        let ada = ada.with_tokens(&request.await.ok(200));
        let sessions = listed(&ada).await;
        let current = sessions.iter().find(|session| session["current"] == true).unwrap();
        assert_eq!(current["ip"], expected, "{trusted}");
    }
}
