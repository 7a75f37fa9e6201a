//! Mail servers that refuse, hang, or are gone.

use std::time::{Duration, Instant};

use rstest::rstest;
use tenantry_domain::notification::{Letter, Mailer as _};
use tenantry_notify::{SmtpMailer, SmtpSettings};

use crate::fixtures::{CODE, PASSWORD, Post, code, later, letter, mailer, never};
use crate::patience::PATIENCE;
use crate::smtp::{SmtpBehaviour, Stage, Trouble};

fn in_trouble(trouble: Trouble) -> SmtpBehaviour {
    SmtpBehaviour::default().with_trouble(trouble)
}

/// Sends a mail, and again while there is no answer in time: a busy machine may take longer for a step than an impatient mailer waits.
/// Tells how often that was tried.
async fn goes_through(mailer: &SmtpMailer, letter: &Letter) -> usize {
    let begun = Instant::now();
    let mut tries = 1;
    while let Err(error) = mailer.send(letter).await {
        let told = later(Err(error));
        assert!(told.contains("there was no answer in time"), "{told}");
        assert!(begun.elapsed() < PATIENCE, "{told}");
        tries += 1;
    }
    tries
}

#[tokio::test]
async fn a_server_that_is_gone_is_tried_again() {
    let mut post = Post::start(SmtpBehaviour::default()).await;
    let mailer = post.mailer();
    let letter = letter("ada@example.com", code());
    mailer.send(&letter).await.unwrap();
    post.server.stop().await;
    later(mailer.send(&letter).await);
    post.server.start_again().await;
    mailer.send(&letter).await.unwrap();
    assert_eq!(post.server.mails().len(), 2);
}

#[rstest]
#[case(Stage::Greeting)]
#[case(Stage::Sender)]
#[case(Stage::Recipient)]
#[case(Stage::Data)]
#[case(Stage::Content)]
#[tokio::test]
async fn a_server_that_hangs_is_given_up_and_the_next_mail_goes_through(#[case] stage: Stage) {
    let post = Post::start(in_trouble(Trouble::Hangs(stage))).await;
    let mailer = post.impatient_mailer();
    let letter = letter("ada@example.com", code());
    let told = later(mailer.send(&letter).await);
    assert!(told.contains("there was no answer in time"), "{told}");
    post.server.behave(SmtpBehaviour::default());
    let tries = goes_through(&mailer, &letter).await;
    // Nothing is said over a connection that was given up.
    assert_eq!(post.server.connections(), 1 + tries);
    // What was not answered in time may have been taken all the same.
    assert!(!post.server.mails().is_empty());
}

#[tokio::test]
async fn a_mail_ends_in_time_however_slow_each_step_may_be() {
    let post = Post::start(in_trouble(Trouble::Hangs(Stage::Content))).await;
    let patience = Duration::from_millis(400);
    let mailer = mailer(SmtpSettings { patience, ..post.settings() }).unwrap();
    let letter = letter("ada@example.com", code());
    let told = later(mailer.send(&letter).await);
    assert!(told.contains("sending the mail failed"), "{told}");
}

#[tokio::test]
async fn an_old_connection_that_hangs_does_not_stop_the_next_mail() {
    let post = Post::start(SmtpBehaviour::default()).await;
    // Long enough that only what hangs runs out of it: each connection is counted.
    let timeout = Duration::from_secs(5);
    let mailer = mailer(SmtpSettings { timeout, ..post.settings() }).unwrap();
    let letter = letter("ada@example.com", code());
    mailer.send(&letter).await.unwrap();
    post.server.behave(in_trouble(Trouble::Hangs(Stage::Reset)));
    mailer.send(&letter).await.unwrap();
    assert_eq!(post.server.mails().len(), 2);
    assert_eq!(post.server.connections(), 2);
}

#[rstest]
#[case(Stage::Greeting)]
#[case(Stage::Recipient)]
#[case(Stage::Content)]
#[tokio::test]
async fn a_server_that_hangs_up_is_tried_again(#[case] stage: Stage) {
    let post = Post::start(in_trouble(Trouble::Closes(stage))).await;
    later(post.mailer().send(&letter("ada@example.com", code())).await);
    assert!(post.server.mails().is_empty());
}

