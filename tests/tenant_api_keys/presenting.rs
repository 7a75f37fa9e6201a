//! How a key is shown, and how it is not.

use tenantry_testkit::Requests as _;

use super::{World, world};

const ORGS: &str = "/api/v1/orgs";

#[tokio::test]
async fn it_is_shown_in_its_own_header() {
    let World { server, key, .. } = world().await;
    server.get(ORGS).key(&key.secret).await.ok(200);
    server.get(ORGS).header("x-api-key", &key.secret).await.ok(200);
    for authorization in [
        format!("Bearer {}", key.secret),
        format!("Basic {}", key.secret),
        format!("X-API-Key {}", key.secret),
        key.secret.clone(),
    ] {
        let request = server.get(ORGS).header("Authorization", authorization);
        request.await.refused(401, "unauthorized");
    }
    for name in ["api_key", "X-API-Key", "x-api-key", "key", "token"] {
        let request = server.get(ORGS).query(&[(name, key.secret.as_str())]);
        request.await.refused(401, "unauthorized");
    }
}

#[tokio::test]
async fn the_prefix_that_is_sent_along_must_be_its_own() {
    let World { server, ada, key, .. } = world().await;
    let other = ada.creates_tenant_key("other").await;
    let with = |prefix: &str| server.get(ORGS).key(&key.secret).header("X-APP-ID", prefix);
    with(&key.prefix).await.ok(200);
    let longer = key.prefix.clone() + "x";
    let upper = key.prefix.to_uppercase();
    let wrong = ["", "x", "tk-nc-", &other.prefix, &key.secret, &longer, &upper, &key.prefix[1..]];
    for prefix in wrong {
        with(prefix).await.refused(401, "unauthorized");
    }
    let both = with(&key.prefix).header("X-APP-ID", &other.prefix).await;
    assert!([400, 401].contains(&both.status), "{both}");
    let strange = server.get(ORGS).key(&key.secret).header("X-APP-ID", b"\xff\xfe");
    strange.await.refused(401, "unauthorized");
    // To others it means nothing, and alone it opens nothing.
    ada.get(ORGS).header("X-APP-ID", "x").await.ok(200);
    server.get(ORGS).header("X-APP-ID", &key.prefix).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn two_credentials_are_refused_whichever_they_are() {
    let World { server, ada, key, organization } = world().await;
    let token = ada.creates_token(&organization, "laptop").await;
    for bearer in [&ada.access_token, &token.secret, &key.secret, "x"] {
        let request = server.get(ORGS).key(&key.secret).bearer(bearer);
        request.await.refused(400, "invalid_request");
    }
    server.get(ORGS).key(&key.secret).key(&key.secret).await.refused(400, "invalid_request");
    server.get(ORGS).key("").bearer(&ada.access_token).await.refused(400, "invalid_request");
}

#[tokio::test]
async fn what_is_no_key_of_a_tenant_opens_nothing() {
    let World { server, ada, key, organization } = world().await;
    let token = ada.creates_token(&organization, "laptop").await;
    let project = ada.creates_project(&organization, "engine").await;
    let of_project = ada.creates_api_key(&project, "ci").await;
    let gateway = server.service("gateway").await;
    let mut mistyped = key.secret.clone();
    mistyped.replace_range(20..21, if &key.secret[20..21] == "a" { "b" } else { "a" });
    let upper = key.secret.to_uppercase();
    let shown = [
        "",
        " ",
        "x",
        "tk-nc-",
        "tk-nc-0000000000000000000000000000000000000000000000000",
        &key.prefix,
        &key.secret[..54],
        &mistyped,
        &upper,
        &token.secret,
        &gateway.credential,
        &ada.access_token,
        &ada.refresh_token,
    ];
    for shown in shown {
        server.get(ORGS).key(shown).await.refused(401, "unauthorized");
    }
    let told = server.get(ORGS).key(&of_project.secret).await.refused(401, "unauthorized");
    assert!(told["message"].as_str().unwrap().contains("platform's other services"), "{told}");
    server.get(ORGS).header("X-API-Key", b"\xff\xfe").await.refused(401, "unauthorized");
    server.get(ORGS).key(&key.secret).await.ok(200);
}
