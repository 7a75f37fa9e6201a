//! Mail by a mail server.

use tenantry_testkit::Requests as _;
use tenantry_testkit::smtp::{Encryption, Stage, Trouble};

use super::{LOGIN, Post, mails_to, waiting_until, well};
use crate::fixtures::{NEW_PASSWORD, forgot_password, reset_password, verify_email};

#[tokio::test]
async fn it_goes_encrypted_after_signing_in_and_is_read_as_it_was_meant() {
    let post = Post::open().await;
    let ada = post.server.signed_up("Ada").await;
    let received = post.smtp.mails_once_there_are(1).await;
    let [received] = &received[..] else { panic!("{received:#?}") };
    assert!(received.encrypted, "{received:?}");
    assert_eq!(received.login.as_deref(), Some(LOGIN.0));
    assert_eq!(received.from, "no-reply@engines.example");
    assert_eq!(received.to, ["Ada@example.com"]);
    let [mail] = &mails_to(&post.smtp, "Ada@example.com")[..] else { panic!("{received:#?}") };
    assert_eq!(
        (mail.from.as_str(), mail.to.as_str()),
        ("no-reply@engines.example", "Ada@example.com")
    );
    assert!(mail.message_id.ends_with("@engines.example"), "{mail:#?}");
    verify_email(&post.server, "ada@example.com", &mail.code()).await.ok(200);

    forgot_password(&post.server, "ada@example.com").await.ok(200);
    post.smtp.mails_once_there_are(2).await;
    let token = mails_to(&post.smtp, "Ada@example.com")[1].token();
    reset_password(&post.server, &token, NEW_PASSWORD).await.ok(200);
    post.smtp.mails_once_there_are(3).await;
    ada.signs_in_with(NEW_PASSWORD).await.get("/api/v1/users/me").await.ok(200);
    post.server.has_sent_all().await;
    assert!(post.server.mails().is_empty(), "nothing is left in a folder");
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_gets_no_mail() {
    let post = Post::behaving(|it| it.with_encryption(Encryption::None)).await;
    post.server.signed_up("ada").await;
    let waiting = waiting_until(&post.server, |waiting| !waiting[0]["last_error"].is_null()).await;
    assert_eq!((waiting.len(), post.smtp.mails().len()), (1, 0), "{waiting:#?}");
}

#[tokio::test]
async fn a_login_that_is_refused_is_told_without_the_password() {
    let post = Post::behaving(|it| it.with_login("tenantry", "another password")).await;
    post.server.signed_up("ada").await;
    let waiting = waiting_until(&post.server, |waiting| !waiting[0]["last_error"].is_null()).await;
    let told = format!("{waiting:?}{}", post.server.log());
    assert!(!told.contains(LOGIN.1), "{told}");
    assert!(waiting[0]["given_up_at"].is_null(), "the mail is not to blame: {waiting:#?}");
    post.smtp.behave(well());
    post.server.program().run(&["outbox", "retry", "--all"]).await.succeeded();
    post.smtp.mails_once_there_are(1).await;
}

#[tokio::test]
async fn one_recipient_who_is_refused_holds_up_nobody_else() {
    let refuses = Trouble::Answers(Stage::Recipient, "550 5.1.1 no such user here");
    let post = Post::behaving(|it| it.with_trouble(refuses)).await;
    post.server.signed_up("ada").await;
    let given_up =
        waiting_until(&post.server, |waiting| !waiting[0]["given_up_at"].is_null()).await;
    assert_eq!(given_up[0]["attempts"], 1, "{given_up:#?}");
    assert!(given_up[0]["last_error"].is_string(), "{given_up:#?}");

    post.smtp.behave(well());
    let grace = post.server.signed_up("grace").await;
    post.smtp.mails_once_there_are(1).await;
    assert_eq!(mails_to(&post.smtp, &grace.email()).len(), 1);
    assert_eq!(mails_to(&post.smtp, "ada@example.com").len(), 0);

    // Until an operator has seen to it.
    let id = given_up[0]["id"].as_str().unwrap();
    post.server.program().run(&["outbox", "retry", id]).await.succeeded();
    post.smtp.mails_once_there_are(2).await;
    let code = mails_to(&post.smtp, "ada@example.com")[0].code();
    verify_email(&post.server, "ada@example.com", &code).await.ok(200);
    post.server.has_sent_all().await;
}
