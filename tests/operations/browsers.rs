//! What browsers heed, and where the API is published.

use tenantry_testkit::{Answer, Requests as _, TestServer};

#[tokio::test]
async fn every_answer_has_the_headers_that_browsers_heed() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let answers = [
        ada.get("/api/v1/users/me").await,
        server.get("/api/v1/users/me").await,
        server.get("/nowhere").await,
        server.request("PATCH", "/api/tenant").await,
        server.get("/healthz").await,
        server.get("/docs/").await,
        server.get("/openapi.json").await,
        server.post("/api/v1/auth/login").await,
    ];
    for answer in answers {
        assert_eq!(answer.header("X-Content-Type-Options"), "nosniff", "{answer}");
        assert_eq!(answer.header("X-Frame-Options"), "DENY", "{answer}");
        assert_eq!(answer.header("Referrer-Policy"), "no-referrer", "{answer}");
        assert!(
            answer.header("Content-Security-Policy").contains("frame-ancestors 'none'"),
            "{answer}"
        );
        assert!(!answer.header("X-Request-Id").is_empty(), "{answer}");
        assert!(!answer.header("Cache-Control").is_empty(), "{answer}");
        assert_eq!(answer.header("Strict-Transport-Security"), "", "{answer}");
        assert_eq!(answer.header("Server"), "", "{answer}");
    }
    let jwks = server.get("/.well-known/jwks.json").await;
    assert_eq!(jwks.header("Cache-Control"), "public, max-age=300");
}

#[tokio::test]
async fn published_by_https_it_asks_for_https() {
    let server = TestServer::configured(&[("server.public_url", "https://id.example.com")]).await;
    let answer = server.get("/healthz").await;
    assert!(answer.header("Strict-Transport-Security").contains("max-age="), "{answer}");
    let document = server.get("/openapi.json").await.ok(200);
    assert_eq!(document["servers"][1]["url"], "https://id.example.com");
}

#[tokio::test]
async fn no_page_of_another_origin_may_call_unless_it_is_configured() {
    let origin = "https://console.example.com";
    let server = TestServer::start().await;
    let preflight = |server: &TestServer, origin: &str| {
        server
            .request("OPTIONS", "/api/v1/auth/login")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type, authorization")
    };
    let is_closed = |answer: &Answer| {
        answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-"))
    };
    assert!(is_closed(&preflight(&server, origin).await));
    assert!(is_closed(&server.get("/healthz").header("Origin", origin).await));

    let server = TestServer::configured(&[("server.cors_origins", origin)]).await;
    let open = preflight(&server, origin).await;
    assert!((200..300).contains(&open.status), "{open}");
    assert_eq!(open.header("Access-Control-Allow-Origin"), origin);
    assert!(open.header("Access-Control-Allow-Methods").contains("POST"), "{open}");
    assert!(
        open.header("Access-Control-Allow-Headers").to_lowercase().contains("authorization"),
        "{open}"
    );
    assert_eq!(open.header("Access-Control-Allow-Credentials"), "");
    let answer = server.get("/api/v1/users/me").header("Origin", origin).await;
    answer.refused(401, "unauthorized");
    assert_eq!(answer.header("Access-Control-Allow-Origin"), origin);

    for stranger in ["https://evil.example", "null", "https://console.example.com.evil.example"] {
        let closed = preflight(&server, stranger).await;
        assert_eq!(closed.header("Access-Control-Allow-Origin"), "", "{closed}");
        let answer = server.get("/healthz").header("Origin", stranger).await;
        assert_eq!(answer.header("Access-Control-Allow-Origin"), "", "{answer}");
    }
}

#[tokio::test]
async fn below_the_path_of_its_public_url_it_is_the_same() {
    let server =
        TestServer::configured(&[("server.public_url", "https://example.com/tenantry")]).await;
    let ada = server.owner("ada").await;
    let organization = ada.organization().await;
    for path in ["/api/tenant", "/api/v1/orgs", &organization.path("")] {
        let below = ada.get(&format!("/tenantry{path}")).await.ok(200);
        assert_eq!(below, ada.get(path).await.ok(200));
    }
    for path in ["/healthz", "/readyz", "/openapi.json", "/.well-known/jwks.json", "/docs/"] {
        server.get(&format!("/tenantry{path}")).await.is(200);
    }
    let wrong = server.request("PATCH", "/tenantry/api/tenant").await;
    wrong.refused(405, "method_not_allowed");
    assert_eq!(wrong.header("Allow"), "GET, POST, PUT, DELETE");
    server.get("/tenantry/nowhere").await.refused(404, "not_found");
    server.get("/tenantryapi/tenant").await.refused(404, "not_found");
    let document = server.get("/tenantry/openapi.json").await.ok(200);
    assert_eq!(document["servers"][0]["url"], "/tenantry");
    let gateway = server.service("gateway").await;
    assert_eq!(gateway.learns(&ada.access_token).await["iss"], "https://example.com/tenantry");
    let metrics = server.metrics().get("/metrics").await.text();
    assert!(!metrics.contains("/tenantry"), "{metrics}");
}
