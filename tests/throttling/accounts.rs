//! By account, whether or not there is such an account.

use tenantry_testkit::{PASSWORD, Requests as _, TestServer};

use super::wrong_passwords;
use crate::fixtures::{
    NEW_PASSWORD, WRONG_PASSWORD, assert_alike, at_once, change_password, delete_account,
    forgot_password, login, reset_password, time_passes_for_counts,
};

const ME: &str = "/api/v1/users/me";

/// More than any network needs here.
const ROOM: (&str, &str) = ("limits.wrong_passwords", "1000000");

#[tokio::test]
async fn five_wrong_passwords_are_free_then_even_the_right_one_has_to_wait() {
    let server = TestServer::start().await;
    server.signed_up("ada").await;
    let tries = [
        ("no address", vec![login(&server, "no address", PASSWORD)]),
        ("nobody@example.com", vec![login(&server, "nobody@example.com", PASSWORD)]),
        (
            "ada@example.com",
            vec![
                login(&server, "ada@example.com", WRONG_PASSWORD),
                login(&server, "ada@example.com", PASSWORD),
                // However it is spelt.
                login(&server, " ADA@Example.COM ", PASSWORD),
            ],
        ),
    ];
    let mut refused = Vec::new();
    for (email, requests) in tries {
        wrong_passwords(&server, email, 5).await;
        // At once, as each one's pause may be over before the next one's five are hashed.
        for request in requests {
            refused.push(request.header("X-Request-Id", "the-same-name").await);
        }
    }
    for answer in &refused {
        assert_alike(&refused[0], answer);
        assert!((1..=30).contains(&answer.is_too_often()), "{answer}");
    }
    // Others are not concerned.
    server.signed_up("grace").await;
    // The last one was Ada's.
    let pause = refused.last().unwrap().is_too_often();
    time_passes_for_counts(&server, &format!("{pause} seconds")).await;
    login(&server, "ada@example.com", PASSWORD).await.ok(200);
}

#[tokio::test]
async fn each_further_wrong_password_doubles_the_pause_up_to_an_hour() {
    let server = TestServer::configured(&[ROOM]).await;
    server.signed_up("ada").await;
    wrong_passwords(&server, "ada@example.com", 5).await;
    for expected in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
        let pause = login(&server, "ada@example.com", PASSWORD).await.is_too_often();
        assert!(pause <= expected && pause > expected / 2, "{pause} of {expected}");
        // Half of it is not enough.
        let (half, rest) = (pause / 2, pause - pause / 2);
        time_passes_for_counts(&server, &format!("{half} seconds")).await;
        login(&server, "ada@example.com", PASSWORD).await.is_too_often();
        time_passes_for_counts(&server, &format!("{rest} seconds")).await;
        wrong_passwords(&server, "ada@example.com", 1).await;
    }
    time_passes_for_counts(&server, "1 hour").await;
    login(&server, "ada@example.com", PASSWORD).await.ok(200);
    // The right one makes up for all of them.
    wrong_passwords(&server, "ada@example.com", 5).await;
    login(&server, "ada@example.com", PASSWORD).await.is_too_often();
}

#[tokio::test]
async fn a_right_password_forgets_the_wrong_ones_before() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    for _ in 0..3 {
        wrong_passwords(&server, "ada@example.com", 4).await;
        ada.signs_in().await;
    }
}

#[tokio::test]
async fn after_a_hundred_only_a_new_password_helps() {
    let server = TestServer::configured(&[ROOM]).await;
    let ada = server.signed_up("ada").await;
    wrong_passwords(&server, "ada@example.com", 5).await;
    // The other ninety-four, each of which would have to wait for an hour.
    server.sql("UPDATE throttles SET count = 99 WHERE count = 5").await;
    time_passes_for_counts(&server, "1 hour").await;
    wrong_passwords(&server, "ada@example.com", 1).await;
    time_passes_for_counts(&server, "30 days").await;
    login(&server, "ada@example.com", PASSWORD).await.is_too_often();

    forgot_password(&server, "ada@example.com").await.ok(200);
    let token = server.next_mail("reset-password", "ada@example.com").await.token();
    reset_password(&server, &token, NEW_PASSWORD).await.ok(200);
    ada.signs_in_with(NEW_PASSWORD).await;
}

