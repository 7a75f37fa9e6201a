//! What is no access token of ours does not open anything, however it is made.

use std::time::{Duration, Instant};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64_URL};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use tenantry_testkit::{Answer, Person, Requests as _, TestServer};

use crate::fixtures::{PATIENCE, claims};

const ME: &str = "/api/v1/users/me";

/// Signed in, so that what is forged could pass but for the forgery.
async fn server_and_ada() -> (TestServer, Person) {
    let server = TestServer::start().await;
    let ada = server.owner("ada").await.signs_in().await;
    ada.get(ME).await.ok(200);
    (server, ada)
}

async fn me(server: &TestServer, token: &str) -> Answer {
    server.get(ME).bearer(token).await
}

async fn published_key(server: &TestServer) -> Value {
    server.get("/.well-known/jwks.json").await.ok(200)["keys"][0].clone()
}

fn part(value: &Value) -> String {
    BASE64_URL.encode(value.to_string())
}

fn a_key_of_their_own() -> EncodingKey {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    EncodingKey::from_ec_der(pair.to_pkcs8v1().unwrap().as_ref())
}

fn header_like_ours(kid: &Value) -> Header {
    Header {
        typ: Some("at+jwt".to_owned()),
        kid: Some(kid.as_str().unwrap().to_owned()),
        ..Header::new(Algorithm::ES256)
    }
}

#[tokio::test]
async fn the_published_keys_check_our_tokens() {
    let (server, ada) = server_and_ada().await;
    let answer = server.get("/.well-known/jwks.json").await;
    let key = answer.ok(200)["keys"][0].clone();
    assert_eq!(crate::fixtures::keys(&key), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    let decoding = jsonwebtoken::DecodingKey::from_ec_components(
        key["x"].as_str().unwrap(),
        key["y"].as_str().unwrap(),
    )
    .unwrap();
    let mut rules = jsonwebtoken::Validation::new(Algorithm::ES256);
    rules.set_audience(&["http://localhost:8080"]);
    rules.set_issuer(&["http://localhost:8080"]);
    let token = jsonwebtoken::decode::<Value>(&ada.access_token, &decoding, &rules).unwrap();
    assert_eq!(token.header.typ.as_deref(), Some("at+jwt"));
    assert_eq!(token.header.kid.as_deref(), key["kid"].as_str());
    assert_eq!(token.claims["sub"], ada.id().as_str());
}

#[tokio::test]
async fn an_unsigned_token_is_refused() {
    let (server, ada) = server_and_ada().await;
    let kid = published_key(&server).await["kid"].clone();
    let (payload, signature) = ada.access_token.split_once('.').unwrap().1.split_once('.').unwrap();
    for algorithm in ["none", "None", "NONE", ""] {
        let header = part(&json!({"alg": algorithm, "typ": "at+jwt", "kid": kid}));
        for signature in ["", signature] {
            let forged = format!("{header}.{payload}.{signature}");
            me(&server, &forged).await.refused(401, "unauthorized");
        }
    }
    let own_header = ada.access_token.split('.').next().unwrap();
    me(&server, &format!("{own_header}.{payload}.")).await.refused(401, "unauthorized");
    me(&server, &format!("{own_header}.{payload}")).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn a_token_that_is_signed_with_the_public_key_as_a_password_is_refused() {
    let (server, ada) = server_and_ada().await;
    let key = published_key(&server).await;
    let coordinate = |name: &str| BASE64_URL.decode(key[name].as_str().unwrap()).unwrap();
    let point = [vec![4], coordinate("x"), coordinate("y")].concat();
    let head = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
    let head =
        (0..head.len()).step_by(2).map(|at| u8::from_str_radix(&head[at..at + 2], 16).unwrap());
    let spki: Vec<u8> = head.chain(point.clone()).collect();
    let body = BASE64_STANDARD.encode(&spki);
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n{}\n-----END PUBLIC KEY-----\n",
        &body[..64],
        &body[64..]
    );

    let passwords = [
        pem.trim_end().as_bytes().to_vec(),
        pem.into_bytes(),
        spki,
        point,
        key.to_string().into_bytes(),
    ];
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        for password in &passwords {
            let header = Header { alg: algorithm, ..header_like_ours(&key["kid"]) };
            let secret = EncodingKey::from_secret(password);
            let forged = encode(&header, &claims(&ada.access_token), &secret).unwrap();
            me(&server, &forged).await.refused(401, "unauthorized");
        }
    }
}

#[tokio::test]
async fn a_token_that_is_signed_with_a_key_of_their_own_is_refused() {
    let (server, ada) = server_and_ada().await;
    let kid = published_key(&server).await["kid"].clone();
    let own = a_key_of_their_own();
    let claims = claims(&ada.access_token);
    let foreign_kid = json!("01890000-0000-7000-8000-000000000000");
    for kid in [kid.clone(), foreign_kid, json!("../../etc/passwd"), json!("")] {
        let forged = encode(&header_like_ours(&kid), &claims, &own).unwrap();
        me(&server, &forged).await.refused(401, "unauthorized");
    }
    let jku = Some(format!("{}/.well-known/jwks.json", server.client().base()));
    let forged = encode(&Header { jku, ..header_like_ours(&kid) }, &claims, &own).unwrap();
    me(&server, &forged).await.refused(401, "unauthorized");
    let without_kid = Header { kid: None, ..header_like_ours(&kid) };
    me(&server, &encode(&without_kid, &claims, &own).unwrap()).await.refused(401, "unauthorized");
}

