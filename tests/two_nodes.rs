//! Two servers on one database: what one did holds at the other. How soon it does that something ended, `nodes.rs` tells.

use serde_json::json;
use tenantry_testkit::{Program, Requests as _, TestDatabase, TestServer};

use crate::fixtures::at_once;

const MASTER_KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

async fn two_servers(database: &TestDatabase) -> (TestServer, TestServer) {
    let program = Program::on(database.url())
        .with("secrets.master_key", MASTER_KEY)
        .with("tokens.refresh_grace", "5m");
    (program.serve().await, program.elsewhere().serve().await)
}

#[tokio::test]
async fn what_one_issued_the_other_believes() {
    let database = TestDatabase::create().await;
    let (one, other) = two_servers(&database).await;
    let gateway = one.service("gateway").await;
    let ada = one.owner("ada").await;
    let project = ada.creates_project(&ada.organization().await, "engine").await;
    let key = ada.creates_api_key(&project, "ci").await;
    let question = other.post("/api/v1/introspect").bearer(&gateway.credential);

    other.get("/api/v1/users/me").bearer(&ada.access_token).await.ok(200);
    assert_eq!(question.form(&[("token", &key.secret)]).await.ok(200)["active"], true);
}

#[tokio::test]
async fn refreshes_at_both_at_once_have_one_successor() {
    let database = TestDatabase::create().await;
    let (one, other) = two_servers(&database).await;
    let ada = one.signed_up("ada").await;
    let body = json!({"refresh_token": ada.refresh_token});
    let requests = (0..10).map(|number| {
        let server = if number % 2 == 0 { &one } else { &other };
        server.post("/api/v1/auth/refresh").json(&body)
    });
    let answers = at_once(requests).await;
    let successors: Vec<_> =
        answers.iter().map(|answer| answer.ok(200)["refresh_token"].clone()).collect();
    assert!(successors.windows(2).all(|pair| pair[0] == pair[1]), "{successors:?}");
    assert_ne!(successors[0], json!(ada.refresh_token));
}
