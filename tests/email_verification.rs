//! Verifying an e-mail address by the code that was sent there.

use serde_json::{Value, json};
use tenantry_testkit::{PASSWORD, Person, Requests as _, SignUp, TestServer};

use crate::fixtures::{
    WRONG_PASSWORD, another_code, answered_alike, at_once, keys, login, resend_code,
    sent_secrets_expire, time_passes_for_counts, verified, verify_email,
};

const KIND: &str = "verify-email";
const ME: &str = "/api/v1/users/me";

async fn code_for(server: &TestServer, person: &Person) -> String {
    server.next_mail(KIND, &person.email()).await.code()
}

#[tokio::test]
async fn the_code_that_comes_by_mail_verifies_the_address() {
    let server = TestServer::start().await;
    let ada = server.signed_up("Ada").await;
    let mail = server.next_mail(KIND, "Ada@example.com").await;
    assert_eq!(mail.to, "Ada@example.com");
    assert_eq!(mail.from, "no-reply@localhost");
    assert!(mail.text.starts_with("Hello Ada,"), "{mail:#?}");
    let code = mail.code();
    assert!(!mail.subject.contains(&code) && mail.html.contains(&code), "{mail:#?}");
    assert_eq!(ada.get(ME).await.ok(200)["email_verified"], false);

    // As somebody types it.
    let answer = verify_email(&server, "aDA@example.COM", &format!(" {code} ")).await;
    assert_eq!(keys(&answer.ok(200)), ["message"]);
    let account = ada.get(ME).await.ok(200);
    assert_eq!(account["email_verified"], true);
    assert_ne!(account["updated_at"], ada.account["updated_at"]);
}

#[tokio::test]
async fn what_is_no_live_code_of_that_address_is_refused_alike() {
    let server = TestServer::start().await;
    let (ada, grace) = (server.signed_up("ada").await, server.signed_up("grace").await);
    let mary = server.signed_up("mary").await;
    let [of_ada, of_grace, of_mary] = [
        code_for(&server, &ada).await,
        code_for(&server, &grace).await,
        code_for(&server, &mary).await,
    ];
    verify_email(&server, "mary@example.com", &of_mary).await.ok(200);
    let expired = "UPDATE challenges SET expires_at = now() - interval '1 second' WHERE user_id = ";
    server.sql(&format!("{expired}'{}'", grace.id())).await;

    let tries = [
        ("ada@example.com", another_code(&of_ada)),
        ("ada@example.com", of_mary.clone()),
        ("ada@example.com", "12345".into()),
        ("ada@example.com", "1234567".into()),
        ("ada@example.com", "abcdef".into()),
        ("ada@example.com", "１２３４５６".into()),
        ("ada@example.com", String::new()),
        ("nobody@example.com", of_ada.clone()),
        ("grace@example.com", of_grace),
        ("mary@example.com", of_mary),
    ];
    let requests = tries.iter().map(|(email, code)| verify_email(&server, email, code));
    answered_alike(requests).await[0].refused(400, "invalid_code");
    for person in [&ada, &grace] {
        assert_eq!(person.get(ME).await.ok(200)["email_verified"], false);
    }
    verify_email(&server, "ada@example.com", &of_ada).await.ok(200);
}

#[tokio::test]
async fn a_new_code_takes_the_old_ones_place() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let first = code_for(&server, &ada).await;
    resend_code(&server, "ADA@example.com").await.ok(200);
    let second = code_for(&server, &ada).await;
    verify_email(&server, "ada@example.com", &first).await.refused(400, "invalid_code");
    verify_email(&server, "ada@example.com", &second).await.ok(200);
}

#[tokio::test]
async fn after_five_wrong_guesses_no_code_helps_for_an_hour() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let code = code_for(&server, &ada).await;
    for _ in 0..5 {
        let guess = verify_email(&server, "ada@example.com", &another_code(&code));
        guess.await.refused(400, "invalid_code");
    }
    verify_email(&server, "ada@example.com", &code).await.refused(400, "invalid_code");
    resend_code(&server, "ada@example.com").await.ok(200);
    let fresh = code_for(&server, &ada).await;
    verify_email(&server, "ada@example.com", &fresh).await.refused(400, "invalid_code");

    // Somebody else's guesses are their own.
    let grace = server.signed_up("grace").await;
    let of_grace = code_for(&server, &grace).await;
    verify_email(&server, "grace@example.com", &of_grace).await.ok(200);

    time_passes_for_counts(&server, "1 hour").await;
    verify_email(&server, "ada@example.com", &fresh).await.ok(200);
}

