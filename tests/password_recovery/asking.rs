//! Asking for the link: who gets it, how often, and what it tells about the account.

use serde_json::json;
use tenantry_testkit::{Requests as _, TestServer};

use super::{KIND, forgot_password};
use crate::fixtures::{answered_alike, keys, resend_code, time_passes_for_counts};

#[tokio::test]
async fn it_tells_nothing_about_the_account() {
    let server = TestServer::start().await;
    server.signed_up("ada").await;
    let mary = server.signed_up("mary").await;
    server.sql(&format!("UPDATE users SET status = 'suspended' WHERE id = '{}'", mary.id())).await;
    let asked = [
        "ada@example.com",
        "nobody@example.com",
        "mary@example.com",
        // And again, sooner than another is sent.
        "ADA@example.com",
        "nobody@example.com",
    ];
    let answers = answered_alike(asked.map(|email| forgot_password(&server, email))).await;
    assert_eq!(keys(&answers[0].ok(200)), ["message"]);
    server.has_sent_all().await;
    let to_mary = server.kinds_of_mail_to("mary@example.com");
    assert!(!to_mary.contains(&KIND.to_owned()), "{to_mary:?}");
    let links = server.mails().into_iter().filter(|mail| mail.text.contains("#token="));
    let readers: Vec<_> = links.map(|mail| mail.to).collect();
    assert_eq!(readers, ["ada@example.com"]);
}

#[tokio::test]
async fn the_link_leads_where_the_settings_say_whatever_the_request_says() {
    let settings = [
        ("server.public_url", "https://id.example.com/tenantry"),
        ("server.trusted_proxies", "127.0.0.0/8"),
    ];
    let server = TestServer::configured(&settings).await;
    server.signed_up("ada").await;
    let asked = forgot_password(&server, "ada@example.com")
        .header("Host", "evil.example")
        .header("X-Forwarded-Host", "evil.example")
        .header("X-Forwarded-Proto", "http")
        .header("X-Forwarded-Prefix", "/evil.example")
        .header("X-Original-URL", "https://evil.example/")
        .header("Forwarded", "host=evil.example;proto=http")
        .header("Origin", "https://evil.example")
        .header("Referer", "https://evil.example/");
    asked.await.ok(200);
    let mail = server.next_mail(KIND, "ada@example.com").await;
    let link = mail.link();
    let start = "https://id.example.com/tenantry/reset-password#token=pr-nc-";
    assert!(link.starts_with(start), "{link}");
    assert_eq!(mail.token().len(), 6 + 43 + 6, "{link}");
    assert!(!mail.text.contains("evil") && !mail.html.contains("evil"), "{mail:#?}");
    assert!(!mail.subject.contains("pr-nc-"), "{mail:#?}");
}

#[tokio::test]
async fn a_platform_may_have_a_page_of_its_own_for_it() {
    let page = ("mail.reset_password_url", "https://console.example.com/new-password");
    let server = TestServer::configured(&[page]).await;
    server.signed_up("ada").await;
    forgot_password(&server, "ada@example.com").await.ok(200);
    let link = server.next_mail(KIND, "ada@example.com").await.link();
    assert!(link.starts_with("https://console.example.com/new-password#token=pr-nc-"), "{link}");
}

#[tokio::test]
async fn a_link_is_sent_once_a_minute_and_five_times_an_hour() {
    let server = TestServer::start().await;
    server.signed_up("ada").await;
    let links = || {
        let kinds = server.kinds_of_mail_to("ada@example.com");
        kinds.iter().filter(|kind| *kind == KIND).count()
    };
    for sent in 1..=5 {
        for _ in 0..2 {
            forgot_password(&server, "ada@example.com").await.ok(200);
        }
        server.has_sent_all().await;
        assert_eq!(links(), sent);
        time_passes_for_counts(&server, "1 minute").await;
    }
    forgot_password(&server, "ada@example.com").await.ok(200);
    server.has_sent_all().await;
    assert_eq!(links(), 5);
    time_passes_for_counts(&server, "1 hour").await;
    forgot_password(&server, "ada@example.com").await.ok(200);
    server.has_sent_all().await;
    assert_eq!(links(), 6);
}

#[tokio::test]
async fn a_network_asks_for_mail_only_so_often() {
    let server = TestServer::configured(&[("limits.mail_requests", "4")]).await;
    server.signed_up("ada").await;
    // For whomever, of either kind, sent or not.
    forgot_password(&server, "ada@example.com").await.ok(200);
    forgot_password(&server, "ada@example.com").await.ok(200);
    resend_code(&server, "nobody@example.com").await.ok(200);
    forgot_password(&server, "nobody@example.com").await.ok(200);
    let refused = [
        forgot_password(&server, "ada@example.com"),
        forgot_password(&server, "someone.else@example.com"),
        resend_code(&server, "ada@example.com"),
    ];
    let answers = answered_alike(refused).await;
    let pause = answers[0].is_too_often();
    assert!((1..=3600).contains(&pause), "{pause}");
    time_passes_for_counts(&server, &format!("{pause} seconds")).await;
    resend_code(&server, "ada@example.com").await.ok(200);
}

#[tokio::test]
async fn what_is_no_address_is_blamed() {
    let server = TestServer::start().await;
    let path = "/api/v1/auth/forgot-password";
    for body in [json!({}), json!({"email": null}), json!({"email": "ada"}), json!({"email": 5})] {
        server.post(path).json(&body).await.blames(&["email"]);
    }
    let more = json!({"email": "ada@example.com", "redirect_to": "https://evil.example/"});
    server.post(path).json(&more).await.blames(&["redirect_to"]);
}
