//! Changing a password by the current one.

use serde_json::json;
use tenantry_testkit::{PASSWORD, Requests as _, TestServer};

use crate::fixtures::{
    NEW_PASSWORD, WRONG_PASSWORD, at_once, change_password, dies_within_a_second, keys, login,
};

const PATH: &str = "/api/v1/users/change-password";
const ME: &str = "/api/v1/users/me";

#[tokio::test]
async fn other_sessions_end_on_every_node_and_the_owner_is_told() {
    let server = TestServer::start().await;
    let other_node = server.program().serve().await;
    let ada = server.signed_up("ada").await;
    let elsewhere = ada.signs_in().await;
    let grace = server.signed_up("grace").await;
    other_node.get(ME).bearer(&elsewhere.access_token).await.ok(200);

    let change = change_password(&ada, PASSWORD, NEW_PASSWORD).header("User-Agent", "curl/8.5.0");
    assert_eq!(keys(&change.await.ok(200)), ["message"]);
    dies_within_a_second(other_node.get(ME).bearer(&elsewhere.access_token)).await;
    for node in [&server, &other_node] {
        node.get(ME).bearer(&elsewhere.access_token).await.refused(401, "unauthorized");
        let refresh = json!({"refresh_token": elsewhere.refresh_token});
        let refresh = node.post("/api/v1/auth/refresh").json(&refresh).await;
        refresh.refused(401, "invalid_refresh_token");
        node.get(ME).bearer(&ada.access_token).await.ok(200);
        node.get(ME).bearer(&grace.access_token).await.ok(200);
        login(node, "ada@example.com", PASSWORD).await.refused(401, "invalid_credentials");
    }
    let ada = ada.refreshes().await;
    ada.get(ME).await.ok(200);
    ada.signs_in_with(NEW_PASSWORD).await.get(ME).await.ok(200);

    let news = server.next_mail("password-changed", "ada@example.com").await;
    assert!(news.text.contains("127.0.0.1") && news.text.contains("curl/8.5.0"), "{news:#?}");
    server.has_sent_all().await;
    assert_eq!(server.kinds_of_mail_to("grace@example.com"), ["verify-email"]);
}

#[tokio::test]
async fn whoever_does_not_know_the_current_one_changes_nothing() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let elsewhere = ada.signs_in().await;
    for wrong in [WRONG_PASSWORD, "", NEW_PASSWORD] {
        let change = change_password(&ada, wrong, NEW_PASSWORD).await;
        change.refused(401, "invalid_credentials");
    }
    change_password(&server, PASSWORD, NEW_PASSWORD).await.refused(401, "unauthorized");
    elsewhere.get(ME).await.ok(200);
    ada.signs_in().await;
    server.has_sent_all().await;
    assert_eq!(server.kinds_of_mail_to("ada@example.com"), ["verify-email"]);
}

#[tokio::test]
async fn the_new_one_must_be_good_enough_and_is_told_why_not() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let elsewhere = ada.signs_in().await;
    let weak = ["", "xK9#qLz", "password", "Ada.Lovelace", "ada@example.com", "tenantry1"];
    for weak in weak {
        let refused = change_password(&ada, PASSWORD, weak).await.refused(400, "weak_password");
        assert_eq!(refused["details"][0]["field"], "new_password", "{weak}");
        assert!(refused["message"].as_str().unwrap().len() > 20, "{refused}");
    }
    elsewhere.get(ME).await.ok(200);
    ada.signs_in().await;
}

#[tokio::test]
async fn its_fields_are_checked_and_named() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let send = |body| ada.put(PATH).json(&body);
    send(json!({"new_password": NEW_PASSWORD})).await.blames(&["current_password"]);
    send(json!({"current_password": PASSWORD})).await.blames(&["new_password"]);
    let wrong_type = json!({"current_password": PASSWORD, "new_password": 5});
    send(wrong_type).await.blames(&["new_password"]);
    let of_another = json!({
        "current_password": PASSWORD, "new_password": NEW_PASSWORD, "user_id": ada.id()
    });
    send(of_another).await.blames(&["user_id"]);
    ada.signs_in().await;
}

#[tokio::test]
async fn of_several_changes_at_once_one_succeeds() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let sessions = [ada.signs_in().await, ada.signs_in().await, ada.signs_in().await];
    let passwords: Vec<String> = (0..3).map(|number| format!("{NEW_PASSWORD} {number}")).collect();
    let requests = sessions.iter().zip(&passwords);
    let requests = requests.map(|(session, new)| change_password(session, PASSWORD, new));
    let answers = at_once(requests).await;
    let winners: Vec<_> = answers.iter().zip(&passwords).zip(&sessions).collect();
    let winners: Vec<_> = winners.iter().filter(|((answer, _), _)| answer.status == 200).collect();
    let [((_, password), session)] = winners[..] else { panic!("{answers:#?}") };
    session.get(ME).await.ok(200);
    ada.signs_in_with(password).await;
    for other in sessions.iter().filter(|other| other.access_token != session.access_token) {
        other.get(ME).await.refused(401, "unauthorized");
    }
}
