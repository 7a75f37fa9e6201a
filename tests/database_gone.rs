//! The database goes, and comes back.

use std::time::Duration;

use serde_json::json;
use tenantry_testkit::{PASSWORD, Program, Requests as _, Service, TestCluster, TestDatabase};

#[tokio::test]
async fn without_its_database_the_service_says_so_and_comes_back_with_it() {
    let cluster = TestCluster::private();
    let database = TestDatabase::create_on(&cluster).await;
    let server = Program::on(database.url()).serve().await;
    let gateway = server.service("gateway").await;
    let ada = server.owner("ada").await;
    let project = ada.creates_project(&ada.organization().await, "engine").await;
    let key = ada.creates_api_key(&project, "ci").await;
    let login = json!({"email": "ada@example.com", "password": PASSWORD});

    for _ in 0..2 {
        server.get("/readyz").once_served().await.ok(200);
        cluster.stop();
        until_memory_is_not_believed(&gateway, &key.secret).await;
        // More of them than there are connections to be found dead.
        for _ in 0..12 {
            ada.get("/api/v1/users/me").await.refused(503, "unavailable");
        }
        ada.post("/api/v1/orgs").json(&json!({"name": "a"})).await.refused(503, "unavailable");
        server.post("/api/v1/auth/login").json(&login).await.refused(503, "unavailable");
        let refresh = json!({"refresh_token": ada.refresh_token});
        server.post("/api/v1/auth/refresh").json(&refresh).await.refused(503, "unavailable");
        let asked = gateway.asks_about(&key.secret).await;
        assert_eq!(asked.refused(503, "unavailable")["error"], "temporarily_unavailable");
        server.get("/readyz").await.refused(503, "unavailable");
        server.get("/healthz").await.ok(200);
        server.get("/.well-known/jwks.json").await.ok(200);
        server.get("/openapi.json").await.ok(200);
        // What is wrong without any database is wrong still.
        server.get("/api/v1/users/me").await.refused(401, "unauthorized");
        server.post("/api/v1/auth/login").json(&json!({})).await.refused(400, "invalid_request");

        cluster.start();
        // One connection that is made again is not all of them: a database that was just started takes its time for each.
        server.get("/readyz").once_served().await.ok(200);
        ada.get("/api/v1/users/me").once_served().await.ok(200);
        server.post("/api/v1/auth/login").json(&login).once_served().await.ok(200);
        let learned = gateway.asks_about(&key.secret).once_served().await.ok(200);
        assert_eq!(learned["active"], true);
    }
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

#[tokio::test]
async fn a_service_that_is_started_first_waits_for_its_database() {
    let cluster = TestCluster::private();
    let database = TestDatabase::create_on(&cluster).await;
    cluster.stop();
    let mut starting = Program::on(database.url()).begins_to_serve();
    starting.logs("waiting for the database").await;
    cluster.start();
    let server = starting.listens().await;
    server.owner("ada").await;
}

/// For a second at most what was remembered is still answered.
async fn until_memory_is_not_believed(gateway: &Service, key: &str) {
    for _ in 0..1000 {
        if gateway.asks_about(key).await.status == 503 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("what is remembered is believed without end");
}
