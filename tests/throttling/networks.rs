//! By network: an address of IPv4, the first 64 bits of one of IPv6, as far as trusted proxies vouch for it.

use tenantry_testkit::{Answer, PASSWORD, Requests as _, SignUp, TestServer};

use super::wrong_passwords;
use crate::fixtures::{WRONG_PASSWORD, login, time_passes_for_counts, verify_email};

const BEHIND_A_PROXY: (&str, &str) = ("server.trusted_proxies", "127.0.0.1/32");

async fn sign_up(server: &TestServer, name: &str, from: &str) -> Answer {
    let request = server.post("/api/v1/auth/signup").json(SignUp::named(name).body());
    request.header("X-Forwarded-For", from).await
}

/// Tries a password, each time for another address of nobody's.
async fn guess(server: &TestServer, number: usize, from: &str) -> Answer {
    let email = format!("nobody{number}@example.com");
    login(server, &email, WRONG_PASSWORD).header("X-Forwarded-For", from).await
}

#[tokio::test]
async fn a_network_has_so_many_wrong_passwords_in_ten_minutes() {
    let server = TestServer::configured(&[("limits.wrong_passwords", "6")]).await;
    server.signed_up("ada").await;
    for number in 0..5 {
        wrong_passwords(&server, &format!("nobody{number}@example.com"), 1).await;
    }
    // Right ones take no room.
    for _ in 0..3 {
        login(&server, "ada@example.com", PASSWORD).await.ok(200);
    }
    wrong_passwords(&server, "ada@example.com", 1).await;
    let pause = login(&server, "ada@example.com", PASSWORD).await.is_too_often();
    assert!((31..=600).contains(&pause), "{pause}");
    login(&server, "somebody.else@example.com", PASSWORD).await.is_too_often();
    time_passes_for_counts(&server, &format!("{} seconds", pause / 2)).await;
    login(&server, "ada@example.com", PASSWORD).await.is_too_often();
    time_passes_for_counts(&server, &format!("{} seconds", pause - pause / 2)).await;
    login(&server, "ada@example.com", PASSWORD).await.ok(200);
}

#[tokio::test]
async fn nobody_but_a_trusted_proxy_says_where_requests_come_from() {
    let settings = [("limits.wrong_passwords", "3"), ("limits.sign_ups", "3")];
    let elsewhere = [("server.trusted_proxies", "10.0.0.0/8")];
    for settings in [&settings[..], &[&settings[..], &elsewhere[..]].concat()] {
        let server = TestServer::configured(settings).await;
        for number in 0..3 {
            let from = format!("203.0.113.{number}");
            guess(&server, number, &from).await.refused(401, "invalid_credentials");
            sign_up(&server, &format!("ada{number}"), &from).await.ok(201);
        }
        guess(&server, 3, "203.0.113.3").await.is_too_often();
        sign_up(&server, "ada3", "203.0.113.3").await.is_too_often();
    }
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_counts_for_itself() {
    let server = TestServer::configured(&[BEHIND_A_PROXY, ("limits.wrong_passwords", "3")]).await;
    for number in 0..3 {
        // What a client writes itself stands before what the proxy adds.
        let from = format!("198.51.100.{number}, 203.0.113.7");
        guess(&server, number, &from).await.refused(401, "invalid_credentials");
    }
    for same in ["203.0.113.7", "198.51.100.9, 203.0.113.7", "::ffff:203.0.113.7"] {
        guess(&server, 3, same).await.is_too_often();
    }
    for other in ["203.0.113.8", "203.0.113.7, 198.51.100.0"] {
        guess(&server, 3, other).await.refused(401, "invalid_credentials");
    }
}

#[tokio::test]
async fn an_ipv6_customer_has_64_bits() {
    let server = TestServer::configured(&[BEHIND_A_PROXY, ("limits.wrong_passwords", "3")]).await;
    for (number, host) in ["1", "2", "ffff:ffff:ffff:ffff"].into_iter().enumerate() {
        let separator = if host.contains(':') { ":" } else { "::" };
        let from = format!("2001:db8:0:1{separator}{host}");
        guess(&server, number, &from).await.refused(401, "invalid_credentials");
    }
    guess(&server, 3, "2001:db8:0:1:abcd::9").await.is_too_often();
    guess(&server, 3, "2001:db8:0:2::1").await.refused(401, "invalid_credentials");
}

#[tokio::test]
async fn a_network_signs_up_so_many_an_hour() {
    let server = TestServer::configured(&[BEHIND_A_PROXY, ("limits.sign_ups", "3")]).await;
    sign_up(&server, "ada", "203.0.113.7").await.ok(201);
    // What could never succeed takes no room.
    for _ in 0..5 {
        let weak = SignUp::named("grace").with("password", "password");
        let weak = server.post("/api/v1/auth/signup").json(weak.body());
        weak.header("X-Forwarded-For", "203.0.113.7").await.refused(400, "weak_password");
    }
    // To ask whether an address is taken does.
    sign_up(&server, "ada", "203.0.113.7").await.refused(409, "email_taken");
    sign_up(&server, "grace", "203.0.113.7").await.ok(201);
    let pause = sign_up(&server, "mary", "203.0.113.7").await.is_too_often();
    assert!((1801..=3600).contains(&pause), "{pause}");
    sign_up(&server, "ada", "203.0.113.7").await.is_too_often();
    sign_up(&server, "mary", "203.0.113.8").await.ok(201);
    assert_eq!(server.sql("SELECT count(*)::text FROM users").await, ["3"]);
    time_passes_for_counts(&server, "30 minutes").await;
    sign_up(&server, "eve", "203.0.113.7").await.is_too_often();
    time_passes_for_counts(&server, &format!("{} seconds", pause - 1800)).await;
    sign_up(&server, "eve", "203.0.113.7").await.ok(201);
}

#[tokio::test]
async fn thirty_sign_ups_an_hour_are_the_default() {
    let server = TestServer::start().await;
    sign_up(&server, "ada", "").await.ok(201);
    server.sql("UPDATE throttles SET count = 29 WHERE count = 1").await;
    sign_up(&server, "grace", "").await.ok(201);
    sign_up(&server, "mary", "").await.is_too_often();
}

#[tokio::test]
async fn a_network_tries_as_many_codes_as_passwords_whatever_the_addresses() {
    let server = TestServer::configured(&[("limits.wrong_passwords", "3")]).await;
    for number in 0..3 {
        let email = format!("nobody{number}@example.com");
        verify_email(&server, &email, "123456").await.refused(400, "invalid_code");
    }
    verify_email(&server, "nobody3@example.com", "123456").await.is_too_often();
}
