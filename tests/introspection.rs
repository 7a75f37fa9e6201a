//! What other services learn about a credential, and who may ask.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tenantry_testkit::{ApiKey, Person, Requests as _, Service, TestServer};

use crate::fixtures::claims;

const PATH: &str = "/api/v1/introspect";

struct World {
    server: TestServer,
    gateway: Service,
    ada: Person,
    key: ApiKey,
}

async fn world() -> World {
    let server = TestServer::start().await;
    let gateway = server.service("gateway").await;
    let ada = server.owner("ada").await.signs_in().await;
    let project = ada.creates_project(&ada.organization().await, "engine").await;
    let key = ada.creates_api_key(&project, "ci").await;
    World { server, gateway, ada, key }
}

impl World {
    async fn assert_inactive(&self, token: &str) {
        let answer = self.gateway.asks_about(token).await;
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (200, r#"{"active":false}"#),
            "{token}"
        );
        assert_eq!(answer.header("Cache-Control"), "no-store");
        assert_eq!(answer.header("Content-Type"), "application/json");
    }

    async fn is_active(&self, token: &str) -> bool {
        self.gateway.learns(token).await["active"].as_bool().unwrap()
    }
}

#[tokio::test]
async fn an_access_token_is_told_with_its_person() {
    let world = world().await;
    let World { gateway, ada, .. } = &world;
    let stated = claims(&ada.access_token);
    assert_eq!(
        gateway.learns(&ada.access_token).await,
        json!({
            "active": true,
            "token_kind": "access_token",
            "sub": ada.id(),
            "username": "ada@example.com",
            "tenant_id": ada.tenant().await,
            "role": "SUPER_ADMIN",
            "exp": stated["exp"],
            "iat": stated["iat"],
            "jti": stated["jti"],
            "iss": "http://localhost:8080",
        })
    );
}

#[tokio::test]
async fn who_has_no_tenant_is_told_without_one() {
    let world = world().await;
    let World { server, gateway, .. } = &world;
    let grace = server.signed_up("grace").await;
    let learned = gateway.learns(&grace.access_token).await;
    assert_eq!(learned["active"], true);
    assert_eq!((learned.get("tenant_id"), learned.get("role")), (None, None));
}

#[tokio::test]
async fn only_a_live_service_credential_may_ask() {
    let world = world().await;
    let World { server, gateway, ada, key } = &world;
    let ask = |asker: &str| server.post(PATH).bearer(asker).form(&[("token", &key.secret)]);
    let refuse = |answer: tenantry_testkit::Answer| {
        let body = answer.refused(401, "unauthorized");
        assert_eq!(body["error"], "invalid_client");
        assert_eq!(answer.header("WWW-Authenticate"), "Bearer");
    };
    refuse(server.post(PATH).form(&[("token", &key.secret)]).await);
    let mut mistyped = gateway.credential.clone();
    mistyped.pop();
    let unknown = "svc-nc-0000000000000000000000000000000000000000000000000";
    for asker in [&key.secret, &ada.access_token, &ada.refresh_token, &mistyped, unknown, "x", ""] {
        refuse(ask(asker).await);
    }
    ask(&gateway.credential).await.ok(200);

    let listed = server.program().run(&["service-credential", "list", "--json"]).await.succeeded();
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let id = listed[0]["id"].as_str().unwrap();
    server.operator(&["service-credential", "revoke", id]).await;
    refuse(ask(&gateway.credential).await);
}

#[tokio::test]
async fn a_service_shows_its_credential_as_bearer_or_as_the_password_of_basic() {
    let world = world().await;
    let World { server, gateway, key, .. } = &world;
    let ask = |authorization: String| {
        server.post(PATH).header("Authorization", authorization).form(&[("token", &key.secret)])
    };
    for name in ["gateway", "", "any:thing"] {
        let pair = BASE64_STANDARD.encode(format!("{name}:{}", gateway.credential));
        let answer = ask(format!("Basic {pair}")).await;
        // RFC 7617: what is behind the first colon is the password.
        if name.contains(':') {
            answer.refused(401, "unauthorized");
        } else {
            assert_eq!(answer.ok(200)["active"], true, "{name}");
        }
    }
    let as_name = BASE64_STANDARD.encode(format!("{}:", gateway.credential));
    ask(format!("Basic {as_name}")).await.refused(401, "unauthorized");
    ask(format!("Bearer {}", gateway.credential)).await.ok(200);
}

