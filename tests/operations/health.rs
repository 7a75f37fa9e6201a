//! Whether it lives, and how it starts and ends.

use tenantry_testkit::{PASSWORD, Requests as _, TestServer, raw};

#[tokio::test]
async fn it_tells_that_it_lives_and_can_serve() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/healthz").await.ok(200), serde_json::json!({"status": "ok"}));
    assert_eq!(server.get("/readyz").await.ok(200), serde_json::json!({"status": "ready"}));
}

#[tokio::test]
async fn it_is_not_ready_on_the_schema_of_another_build() {
    let server = TestServer::start().await;
    let newest = "(SELECT max(version) FROM __diesel_schema_migrations)";
    server.sql(&format!("DELETE FROM __diesel_schema_migrations WHERE version = {newest}")).await;
    let answer = server.get("/readyz").await;
    assert!(answer.status >= 500, "{answer}");
    server.get("/healthz").await.ok(200);
}

#[tokio::test]
async fn the_banner_says_where_everything_is() {
    let server = TestServer::start().await;
    let banner = server.banner();
    let base = server.client().base();
    for line in [
        format!("Tenantry listens on {base}"),
        format!("docs: {base}/docs"),
        format!("metrics: {}/metrics", server.metrics().base()),
    ] {
        assert!(banner.lines().any(|printed| printed == line), "{line} in\n{banner}");
    }
    assert!(banner.lines().any(|line| line.starts_with("data: ")), "{banner}");
}

#[tokio::test]
async fn told_to_stop_it_ends_well() {
    let server = TestServer::start().await;
    server.signed_up("ada").await;
    let ended = server.stop().await;
    assert!(!ended.stderr.contains("ERROR") && !ended.stderr.contains("panicked"), "{ended:#?}");
    ended.succeeded();
}

#[tokio::test]
async fn told_to_stop_it_answers_what_it_has_begun() {
    let mut server = TestServer::start().await;
    server.signed_up("ada").await;
    let body = format!(r#"{{"email": "ada@example.com", "password": "{PASSWORD}"}}"#);
    let mut connection = raw::Connection::to(server.client()).await;
    let head =
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    let length = body.len();
    connection
        .send(format!("{head}Expect: 100-continue\r\nContent-Length: {length}\r\n\r\n"))
        .await;
    connection.hears("100 Continue").await;
    server.is_told_to_stop();
    server.logs("stopping").await;
    connection.send(&body).await;
    let answer = connection.answer().await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("access_token"), "{answer}");
    server.ended().await.succeeded();
}
