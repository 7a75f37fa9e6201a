//! What is secret in settings: shown to nobody, kept by its mask, sealed at rest.

use serde_json::{Value, json};
use tenantry_testkit::{Person, Requests as _, TestServer};

use super::{MASK, PATH, listed, send, server_and_ada};
use crate::fixtures::{dump, put_setting};

const TELLING: [&str; 14] = [
    "apiKey",
    "API_KEY",
    "api-key",
    "stripe.api.key",
    "smtp.password",
    "PASSWORD",
    "SENTRY_DSN",
    "segment.writeKey",
    "write_key",
    "private_key",
    "githubPrivateKey",
    "client_secret",
    "slack.token",
    "ToKeN",
];

/// How each setting is kept, the newest change last.
async fn kept(server: &TestServer, name: &str) -> Vec<String> {
    let rows = format!(
        "SELECT (to_jsonb(tenant_settings) - 'updated_at')::text FROM tenant_settings WHERE name = '{name}'"
    );
    server.sql(&rows).await
}

async fn the(ada: &Person, name: &str) -> Value {
    let settings = listed(ada).await;
    settings.iter().find(|setting| setting["name"] == name).unwrap().clone()
}

fn is_masked(setting: &Value) -> bool {
    setting["value"] == MASK && setting["isSecret"] == true
}

#[tokio::test]
async fn what_says_that_it_is_secret_is_masked_everywhere() {
    let (_server, ada) = server_and_ada().await;
    for name in TELLING {
        let made = put_setting(&ada, name, "hunter2-secret").await;
        assert!(is_masked(&made.ok(201)), "{made}");
        let replaced = put_setting(&ada, name, "hunter2-another").await;
        assert!(is_masked(&replaced.ok(200)), "{replaced}");
    }
    let listed = ada.get(PATH).await;
    assert!(!listed.text().contains("hunter2"), "{listed}");
    assert!(listed.json().as_array().unwrap().iter().all(is_masked), "{listed}");
    for name in ["theme", "api", "key", "pass.word.of.mouth", "publicKey", "sender"] {
        let made = put_setting(&ada, name, "shown").await.ok(201);
        let is_secret = ["pass.word.of.mouth"].contains(&name);
        assert_eq!(is_masked(&made), is_secret, "{made}");
    }
}

#[tokio::test]
async fn so_is_what_somebody_says_is_secret_whatever_they_say_later() {
    let (_server, ada) = server_and_ada().await;
    let with = |value: &str, secret: bool| {
        send(&ada, &json!({"name": "greeting", "value": value, "secret": secret}))
    };
    assert!(is_masked(&with("hunter2", true).await.ok(201)));
    assert!(is_masked(&with("hunter2-two", false).await.ok(200)));
    assert!(is_masked(&put_setting(&ada, "greeting", "hunter2-three").await.ok(200)));
    assert!(is_masked(&with(MASK, false).await.ok(200)));
    assert!(is_masked(&the(&ada, "greeting").await));
    let named = json!({"name": "apiKey", "value": "hunter2", "secret": false});
    assert!(is_masked(&send(&ada, &named).await.ok(201)));
}

#[tokio::test]
async fn the_mask_posted_back_keeps_the_value() {
    let (server, ada) = server_and_ada().await;
    let made = put_setting(&ada, "smtp.password", "hunter2").await.ok(201);
    let before = kept(&server, "smtp.password").await;
    let again = put_setting(&ada, "smtp.password", MASK).await.ok(200);
    assert_eq!(again["id"], made["id"]);
    assert!(is_masked(&again));
    assert_eq!(kept(&server, "smtp.password").await, before);
    put_setting(&ada, "smtp.password", "hunter3").await.ok(200);
    assert_ne!(kept(&server, "smtp.password").await, before);

    for name in ["slack.token", "greeting"] {
        put_setting(&ada, name, MASK).await.refused(400, "invalid_request");
    }
    assert_eq!(listed(&ada).await.len(), 1);
}

#[tokio::test]
async fn what_was_open_becomes_secret_by_the_mask_too() {
    let (server, ada) = server_and_ada().await;
    put_setting(&ada, "greeting", "hunter2-in-the-open").await.ok(201);
    assert_eq!(the(&ada, "greeting").await["value"], "hunter2-in-the-open");
    assert!(dump(&server).await.contains("hunter2-in-the-open"));
    // The mask keeps what there is, and the flag seals it.
    let body = json!({"name": "greeting", "value": MASK, "secret": true});
    assert!(is_masked(&send(&ada, &body).await.ok(200)));
    assert!(!dump(&server).await.contains("hunter2-in-the-open"));
}

#[tokio::test]
async fn no_secret_is_in_a_dump_a_log_or_the_audit_log() {
    let (server, ada) = server_and_ada().await;
    for name in TELLING {
        put_setting(&ada, name, "hunter2-named").await.ok(201);
    }
    let flagged = json!({"name": "greeting", "value": "hunter2-flagged", "secret": true});
    send(&ada, &flagged).await.ok(201);
    send(&ada, &flagged).await.ok(200);
    put_setting(&ada, "no name", "hunter2-refused").await.blames(&["name"]);
    let broken = br#"{"name": "apiKey", "value": "hunter2-broken"#;
    ada.post(PATH).body("application/json", *broken).await.is(400);

    let dump = dump(&server).await;
    assert!(dump.contains("SENTRY_DSN"), "the names are no secrets");
    // As bytes a dump has them in hexadecimal digits.
    for trace in ["hunter2", "68756e74657232"] {
        assert!(!dump.contains(trace), "{trace}");
    }
    let told = ada.get("/api/v1/audit-events").query(&[("limit", "100")]).await.text();
    assert!(!server.log().contains("hunter2") && !told.contains("hunter2"));
    // The same value twice is not seen to be the same.
    let sealed = "SELECT count(DISTINCT sealed)::text FROM tenant_settings";
    assert_eq!(server.sql(sealed).await, ["15"]);
}