#[tokio::test]
async fn a_token_that_was_altered_is_refused() {
    let (server, ada) = server_and_ada().await;
    let eve = server.signed_up("eve").await;
    let [header, _, signature] = parts(&ada.access_token);
    for (claim, value) in [
        ("sub", json!(eve.id())),
        ("exp", json!(4_102_444_800_i64)),
        ("aud", json!("https://elsewhere.example")),
        ("iss", json!("https://elsewhere.example")),
        ("tid", json!("01890000-0000-7000-8000-000000000000")),
    ] {
        let mut altered = claims(&ada.access_token);
        altered[claim] = value;
        let forged = format!("{header}.{}.{signature}", part(&altered));
        me(&server, &forged).await.refused(401, "unauthorized");
    }
    let [_, foreign_payload, foreign_signature] = parts(&eve.access_token);
    let swapped = format!("{header}.{foreign_payload}.{signature}");
    me(&server, &swapped).await.refused(401, "unauthorized");
    let own = claims(&ada.access_token);
    let swapped = format!("{header}.{}.{foreign_signature}", part(&own));
    me(&server, &swapped).await.refused(401, "unauthorized");
}

fn parts(token: &str) -> [&str; 3] {
    token.split('.').collect::<Vec<_>>().try_into().unwrap()
}

#[tokio::test]
async fn another_installations_token_is_refused() {
    let (server, ada) = server_and_ada().await;
    let (elsewhere, _) = server_and_ada().await;
    me(&elsewhere, &ada.access_token).await.refused(401, "unauthorized");
    me(&server, &ada.access_token).await.ok(200);
}

#[tokio::test]
async fn other_credentials_are_no_access_tokens() {
    let (server, ada) = server_and_ada().await;
    let organization = ada.organization().await;
    let project = ada.creates_project(&organization, "engine").await;
    let key = ada.creates_api_key(&project, "ci").await;
    let service = server.service("gateway").await;

    let body = me(&server, &key.secret).await.refused(401, "unauthorized");
    let words = body["message"].as_str().unwrap();
    assert!(words.contains("platform's other services"), "{words}");
    for token in
        [&ada.refresh_token, &service.credential, "Bearer", "x", "....", "a.b.c", &"x".repeat(4000)]
    {
        me(&server, token).await.refused(401, "unauthorized");
    }
    server.get(ME).header("X-API-Key", &key.secret).await.refused(401, "unauthorized");
    for authorization in [
        "Bearer",
        "Bearer ",
        "Basic",
        "Basic ????",
        "Digest x",
        &ada.access_token,
        &format!("Basic {}", BASE64_STANDARD.encode(format!("ada:{}", ada.access_token))),
        &format!("Token {}", ada.access_token),
    ] {
        server.get(ME).header("Authorization", authorization).await.refused(401, "unauthorized");
    }
    server.get(ME).header("Authorization", b"Bearer \xff\xfe").await.refused(401, "unauthorized");
    let lower_case = format!("bearer {}", ada.access_token);
    server.get(ME).header("Authorization", lower_case).await.ok(200);
}

#[tokio::test]
async fn two_credentials_in_one_request_are_refused() {
    let (server, ada) = server_and_ada().await;
    ada.get(ME).bearer(&ada.access_token).await.refused(400, "invalid_request");
    ada.get(ME).header("X-API-Key", "tk-nc-x").await.refused(400, "invalid_request");
    let service = server.service("gateway").await;
    let answer = service.asks_about("x").header("X-API-Key", &service.credential).await;
    assert_eq!(answer.refused(400, "invalid_request")["error"], "invalid_request");
}

#[tokio::test]
async fn a_secret_in_a_query_string_is_not_read() {
    let (server, ada) = server_and_ada().await;
    for name in ["access_token", "token", "bearer", "authorization", "Authorization", "api_key"] {
        let request = server.get(ME).query(&[(name, &ada.access_token)]);
        request.await.refused(401, "unauthorized");
    }
    let service = server.service("gateway").await;
    let asked = server
        .post("/api/v1/introspect")
        .query(&[("access_token", service.credential.as_str())])
        .form(&[("token", &ada.access_token)]);
    asked.await.refused(401, "unauthorized");
    let in_query = service
        .post("/api/v1/introspect")
        .query(&[("token", &ada.access_token)])
        .form(&[("hint", "x")]);
    in_query.await.blames(&["token"]);
}

#[tokio::test]
async fn a_token_that_has_ended_is_refused() {
    let server = TestServer::configured(&[("tokens.access_lifetime", "1s")]).await;
    let ada = server.signed_up("ada").await;
    let begun = Instant::now();
    let ended = loop {
        let answer = ada.get(ME).once_served().await;
        if answer.status != 200 {
            break answer;
        }
        assert!(begun.elapsed() < PATIENCE, "it does not end");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    ended.refused(401, "unauthorized");
    // The session lives on.
    let exp = |person: &Person| claims(&person.access_token)["exp"].as_i64().unwrap();
    assert!(exp(&ada.refreshes().await) > exp(&ada));
}