#[tokio::test]
async fn what_does_not_hold_is_inactive_and_nobody_learns_why() {
    let world = world().await;
    let World { server, gateway, ada, key } = &world;
    let mut mistyped = key.secret.clone();
    mistyped.replace_range(20..21, if &key.secret[20..21] == "a" { "b" } else { "a" });
    let upper = key.secret.to_uppercase();
    let long = "x".repeat(60_000);
    let tokens = [
        "",
        " ",
        "x",
        "sk-nc-",
        "sk-nc-0000000000000000000000000000000000000000000000000",
        &mistyped,
        &upper,
        &key.secret[..54],
        &ada.refresh_token,
        &gateway.credential,
        "a.b.c",
        "\u{0}",
        "sk-nc-\u{0}",
        &long,
    ];
    for token in tokens {
        world.assert_inactive(token).await;
    }

    let other = ada.creates_api_key(&key.project, "other").await;
    ada.deletes(&other).await;
    world.assert_inactive(&other.secret).await;
    let elsewhere = ada.signs_in().await;
    elsewhere.signs_out().await;
    world.assert_inactive(&elsewhere.access_token).await;
    assert!(world.is_active(&key.secret).await);
    assert!(world.is_active(&ada.access_token).await);
    server.sql("UPDATE api_keys SET expires_at = now()").await;
    world.assert_inactive(&key.secret).await;
}

#[tokio::test]
async fn what_a_key_draws_on_being_suspended_or_gone_the_key_is_inactive() {
    let world = world().await;
    let World { server, key, .. } = &world;
    let suspended = ("status = 'suspended'", "status = 'active'");
    let deleted = ("deleted_at = now()", "deleted_at = NULL");
    for (table, (change, back)) in [
        ("tenants", suspended),
        ("organizations", suspended),
        ("organizations", deleted),
        ("projects", suspended),
        ("projects", deleted),
    ] {
        server.sql(&format!("UPDATE {table} SET {change}")).await;
        world.assert_inactive(&key.secret).await;
        server.sql(&format!("UPDATE {table} SET {back}")).await;
        assert!(world.is_active(&key.secret).await, "{table} {back}");
    }
    // A tenant does not come back: what is left of it is taken away soon.
    server.sql("UPDATE tenants SET deleted_at = now()").await;
    world.assert_inactive(&key.secret).await;
}

#[tokio::test]
async fn a_key_works_on_when_its_maker_cannot() {
    let world = world().await;
    let World { server, ada, key, .. } = &world;
    server.sql(&format!("UPDATE users SET status = 'suspended' WHERE id = '{}'", ada.id())).await;
    world.assert_inactive(&ada.access_token).await;
    assert!(world.is_active(&key.secret).await);
}

#[tokio::test]
async fn a_role_is_that_of_the_moment() {
    let world = world().await;
    let World { server, gateway, ada, .. } = &world;
    assert_eq!(gateway.learns(&ada.access_token).await["role"], "SUPER_ADMIN");
    server.sql("UPDATE tenant_members SET role = 'MEMBER'").await;
    assert_eq!(gateway.learns(&ada.access_token).await["role"], "MEMBER");
}

#[tokio::test]
async fn the_form_needs_its_token_and_ignores_the_rest() {
    let world = world().await;
    let World { gateway, key, .. } = &world;
    let body = gateway.post(PATH).form(&[("token_type_hint", "x")]).await.blames(&["token"]);
    assert_eq!(body["error"], "invalid_request");
    let with_more =
        [("token", key.secret.as_str()), ("token_type_hint", "access_token"), ("x", "y")];
    assert_eq!(gateway.post(PATH).form(&with_more).await.ok(200)["active"], true);
    let twice = [("token", key.secret.as_str()), ("token", "x")];
    assert_eq!(
        gateway.post(PATH).form(&twice).await.blames(&["token"])["error"],
        "invalid_request"
    );
    let as_json = gateway.post(PATH).json(&json!({"token": key.secret})).await;
    assert_eq!(as_json.refused(415, "unsupported_media_type")["error"], "invalid_request");
    let broken =
        gateway.post(PATH).body("application/x-www-form-urlencoded", *b"token=%ff%fe").await;
    assert!(broken.status < 500, "{broken}");
}
