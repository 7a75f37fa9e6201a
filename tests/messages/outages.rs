//! A mail server that is away, or hangs, and a worker that dies.

use tenantry_testkit::smtp::{Stage, Trouble};
use tenantry_testkit::{Person, Requests as _, SignUp};

use super::{Post, mails_to, waiting, waiting_until, well};
use crate::fixtures::{
    NEW_PASSWORD, at_once, forgot_password, messages_are_due, resend_code, reset_password,
    verify_email,
};

const NAMES: [&str; 3] = ["ada", "grace", "mary"];

fn address(name: &str) -> String {
    format!("{name}@example.com")
}

#[tokio::test]
async fn while_the_mail_server_is_away_requests_go_on_and_afterwards_all_comes() {
    let mut post = Post::open().await;
    post.smtp.stop().await;
    let mut people = Vec::new();
    for name in NAMES {
        people.push(post.server.signed_up(name).await);
    }
    forgot_password(&post.server, "ada@example.com").await.ok(200);
    resend_code(&post.server, "nobody@example.com").await.ok(200);
    let is_tried = |waiting: &[serde_json::Value]| {
        waiting.len() == 4 && waiting.iter().all(|message| !message["last_error"].is_null())
    };
    let waiting = waiting_until(&post.server, is_tried).await;
    for message in &waiting {
        assert!(message["given_up_at"].is_null(), "{message}");
        assert!(message["next_attempt_at"].is_string(), "{message}");
    }
    for person in &people {
        person.get("/api/v1/users/me").await.ok(200);
    }

    post.smtp.start_again().await;
    post.server.program().run(&["outbox", "retry", "--all"]).await.succeeded();
    post.smtp.mails_once_there_are(4).await;
    post.server.has_sent_all().await;
    for name in NAMES {
        let mails = mails_to(&post.smtp, &address(name));
        let code = mails.iter().rfind(|mail| mail.subject.contains("Confirm")).unwrap().code();
        verify_email(&post.server, &address(name), &code).await.ok(200);
    }
    let link = mails_to(&post.smtp, "ada@example.com");
    let link = link.iter().rfind(|mail| mail.subject.contains("Reset")).unwrap();
    reset_password(&post.server, &link.token(), NEW_PASSWORD).await.ok(200);
    post.server.has_sent_all().await;
}

#[tokio::test]
async fn it_is_tried_again_without_anybody_asking() {
    let post =
        Post::behaving(|it| it.with_trouble(Trouble::Answers(Stage::Sender, "451 4.3.0 not now")))
            .await;
    post.server.signed_up("ada").await;
    waiting_until(&post.server, |waiting| !waiting[0]["last_error"].is_null()).await;
    post.smtp.behave(well());
    // The pause is the only thing that is cut short.
    messages_are_due(&post.server).await;
    post.smtp.mails_once_there_are(1).await;
    post.server.has_sent_all().await;
}

#[tokio::test]
async fn a_mail_server_that_hangs_holds_up_no_request() {
    let post = Post::behaving(|it| it.with_trouble(Trouble::Hangs(Stage::Greeting))).await;
    for name in NAMES {
        post.server.signed_up(name).await;
    }
    assert_eq!(waiting(&post.server).await.len(), 3);
    post.smtp.behave(well());
    // Those that hang are not waited for.
    post.server.program().run(&["outbox", "retry", "--all"]).await.succeeded();
    post.smtp.mails_once_there_are(3).await;
    post.server.has_sent_all().await;
    for name in NAMES {
        let code = mails_to(&post.smtp, &address(name)).last().unwrap().code();
        verify_email(&post.server, &address(name), &code).await.ok(200);
    }
}

