//! What it counts, and what it logs.

use serde_json::Value;
use tenantry_testkit::{Requests as _, TestServer};

use crate::fixtures::never_issued;

#[tokio::test]
async fn requests_are_counted_by_their_routes_template() {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await;
    let gateway = server.service("gateway").await;
    let project = ada.creates_project(&ada.organization().await, "engine").await;
    let key = ada.creates_api_key(&project, "ci").await;
    gateway.learns(&key.secret).await;
    gateway.learns("nonsense").await;
    for _ in 0..3 {
        ada.get(&format!("/api/v1/orgs/{}", never_issued())).await.refused(404, "not_found");
    }
    server.get("/nowhere/in/particular").await.refused(404, "not_found");
    server.request("BREW", "/api/tenant").await.refused(405, "method_not_allowed");

    let answer = server.metrics().get("/metrics").await;
    answer.is(200);
    assert!(answer.header("Content-Type").contains("openmetrics-text"), "{answer}");
    let text = answer.text();
    for line in [
        r#"tenantry_http_requests_total{method="GET",route="/api/v1/orgs/{org_id}",status="404"} 3"#,
        r#"tenantry_http_requests_total{method="POST",route="/api/v1/auth/signup",status="201"} 1"#,
        r#"tenantry_http_requests_total{method="POST",route="/api/v1/introspect",status="200"} 2"#,
        r#"tenantry_credential_verifications_total{kind="api_key",outcome="active"} 1"#,
        r#"tenantry_credential_verifications_total{kind="unknown",outcome="inactive"} 1"#,
        "# EOF",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    assert!(text.contains("tenantry_http_request_duration_seconds_bucket"), "{text}");
    // What a stranger makes up becomes no series.
    for made_up in [never_issued().as_str(), "nowhere", "BREW", &key.secret, &project.id] {
        assert!(!text.contains(made_up), "{made_up} in\n{text}");
    }
    server.metrics().get("/").await.is(404);
}

#[tokio::test]
async fn every_request_leaves_one_line_in_the_log() {
    let server = TestServer::configured(&[("log.format", "json")]).await;
    let ada = server.owner("ada").await;
    let path = ada.organization().await.path("");
    ada.get(&path).header("X-Request-Id", "the-one-to-look-for").await.ok(200);
    server.get(&path).header("X-Request-Id", "from-nobody").await.refused(401, "unauthorized");
    let tenant = ada.tenant().await;
    let log = server.stop().await.stderr;

    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let named = |id: &str| -> Vec<&Value> {
        lines.iter().filter(|line| line["request_id"] == id).collect()
    };
    let [line] = named("the-one-to-look-for")[..] else { panic!("{log}") };
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["method"], "GET");
    assert_eq!(line["route"], "/api/v1/orgs/{org_id}");
    assert_eq!(line["status"], 200);
    assert_eq!(line["tenant"], tenant.as_str());
    assert_eq!(line["caller"], "session");
    assert!(line["duration_ms"].is_number() && line["timestamp"].is_string(), "{line}");
    let [line] = named("from-nobody")[..] else { panic!("{log}") };
    assert_eq!((&line["status"], &line["caller"]), (&Value::from(401), &Value::from("anonymous")));
}

#[tokio::test]
async fn successful_verifications_are_told_at_debug_only() {
    for (level, told) in [("info", false), ("debug", true)] {
        let server = TestServer::configured(&[("log.level", level)]).await;
        let gateway = server.service("gateway").await;
        gateway.asks_about("nonsense").header("X-Request-Id", "the-question").await.ok(200);
        let log = server.stop().await.stderr;
        assert_eq!(log.contains("the-question"), told, "{level}: {log}");
    }
}
