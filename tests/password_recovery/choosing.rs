//! Choosing a new password: what the link is good for, once, and what else changes.

use serde_json::json;
use tenantry_testkit::{PASSWORD, Requests as _, TestServer};

use super::{ME, login, reset_password, token_for};
use crate::fixtures::{
    NEW_PASSWORD, answered_alike, at_once, dump, keys, sent_secrets_expire, time_passes_for_counts,
};

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_its_owner_is_told() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let elsewhere = ada.signs_in().await.refreshes().await;
    let grace = server.signed_up("grace").await;
    let token = token_for(&server, &ada).await;

    let reset = reset_password(&server, &token, NEW_PASSWORD).header("User-Agent", "Firefox/145.0");
    let answer = reset.await;
    assert_eq!(keys(&answer.ok(200)), ["message"]);
    for session in [&ada, &elsewhere] {
        session.get(ME).await.refused(401, "unauthorized");
        let refresh = json!({"refresh_token": session.refresh_token});
        let refresh = server.post("/api/v1/auth/refresh").json(&refresh).await;
        refresh.refused(401, "invalid_refresh_token");
    }
    grace.refreshes().await.get(ME).await.ok(200);

    login(&server, "ada@example.com", PASSWORD).await.refused(401, "invalid_credentials");
    let ada = ada.signs_in_with(NEW_PASSWORD).await;
    // Whoever has read the link has shown that the address is theirs.
    assert_eq!(ada.get(ME).await.ok(200)["email_verified"], true);
    let news = server.next_mail("password-changed", "ada@example.com").await;
    assert!(news.text.contains("127.0.0.1") && news.text.contains("Firefox/145.0"), "{news:#?}");
    server.has_sent_all().await;
    assert_eq!(server.kinds_of_mail_to("grace@example.com"), ["verify-email"]);
}

#[tokio::test]
async fn a_password_that_would_be_guessed_leaves_the_link_good() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let token = token_for(&server, &ada).await;
    let long = "x7#Kq".repeat(26);
    for weak in ["", "xK9#qLz", "password", "ada.lovelace", "ada@example.com", "tenantry1", &long] {
        let refused = reset_password(&server, &token, weak).await.refused(400, "weak_password");
        assert_eq!(refused["details"][0]["field"], "new_password", "{weak}");
        assert_eq!(refused["details"][0]["message"], refused["message"], "{weak}");
    }
    ada.get(ME).await.ok(200);
    reset_password(&server, &token, NEW_PASSWORD).await.ok(200);
}

#[tokio::test]
async fn a_link_that_does_not_hold_is_refused_alike() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let used = token_for(&server, &ada).await;
    reset_password(&server, &used, NEW_PASSWORD).await.ok(200);

    let grace = server.signed_up("grace").await;
    let replaced = token_for(&server, &grace).await;
    time_passes_for_counts(&server, "1 minute").await;
    let current = token_for(&server, &grace).await;
    assert_ne!(replaced, current);

    let mary = server.signed_up("mary").await;
    let of_suspended = token_for(&server, &mary).await;
    server.sql(&format!("UPDATE users SET status = 'suspended' WHERE id = '{}'", mary.id())).await;

    let mut mistyped = current.clone();
    mistyped.pop();
    let tokens = [
        used.as_str(),
        &replaced,
        &of_suspended,
        &mistyped,
        "",
        "nonsense",
        "pr-nc-0000000000000000000000000000000000000000000000000",
        &current.to_uppercase(),
        &format!("{current} "),
        &grace.refresh_token,
        &grace.access_token,
    ];
    let requests = tokens.map(|token| reset_password(&server, token, NEW_PASSWORD));
    answered_alike(requests).await[0].refused(401, "invalid_reset_token");
    // Who has no link learns nothing of the rules for passwords either.
    reset_password(&server, &used, "weak").await.refused(401, "invalid_reset_token");
    grace.get(ME).await.ok(200);
    reset_password(&server, &current, NEW_PASSWORD).await.ok(200);
}

#[tokio::test]
async fn a_link_expires() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let token = token_for(&server, &ada).await;
    let lasts = "SELECT extract(epoch FROM expires_at - created_at)::int::text FROM challenges WHERE purpose = 'password_reset'";
    assert_eq!(server.sql(lasts).await, ["1800"]);
    sent_secrets_expire(&server).await;
    reset_password(&server, &token, NEW_PASSWORD).await.refused(401, "invalid_reset_token");
    ada.signs_in().await;
}

#[tokio::test]
async fn of_twenty_who_follow_one_link_at_once_one_succeeds() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let token = token_for(&server, &ada).await;
    let passwords: Vec<String> = (0..20).map(|number| format!("{NEW_PASSWORD} {number}")).collect();
    let requests = passwords.iter().map(|password| reset_password(&server, &token, password));
    let answers = at_once(requests).await;
    let winners: Vec<&String> = passwords
        .iter()
        .zip(&answers)
        .filter(|(_, it)| it.status == 200)
        .map(|(it, _)| it)
        .collect();
    let [winner] = winners[..] else { panic!("{winners:?} of {answers:#?}") };
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(401, "invalid_reset_token");
    }
    ada.signs_in_with(winner).await;
    server.has_sent_all().await;
    let news = server.kinds_of_mail_to("ada@example.com");
    assert_eq!(news.iter().filter(|kind| *kind == "password-changed").count(), 1, "{news:?}");
}

#[tokio::test]
async fn what_opens_the_way_to_a_new_password_opens_nothing_else() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let token = token_for(&server, &ada).await;
    for credential in [&token, &ada.refresh_token] {
        server.get(ME).bearer(credential).await.refused(401, "unauthorized");
        server.post("/api/v1/auth/logout").bearer(credential).await.refused(401, "unauthorized");
    }
    let gateway = server.service("gateway").await;
    assert_eq!(gateway.learns(&token).await, json!({"active": false}));
    let refresh = json!({"refresh_token": token});
    let refresh = server.post("/api/v1/auth/refresh").json(&refresh).await;
    refresh.refused(401, "invalid_refresh_token");
    reset_password(&server, &token, NEW_PASSWORD).await.ok(200);
}

#[tokio::test]
async fn the_secret_is_in_the_mail_and_nowhere_else() {
    let server = TestServer::configured(&[("log.level", "trace"), ("log.format", "json")]).await;
    let ada = server.signed_up("ada").await;
    let code = server.next_mail("verify-email", "ada@example.com").await.code();
    let token = token_for(&server, &ada).await;
    // Codes are short enough to be in anything by chance, but not in these rows.
    let kept = server.sql("SELECT row_to_json(challenges)::text FROM challenges").await;
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|row| !row.contains(&code)), "{code} is in {kept:#?}");

    let before = dump(&server).await;
    reset_password(&server, &token, NEW_PASSWORD).await.ok(200);
    server.next_mail("password-changed", "ada@example.com").await;
    let log = server.log();
    assert!(log.contains("/api/v1/auth/reset-password"), "{log}");
    let heart = &token[10..token.len() - 4];
    for place in [before, dump(&server).await, server.banner(), log] {
        assert!(!place.contains(heart), "{token} is in\n{place}");
        assert!(!place.contains(NEW_PASSWORD), "the password is in\n{place}");
    }
}