#[tokio::test]
async fn a_worker_that_is_killed_in_mid_send_loses_nothing() {
    for stage in [Stage::Recipient, Stage::Content] {
        let Post { server, smtp, database } =
            Post::behaving(|it| it.with_trouble(Trouble::Hangs(stage))).await;
        for name in NAMES {
            Person::sign_up(server.client(), SignUp::named(name)).await;
        }
        smtp.hangs_in(NAMES.len()).await;
        let again = server.program().clone();
        server.kill().await;
        assert!(smtp.mails().is_empty());

        smtp.behave(well());
        let server = again.serve().await;
        // Whose claim it was is not waited for.
        messages_are_due(&server).await;
        smtp.mails_once_there_are(3).await;
        server.has_sent_all().await;
        for name in NAMES {
            let [mail] = &mails_to(&smtp, &address(name))[..] else { panic!("{name}") };
            verify_email(&server, &address(name), &mail.code()).await.ok(200);
        }
        drop((server, database));
    }
}

#[tokio::test]
async fn a_clean_stop_loses_nothing_either() {
    let Post { server, mut smtp, database } = Post::open().await;
    smtp.stop().await;
    for name in NAMES {
        Person::sign_up(server.client(), SignUp::named(name)).await;
    }
    let again = server.program().clone();
    server.stop().await.succeeded();
    smtp.start_again().await;
    let server = again.serve().await;
    messages_are_due(&server).await;
    smtp.mails_once_there_are(3).await;
    server.has_sent_all().await;
    drop((server, database));
}

#[tokio::test]
async fn two_nodes_send_each_message_once() {
    let post = Post::open().await;
    let other_node = post.server.program().serve().await;
    let addresses: Vec<String> = (0..20).map(|number| address(&format!("ada{number}"))).collect();
    let sign_ups = addresses.iter().enumerate().map(|(number, email)| {
        let node = if number % 2 == 0 { &post.server } else { &other_node };
        node.post("/api/v1/auth/signup").json(SignUp::named("ada").with("email", &**email).body())
    });
    for answer in at_once(sign_ups).await {
        answer.ok(201);
    }
    post.server.has_sent_all().await;
    for email in &addresses {
        let [mail] = &mails_to(&post.smtp, email)[..] else { panic!("{email}") };
        verify_email(&post.server, email, &mail.code()).await.ok(200);
    }
    assert_eq!(post.smtp.mails().len(), addresses.len());
}

#[tokio::test]
async fn a_code_that_nobody_waits_for_any_more_is_not_sent() {
    let mut post = Post::open().await;
    post.smtp.stop().await;
    post.server.signed_up("ada").await;
    post.server.signed_up("grace").await;
    let late = "UPDATE outbox SET expires_at = now() - interval '1 second' WHERE recipient = 'ada@example.com'";
    post.server.sql(late).await;
    post.smtp.start_again().await;
    messages_are_due(&post.server).await;
    post.server.has_sent_all().await;
    let mut readers: Vec<_> = post.smtp.mails().into_iter().flat_map(|mail| mail.to).collect();
    readers.dedup();
    assert_eq!(readers, ["grace@example.com"]);
    // Whoever comes back asks once more.
    resend_code(&post.server, "ada@example.com").await.ok(200);
    post.smtp.mails_once_there_are(2).await;
}

#[tokio::test]
async fn what_waits_holds_no_secret() {
    let mut post = Post::open().await;
    post.smtp.stop().await;
    post.server.signed_up("ada").await;
    forgot_password(&post.server, "ada@example.com").await.ok(200);
    let is_tried = |waiting: &[serde_json::Value]| {
        waiting.len() == 2 && waiting.iter().all(|message| !message["last_error"].is_null())
    };
    let waiting = waiting_until(&post.server, is_tried).await;
    let rows = post.server.sql("SELECT row_to_json(outbox)::text FROM outbox").await;
    assert_eq!(rows.len(), 2);
    let told = format!("{waiting:?} {rows:?} {}", post.server.log());
    assert!(!told.contains("pr-nc-"), "{told}");
    post.smtp.start_again().await;
    messages_are_due(&post.server).await;
    post.smtp.mails_once_there_are(2).await;
}
