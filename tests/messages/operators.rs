//! What an operator sees of messages that wait, and does about them.

use std::time::{Duration, Instant};

use serde_json::Value;
use tenantry_testkit::Requests as _;
use tenantry_testkit::smtp::{Stage, Trouble};

use super::{Post, waiting, waiting_until, well};
use crate::fixtures::{PATIENCE, keys, never_issued};

/// Waits until so many messages are counted with this outcome: what became of one is counted a moment after it is written down.
async fn are_counted(post: &Post, outcome: &str, number: u32) {
    let expected =
        format!(r#"tenantry_messages_total{{kind="verify_email",outcome="{outcome}"}} {number}"#);
    let begun = Instant::now();
    loop {
        let metrics = post.server.metrics().get("/metrics").await.text();
        if metrics.lines().any(|line| line == expected) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{metrics}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_list_shows_what_waits_and_why() {
    let trouble = Trouble::Answers(Stage::Sender, "451 4.3.0 the disk is full");
    let post = Post::behaving(|it| it.with_trouble(trouble)).await;
    assert_eq!(waiting(&post.server).await, Vec::<Value>::new());
    post.server.signed_up("ada").await;
    let listed = waiting_until(&post.server, |it| !it[0]["last_error"].is_null()).await;
    let [message] = &listed[..] else { panic!("{listed:#?}") };
    assert_eq!(
        keys(message),
        [
            "attempts",
            "created_at",
            "given_up_at",
            "id",
            "kind",
            "last_error",
            "next_attempt_at",
            "recipient",
        ]
    );
    assert_eq!(message["kind"], "verify_email");
    assert_eq!(message["recipient"], "ada@example.com");
    let table = post.server.program().run(&["outbox", "list"]).await.succeeded();
    for word in ["verify_email", "ada@example.com", message["id"].as_str().unwrap()] {
        assert!(table.contains(word), "{word} in\n{table}");
    }
}

#[tokio::test]
async fn what_is_sent_on_request_is_counted_and_what_is_not_there_is_told() {
    let refuses = Trouble::Answers(Stage::Recipient, "550 5.1.1 no such user here");
    let post = Post::behaving(|it| it.with_trouble(refuses)).await;
    for name in ["ada", "grace"] {
        post.server.signed_up(name).await;
    }
    let all_given_up = |waiting: &[Value]| {
        waiting.len() == 2 && waiting.iter().all(|it| !it["given_up_at"].is_null())
    };
    waiting_until(&post.server, all_given_up).await;
    are_counted(&post, "given_up", 2).await;

    let program = post.server.program();
    let unknown = program.run(&["outbox", "retry", &never_issued()]).await.failed();
    assert!(unknown.contains("no such message"), "{unknown}");
    for wrong in [&["outbox", "retry"][..], &["outbox", "retry", "nonsense"], &["outbox"]] {
        assert_eq!(program.run(wrong).await.status.code(), Some(2), "{wrong:?}");
    }
    assert!(post.smtp.mails().is_empty());

    post.smtp.behave(well());
    let told = program.run(&["outbox", "retry", "--all"]).await;
    assert!(told.stderr.contains('2'), "{told:?}");
    told.succeeded();
    post.smtp.mails_once_there_are(2).await;
    post.server.has_sent_all().await;
    let none = program.run(&["outbox", "retry", "--all"]).await;
    assert!(none.stderr.contains('0'), "{none:?}");
    are_counted(&post, "sent", 2).await;
}

#[tokio::test]
async fn the_commands_work_without_a_service_too() {
    let Post { server, mut smtp, database } = Post::open().await;
    smtp.stop().await;
    server.signed_up("ada").await;
    let program = server.program().clone();
    server.stop().await.succeeded();
    let listed = program.run(&["outbox", "list", "--json"]).await.succeeded();
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    program.run(&["outbox", "retry", "--all"]).await.succeeded();
    drop(database);
}
