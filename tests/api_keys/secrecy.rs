//! Where secrets are: in one answer, and nowhere else.

use tenantry_testkit::{PASSWORD, Requests as _, TestServer};

use crate::fixtures::dump;

#[tokio::test]
async fn a_secret_is_in_one_answer_and_in_no_log_and_no_dump() {
    let server = TestServer::configured(&[("log.level", "trace"), ("log.format", "json")]).await;
    let ada = server.owner("ada").await;
    let project = ada.creates_project(&ada.organization().await, "engine").await;
    let key = ada.creates_api_key(&project, "ci").await;
    let gateway = server.service("gateway").await;
    assert_eq!(gateway.learns(&key.secret).await["active"], true);
    server.get("/api/v1/users/me").bearer(&key.secret).await.refused(401, "unauthorized");
    let next = ada.refreshes().await;

    let dump = dump(&server).await;
    // The dump has the rows, so that what is missing from it is missing for good.
    assert!(dump.contains(&key.id) && dump.contains("ada@example.com"), "{dump}");
    let everywhere =
        [dump, server.log(), server.banner(), ada.get("/api/v1/users/me").await.text()];
    let log = server.log();
    assert!(log.contains("/api/v1/introspect"), "{log}");
    let secrets = [
        &key.secret,
        &gateway.credential,
        &ada.refresh_token,
        &ada.access_token,
        &next.refresh_token,
        &next.access_token,
        PASSWORD,
    ];
    for secret in secrets {
        // Not even most of it.
        let heart = &secret[10..secret.len() - 4];
        for place in &everywhere {
            assert!(!place.contains(heart), "{secret} is in\n{place}");
        }
    }
}
