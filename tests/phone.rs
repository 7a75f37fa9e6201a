//! Phone numbers: named, verified by a code, replaced.

use serde_json::{Value, json};
use tenantry_testkit::{Requests as _, TestServer};

use crate::fixtures::{
    add_phone, another_code, answered_alike, at_once, keys, resend_phone_code, sent_secrets_expire,
    time_passes_for_counts, verified, verify_email, verify_phone,
};

const ME: &str = "/api/v1/users/me";
const NUMBER: &str = "+4915123456789";
const OTHER: &str = "+442079460958";

#[tokio::test]
async fn the_code_that_comes_to_the_phone_verifies_the_number() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    assert_eq!(keys(&add_phone(&ada, NUMBER).await.ok(200)), ["message"]);
    let text = server.next_text(NUMBER).await;
    assert!(text.words.contains("Tenantry"), "{text:?}");
    let account = ada.get(ME).await.ok(200);
    assert_eq!(
        (&account["phone_number"], &account["phone_verified"]),
        (&json!(NUMBER), &json!(false))
    );

    assert_eq!(keys(&verify_phone(&ada, &text.code()).await.ok(200)), ["message"]);
    let account = ada.get(ME).await.ok(200);
    assert_eq!(
        (&account["phone_number"], &account["phone_verified"]),
        (&json!(NUMBER), &json!(true))
    );
    assert_eq!(account["email_verified"], false);
    verify_phone(&ada, &text.code()).await.refused(400, "invalid_code");
}

#[tokio::test]
async fn what_is_no_live_code_for_the_number_is_refused_alike() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let by_mail = server.next_mail("verify-email", "ada@example.com").await.code();
    let (eve, grace) = (server.signed_up("eve").await, server.signed_up("grace").await);
    add_phone(&ada, NUMBER).await.ok(200);
    let code = server.next_text(NUMBER).await.code();
    // The same number, named by somebody else.
    add_phone(&eve, NUMBER).await.ok(200);
    let of_eve = server.next_text(NUMBER).await.code();
    let tries = [
        verify_phone(&ada, &another_code(&code)),
        verify_phone(&ada, &of_eve),
        verify_phone(&ada, &by_mail),
        verify_phone(&ada, "12345"),
        verify_phone(&ada, ""),
        verify_phone(&grace, &code),
        // Nor does it verify anything else.
        verify_email(&server, "ada@example.com", &code),
    ];
    answered_alike(tries).await[0].refused(400, "invalid_code");
    verify_phone(&ada, &code).await.ok(200);
    verify_phone(&eve, &of_eve).await.ok(200);
    verify_phone(&server, &code).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn a_code_expires_and_five_wrong_guesses_are_all() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    add_phone(&ada, NUMBER).await.ok(200);
    let code = server.next_text(NUMBER).await.code();
    sent_secrets_expire(&server).await;
    verify_phone(&ada, &code).await.refused(400, "invalid_code");
    resend_phone_code(&ada).await.ok(200);
    let code = server.next_text(NUMBER).await.code();
    for _ in 0..4 {
        verify_phone(&ada, &another_code(&code)).await.refused(400, "invalid_code");
    }
    verify_phone(&ada, &code).await.refused(400, "invalid_code");
    // Neither a new code nor naming the number anew begins a new count.
    add_phone(&ada, NUMBER).await.ok(200);
    let fresh = server.next_text(NUMBER).await.code();
    verify_phone(&ada, &fresh).await.refused(400, "invalid_code");
    time_passes_for_counts(&server, "1 hour").await;
    verify_phone(&ada, &fresh).await.ok(200);
}

