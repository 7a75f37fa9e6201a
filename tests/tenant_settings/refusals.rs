//! Names and values that can't be, and people who may not.

use serde_json::{Value, json};
use tenantry_testkit::Requests as _;

use super::{PATH, SETTING, listed, send, server_and_ada};
use crate::fixtures::{joins_tenant, keys, member_of, put_setting};

#[tokio::test]
async fn names_keep_their_form() {
    let (_server, ada) = server_and_ada().await;
    let (longest, too_long) = ("a".repeat(128), "a".repeat(129));
    for name in [
        "", " ", "1a", "_a", ".a", "-a", "a b", "a/b", "ä", "aä", "a\u{0}", "a\n", "a:b", &too_long,
    ] {
        put_setting(&ada, name, "x").await.blames(&["name"]);
    }
    for name in [json!(5), json!(null), json!(["a"]), json!({})] {
        send(&ada, &json!({"name": name, "value": "x"})).await.blames(&["name"]);
    }
    assert_eq!(listed(&ada).await, Vec::<Value>::new());
    for name in ["a", "Z9", "a_b.c-d", "a...", &longest] {
        assert_eq!(put_setting(&ada, name, "x").await.ok(201)["name"], name);
    }
}

#[tokio::test]
async fn values_are_texts_and_fields_that_nobody_knows_are_ignored() {
    let (_server, ada) = server_and_ada().await;
    for value in [json!(5), json!(null), json!(true), json!(["a"]), json!({"a": "b"})] {
        send(&ada, &json!({"name": "theme", "value": value})).await.blames(&["value"]);
    }
    for name in ["theme", "smtp.password"] {
        for value in ["a".repeat(4097), "a\u{0}b".to_owned()] {
            put_setting(&ada, name, &value).await.blames(&["value"]);
        }
    }
    for secret in [json!("true"), json!(1), json!("")] {
        let body = json!({"name": "theme", "value": "x", "secret": secret});
        send(&ada, &body).await.blames(&["secret"]);
    }
    send(&ada, &json!({"name": "theme"})).await.blames(&["value"]);
    send(&ada, &json!({"value": "x"})).await.blames(&["name"]);
    send(&ada, &json!({})).await.refused(400, "invalid_request");
    assert_eq!(listed(&ada).await, Vec::<Value>::new());

    let unknown =
        json!({"name": "theme", "value": "x", "isSecret": true, "tenantId": "x", "id": 5});
    let made = send(&ada, &unknown).await.ok(201);
    assert_eq!(keys(&made), SETTING);
    assert_eq!((&made["isSecret"], &made["tenantId"]), (&json!(false), &json!(ada.tenant().await)));
}

#[tokio::test]
async fn a_refusal_does_not_repeat_the_value() {
    let (_server, ada) = server_and_ada().await;
    let value = "hunter2-".repeat(600);
    let answer = put_setting(&ada, "smtp.password", &value).await;
    answer.blames(&["value"]);
    assert!(!answer.text().contains("hunter2"), "{answer}");
}

#[tokio::test]
async fn they_are_for_the_super_admins_of_the_tenant() {
    let (server, ada) = server_and_ada().await;
    let setting = put_setting(&ada, "theme", "dark").await.ok(201);
    let path = format!("{PATH}/{}", setting["id"].as_str().unwrap());
    let tenant = ada.tenant().await;
    let member = member_of(&server, &tenant, "grace").await;
    let admin = server.signed_up("mary").await;
    joins_tenant(&server, &admin, &tenant, "ADMIN").await;
    let admin = admin.signs_in().await;
    for who in [&member, &admin] {
        who.get(PATH).await.refused(403, "forbidden");
        put_setting(who, "theme", "light").await.refused(403, "forbidden");
        who.delete(&path).await.refused(403, "forbidden");
    }
    let homeless = server.signed_up("nobody").await;
    homeless.get(PATH).await.refused(404, "not_found");
    put_setting(&homeless, "theme", "light").await.refused(404, "not_found");
    server.get(PATH).await.refused(401, "unauthorized");
    assert_eq!(listed(&ada).await, [setting]);
}
