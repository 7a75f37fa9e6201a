//! What clients of OAuth find out by themselves (RFC 8414).

use serde_json::json;
use tenantry_testkit::{Requests as _, TestServer};

const PATH: &str = "/.well-known/oauth-authorization-server";

#[tokio::test]
async fn the_addresses_stand_where_clients_look_for_them() {
    let server = TestServer::start().await;
    let answer = server.get(PATH).await;
    let told = answer.ok(200);
    assert_eq!(answer.header("Content-Type"), "application/json");
    let issuer = "http://localhost:8080";
    assert_eq!(told["issuer"], issuer);
    assert_eq!(told["jwks_uri"], format!("{issuer}/.well-known/jwks.json"));
    assert_eq!(told["introspection_endpoint"], format!("{issuer}/api/v1/introspect"));
    assert_eq!(told["revocation_endpoint"], format!("{issuer}/api/v1/revoke"));
    assert_eq!(told["grant_types_supported"], json!([]));
    assert_eq!(told["response_types_supported"], json!([]));
    // There is nowhere to be sent to, and no token to be had by OAuth.
    for absent in ["authorization_endpoint", "token_endpoint", "registration_endpoint"] {
        assert_eq!(told.get(absent), None);
    }
}

#[tokio::test]
async fn they_are_below_the_public_address() {
    let public = "https://id.example.com/tenant";
    let server = TestServer::configured(&[("server.public_url", public)]).await;
    for path in [PATH.to_owned(), format!("/tenant{PATH}")] {
        let told = server.get(&path).await.ok(200);
        assert_eq!(told["issuer"], public);
        for (name, below) in [
            ("jwks_uri", "/.well-known/jwks.json"),
            ("introspection_endpoint", "/api/v1/introspect"),
            ("revocation_endpoint", "/api/v1/revoke"),
        ] {
            assert_eq!(told[name], format!("{public}{below}"));
        }
    }
    server.get("/tenant/.well-known/jwks.json").await.ok(200);
}

#[tokio::test]
async fn an_access_token_names_the_issuer_that_is_told() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let told = server.get(PATH).await.ok(200);
    assert_eq!(crate::fixtures::claims(&ada.access_token)["iss"], told["issuer"]);
}