#[tokio::test]
async fn a_number_that_is_verified_needs_no_code_and_another_takes_its_place() {
    let server = TestServer::start().await;
    let ada = verified(&server, "ada").await;
    add_phone(&ada, NUMBER).await.ok(200);
    let code = server.next_text(NUMBER).await.code();
    verify_phone(&ada, &code).await.ok(200);
    add_phone(&ada, NUMBER).await.refused(409, "phone_already_verified");
    resend_phone_code(&ada).await.refused(400, "no_phone");

    add_phone(&ada, OTHER).await.ok(200);
    let account = ada.get(ME).await.ok(200);
    assert_eq!(
        (&account["phone_number"], &account["phone_verified"]),
        (&json!(OTHER), &json!(false))
    );
    // Back to the first: what was shown once is to be shown again.
    let of_other = server.next_text(OTHER).await.code();
    add_phone(&ada, NUMBER).await.ok(200);
    let code = server.next_text(NUMBER).await.code();
    verify_phone(&ada, &of_other).await.refused(400, "invalid_code");
    verify_phone(&ada, &code).await.ok(200);
    assert_eq!(ada.get(ME).await.ok(200)["email_verified"], true);
}

#[tokio::test]
async fn a_new_code_takes_the_old_ones_place_and_is_sent_once_a_minute() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    resend_phone_code(&ada).await.refused(400, "no_phone");
    add_phone(&ada, NUMBER).await.ok(200);
    let first = server.next_text(NUMBER).await.code();
    resend_phone_code(&ada).await.ok(200);
    let second = server.next_text(NUMBER).await.code();
    let pause = resend_phone_code(&ada).await.is_too_often();
    assert!((1..=60).contains(&pause), "{pause}");
    verify_phone(&ada, &first).await.refused(400, "invalid_code");
    for _ in 0..4 {
        time_passes_for_counts(&server, "1 minute").await;
        resend_phone_code(&ada).await.ok(200);
        server.has_sent_all().await;
    }
    time_passes_for_counts(&server, "1 minute").await;
    let pause = resend_phone_code(&ada).await.is_too_often();
    assert!((61..=3600).contains(&pause), "{pause}");
    let texts = server.texts();
    assert_eq!(texts.len(), 6);
    verify_phone(&ada, &second).await.refused(400, "invalid_code");
    verify_phone(&ada, &texts[5].code()).await.ok(200);
}

#[tokio::test]
async fn a_person_names_five_numbers_an_hour() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    for number in 0..5 {
        add_phone(&ada, &format!("+491512345678{number}")).await.ok(200);
    }
    let pause = add_phone(&ada, "+4915123456785").await.is_too_often();
    assert!((1..=3600).contains(&pause), "{pause}");
    assert_eq!(ada.get(ME).await.ok(200)["phone_number"], "+4915123456784");
    add_phone(&server.signed_up("grace").await, NUMBER).await.ok(200);
    time_passes_for_counts(&server, &format!("{pause} seconds")).await;
    add_phone(&ada, "+4915123456785").await.ok(200);
}

#[tokio::test]
async fn of_twenty_who_come_with_one_code_at_once_one_succeeds() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    add_phone(&ada, NUMBER).await.ok(200);
    let code = server.next_text(NUMBER).await.code();
    let answers = at_once((0..20).map(|_| verify_phone(&ada, &code))).await;
    let succeeded = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(succeeded, 1, "{answers:#?}");
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(400, "invalid_code");
    }
}

#[tokio::test]
async fn what_is_no_number_is_blamed() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let long = format!("+1{}", "0".repeat(15));
    let wrong = [
        "",
        "+",
        "4915123456789",
        "004915123456789",
        "+0915123456789",
        "+4915123",
        &long,
        "+49 151 23456789",
        "+49-151-23456789",
        "+4915123456789\n",
        "+49151234567\u{665}9",
        "+4915123456789; DROP TABLE users",
    ];
    for number in wrong {
        add_phone(&ada, number).await.blames(&["phone_number"]);
    }
    for body in
        [json!({}), json!({"phone_number": null}), json!({"phone_number": 4_915_123_456_789_u64})]
    {
        ada.post("/api/v1/users/add-phone").json(&body).await.blames(&["phone_number"]);
    }
    let more = json!({"phone_number": NUMBER, "phone_verified": true});
    ada.post("/api/v1/users/add-phone").json(&more).await.blames(&["phone_verified"]);
    ada.post("/api/v1/users/verify-phone").json(&json!({"code": 5})).await.blames(&["code"]);
    assert_eq!(ada.get(ME).await.ok(200)["phone_number"], Value::Null);
    server.has_sent_all().await;
    assert!(server.texts().is_empty());
}