#[rstest]
#[case(Stage::Greeting, "421 4.3.2 closing for today")]
#[case(Stage::Greeting, "554 no service here")]
#[case(Stage::Sender, "451 4.3.0 out of order")]
#[case(Stage::Sender, "550 5.1.8 who are you")]
#[case(Stage::Recipient, "450 4.2.0 greylisted, come back later")]
#[case(Stage::Recipient, "421 4.7.0 too many")]
#[case(Stage::Recipient, "550 5.7.1 relaying denied")]
#[case(Stage::Recipient, "552 5.2.2 mailbox full")]
#[case(Stage::Data, "451 4.3.0 out of order")]
#[case(Stage::Content, "452 4.3.1 no room")]
#[case(Stage::Content, "554 5.7.1 looks like spam")]
#[tokio::test]
async fn what_may_pass_is_tried_again(#[case] stage: Stage, #[case] answer: &'static str) {
    let post = Post::start(in_trouble(Trouble::Answers(stage, answer))).await;
    let mailer = post.mailer();
    let letter = letter("ada@example.com", code());
    let told = later(mailer.send(&letter).await);
    assert!(told.contains(&answer[..3]), "{told}");
    post.server.behave(SmtpBehaviour::default());
    mailer.send(&letter).await.unwrap();
    assert_eq!(post.server.mails().len(), 1);
}

#[rstest]
#[case("550 no such user")]
#[case("550 5.1.1 no such user")]
#[case("551 5.1.6 moved away")]
#[case("553 no such name")]
#[case("556 5.1.10 takes no mail")]
#[tokio::test]
async fn a_recipient_who_is_refused_is_given_up(#[case] answer: &'static str) {
    let post = Post::start(in_trouble(Trouble::Answers(Stage::Recipient, answer))).await;
    let mailer = post.mailer();
    let told = never(mailer.send(&letter("nobody@example.com", code())).await);
    assert!(told.contains(answer[4..].trim()), "{told}");
    post.server.behave(SmtpBehaviour::default());
    mailer.send(&letter("ada@example.com", code())).await.unwrap();
    let mails = post.server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, ["ada@example.com"]);
    assert_eq!(post.server.connections(), 1);
}

#[tokio::test]
async fn an_address_that_the_server_has_no_letters_for_is_given_up() {
    let post = Post::start(SmtpBehaviour::default()).await;
    let told = never(post.mailer().send(&letter("jürgen@example.com", code())).await);
    assert!(told.contains("SMTPUTF8"), "{told}");
}

#[tokio::test]
async fn a_wrong_password_is_a_matter_for_the_operator_and_is_not_repeated() {
    let post = Post::start(SmtpBehaviour::default().with_login("postman", PASSWORD)).await;
    let mailer = post.mailer_with_password("not-hunter2");
    let told = later(mailer.send(&letter("ada@example.com", code())).await);
    assert!(told.contains("signing in to the mail server failed"), "{told}");
    assert!(told.contains("535: 5.7.8"), "{told}");
    assert!(!told.contains("not-hunter2"), "{told}");
    assert!(post.server.mails().is_empty());
}

#[tokio::test]
async fn a_server_that_asks_for_a_password_we_have_not_is_tried_again() {
    let post = Post::start(SmtpBehaviour::default().with_login("postman", PASSWORD)).await;
    let told = later(post.mailer().send(&letter("ada@example.com", code())).await);
    assert!(told.contains("530"), "{told}");
}

#[tokio::test]
async fn a_server_that_repeats_the_mail_is_not_repeated() {
    let answer = Trouble::Answers(Stage::Content, "554 5.7.1 no mail with 428913 in it");
    let post = Post::start(in_trouble(answer)).await;
    let told = later(post.mailer().send(&letter("ada@example.com", code())).await);
    assert!(told.contains("554: 5.7.1"), "{told}");
    assert!(!told.contains(CODE), "{told}");
}