#[tokio::test]
async fn a_code_that_nobody_came_with_expires() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let code = code_for(&server, &ada).await;
    let lasts = "SELECT extract(epoch FROM expires_at - created_at)::int::text FROM challenges";
    assert_eq!(server.sql(lasts).await, ["600"]);
    sent_secrets_expire(&server).await;
    verify_email(&server, "ada@example.com", &code).await.refused(400, "invalid_code");
    resend_code(&server, "ada@example.com").await.ok(200);
    let fresh = code_for(&server, &ada).await;
    verify_email(&server, "ada@example.com", &fresh).await.ok(200);
}

#[tokio::test]
async fn of_twenty_who_come_with_one_code_at_once_one_succeeds() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let code = code_for(&server, &ada).await;
    let requests = (0..20).map(|_| verify_email(&server, "ada@example.com", &code));
    let answers = at_once(requests).await;
    let succeeded = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(succeeded, 1, "{answers:#?}");
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(400, "invalid_code");
    }
}

#[tokio::test]
async fn asking_once_more_tells_nothing_about_the_account() {
    let server = TestServer::start().await;
    server.signed_up("ada").await;
    verified(&server, "grace").await;
    let mary = server.signed_up("mary").await;
    server.has_sent_all().await;
    server.sql(&format!("UPDATE users SET status = 'suspended' WHERE id = '{}'", mary.id())).await;

    let asked = [
        "ada@example.com",
        "nobody@example.com",
        "grace@example.com",
        "mary@example.com",
        // And again, sooner than a new one is sent.
        "ada@example.com",
        "nobody@example.com",
    ];
    let answers = answered_alike(asked.map(|email| resend_code(&server, email))).await;
    assert_eq!(keys(&answers[0].ok(200)), ["message"]);
    server.has_sent_all().await;
    assert_eq!(server.kinds_of_mail_to("ada@example.com"), [KIND, KIND]);
    for other in ["grace@example.com", "mary@example.com"] {
        assert_eq!(server.kinds_of_mail_to(other), [KIND], "{other}");
    }
    assert_eq!(server.mails().len(), 4);
}

#[tokio::test]
async fn a_code_is_sent_once_a_minute_and_five_times_an_hour() {
    let server = TestServer::start().await;
    server.signed_up("ada").await;
    for sent in 1..=5 {
        for _ in 0..2 {
            resend_code(&server, "ada@example.com").await.ok(200);
        }
        server.has_sent_all().await;
        // The one at sign-up is none that somebody asked for once more.
        assert_eq!(server.mails().len(), 1 + sent);
        time_passes_for_counts(&server, "1 minute").await;
    }
    resend_code(&server, "ada@example.com").await.ok(200);
    server.has_sent_all().await;
    assert_eq!(server.mails().len(), 6);
    time_passes_for_counts(&server, "1 hour").await;
    resend_code(&server, "ada@example.com").await.ok(200);
    server.has_sent_all().await;
    assert_eq!(server.mails().len(), 7);
}

#[tokio::test]
async fn where_the_switch_asks_an_address_must_be_verified_first() {
    let server = TestServer::configured(&[("auth.require_verified_email", "true")]).await;
    let ada = Person::sign_up(server.client(), SignUp::named("ada")).await;
    login(&server, "ada@example.com", PASSWORD).await.refused(403, "email_not_verified");
    let wrong = login(&server, "ada@example.com", WRONG_PASSWORD);
    wrong.await.refused(401, "invalid_credentials");
    let code = code_for(&server, &ada).await;
    verify_email(&server, "ada@example.com", &code).await.ok(200);
    let ada = ada.signs_in().await;
    assert_eq!(ada.get(ME).await.ok(200)["email_verified"], true);
}

#[tokio::test]
async fn nobody_verifies_an_address_by_saying_so() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    for field in ["email_verified", "email_verified_at", "user_id", "role"] {
        let mut body = json!({"email": "ada@example.com", "code": "000000"});
        body[field] = json!(true);
        server.post("/api/v1/auth/verify-email").json(&body).await.blames(&[field]);
    }
    for body in [json!({"code": "000000"}), json!({"email": 5, "code": "000000"})] {
        server.post("/api/v1/auth/verify-email").json(&body).await.blames(&["email"]);
    }
    for code in [Value::Null, json!(123_456)] {
        let body = json!({"email": "ada@example.com", "code": code});
        server.post("/api/v1/auth/verify-email").json(&body).await.blames(&["code"]);
    }
    resend_code(&server, "no address").await.blames(&["email"]);
    assert_eq!(ada.get(ME).await.ok(200)["email_verified"], false);
}