#[tokio::test]
async fn sessions_and_the_way_to_a_new_password_go_on() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    wrong_passwords(&server, "ada@example.com", 5).await;
    login(&server, "ada@example.com", PASSWORD).await.is_too_often();

    ada.get(ME).await.ok(200);
    ada.refreshes().await.get(ME).await.ok(200);
    forgot_password(&server, "ada@example.com").await.ok(200);
    let token = server.next_mail("reset-password", "ada@example.com").await.token();
    reset_password(&server, &token, NEW_PASSWORD).await.ok(200);
    ada.signs_in_with(NEW_PASSWORD).await.get(ME).await.ok(200);
}

#[tokio::test]
async fn wherever_the_password_is_asked_for_the_count_is_the_same() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    wrong_passwords(&server, "ada@example.com", 2).await;
    for _ in 0..2 {
        let change = change_password(&ada, WRONG_PASSWORD, NEW_PASSWORD).await;
        change.refused(401, "invalid_credentials");
    }
    delete_account(&ada, WRONG_PASSWORD).await.refused(401, "invalid_credentials");
    login(&server, "ada@example.com", PASSWORD).await.is_too_often();
    change_password(&ada, PASSWORD, NEW_PASSWORD).await.is_too_often();
    delete_account(&ada, PASSWORD).await.is_too_often();
    time_passes_for_counts(&server, "30 seconds").await;
    change_password(&ada, PASSWORD, NEW_PASSWORD).await.ok(200);
}

#[tokio::test]
async fn of_twenty_wrong_passwords_at_once_five_are_looked_at() {
    let server = TestServer::start().await;
    server.signed_up("ada").await;
    for email in ["ada@example.com", "nobody@example.com"] {
        let answers = at_once((0..20).map(|_| login(&server, email, WRONG_PASSWORD))).await;
        let (wrong, too_often): (Vec<_>, Vec<_>) =
            answers.iter().partition(|answer| answer.status == 401);
        assert!((1..=5).contains(&wrong.len()), "{answers:#?}");
        for answer in wrong {
            answer.refused(401, "invalid_credentials");
        }
        for answer in too_often {
            answer.is_too_often();
        }
    }
}

#[tokio::test]
async fn ten_right_passwords_at_once_are_ten_sessions() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let answers = at_once((0..10).map(|_| login(&server, "ada@example.com", PASSWORD))).await;
    for answer in &answers {
        ada.with_tokens(&answer.ok(200)).get(ME).await.ok(200);
    }
}

#[tokio::test]
async fn all_nodes_count_together() {
    let server = TestServer::start().await;
    let other_node = server.program().serve().await;
    server.signed_up("ada").await;
    wrong_passwords(&server, "ada@example.com", 3).await;
    wrong_passwords(&other_node, "ada@example.com", 2).await;
    for node in [&server, &other_node] {
        login(node, "ada@example.com", PASSWORD).await.is_too_often();
    }
    time_passes_for_counts(&server, "30 seconds").await;
    login(&other_node, "ada@example.com", PASSWORD).await.ok(200);
    login(&server, "ada@example.com", PASSWORD).await.ok(200);
}

#[tokio::test]
async fn who_tries_which_address_is_not_kept_in_the_clear() {
    let server = TestServer::start().await;
    wrong_passwords(&server, "nobody-in-particular@example.com", 1).await;
    let dump = crate::fixtures::dump(&server).await;
    assert!(dump.contains("COPY public.throttles"), "{dump}");
    assert!(!dump.contains("nobody-in-particular"), "{dump}");
}
