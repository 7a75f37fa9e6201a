//! Bodies that are sound JSON and make no sense: of tenants, their settings and keys, tokens and credits.

use tenantry_testkit::Requests as _;

use super::surface::{Operation, Surface};

const TENANT: (&str, &str) = ("PUT", "/api/tenant");
const SETTING: (&str, &str) = ("POST", "/api/tenant-setting");
const KEY: (&str, &str) = ("POST", "/api/tenant-api-key");
const TOKEN: (&str, &str) = ("POST", "/api/v1/users/me/pats");
const CREDIT: (&str, &str) = ("POST", "/api/v1/referrals/{referral_id}/credit");

/// What is sent, and which field is blamed for it.
type Wrong = ((&'static str, &'static str), &'static str, &'static str);

const WRONG: &[Wrong] = &[
    (TENANT, r#"{"name": "a", "name": "b"}"#, "name"),
    (TENANT, r#"{"logo": null, "logo": null}"#, "logo"),
    (TENANT, r#"{"name": {"a": "b"}}"#, "name"),
    (TENANT, r#"{"logo": "https://example.com/\u0000"}"#, "logo"),
    (TENANT, r#"{"logo": "https://example.com/a\nb"}"#, "logo"),
    (SETTING, r#"{"name": "a", "name": "b", "value": "x"}"#, "name"),
    (SETTING, r#"{"name": "a", "value": "x", "value": "x"}"#, "value"),
    (SETTING, r#"{"name": "a", "value": "x", "secret": false, "secret": true}"#, "secret"),
    (SETTING, r#"{"name": "a\u0000b", "value": "x"}"#, "name"),
    (SETTING, r#"{"name": "a", "value": "\u0000"}"#, "value"),
    (SETTING, r#"{"name": "token", "value": "\u0000"}"#, "value"),
    (SETTING, r#"{"name": "a", "value": 1e30}"#, "value"),
    (SETTING, r#"{"name": "a", "value": "x", "secret": 0}"#, "secret"),
    (SETTING, r#"{"name": "a", "value": "x", "secret": null}"#, "secret"),
    (KEY, r#"{"name": "a", "name": "a"}"#, "name"),
    (KEY, r#"{"name": "a\u0000"}"#, "name"),
    (KEY, r#"{"name": "a", "expiresAt": "2999-01-01T00:00:00Z", "expiresAt": null}"#, "expiresAt"),
    (KEY, r#"{"name": "a", "expiresAt": "+99999-01-01T00:00:00Z"}"#, "expiresAt"),
    (KEY, r#"{"name": "a", "expiresAt": "2999-01-01T00:00:00"}"#, "expiresAt"),
    (KEY, r#"{"name": "a", "expiresAt": 4102444800}"#, "expiresAt"),
    (TOKEN, r#"{"org_id": "x", "org_id": "x", "name": "a"}"#, "org_id"),
    (TOKEN, r#"{"org_id": "x\u0000", "name": "a"}"#, "org_id"),
    (TOKEN, r#"{"org_id": {}, "name": "a"}"#, "org_id"),
    (
        CREDIT,
        r#"{"credit_amount_micro_dollars": 5, "credit_amount_micro_dollars": 6}"#,
        "credit_amount_micro_dollars",
    ),
    (
        CREDIT,
        r#"{"credit_amount_micro_dollars": 9223372036854775808}"#,
        "credit_amount_micro_dollars",
    ),
    (CREDIT, r#"{"credit_amount_micro_dollars": true}"#, "credit_amount_micro_dollars"),
    (CREDIT, r#"{"credit_amount_micro_dollars": 5, "org_id": "x"}"#, "org_id"),
];

fn find<'a>(surface: &'a Surface, (method, template): (&str, &str)) -> &'a Operation {
    let mut operations = surface.operations.iter();
    operations.find(|it| it.method == method && it.template == template).unwrap()
}

#[tokio::test]
async fn the_field_is_named_that_makes_no_sense() {
    let surface = Surface::read().await;
    for (operation, body, blamed) in WRONG {
        let operation = find(&surface, *operation);
        let request = surface
            .client(operation)
            .request(&operation.method, &surface.path(&operation.template));
        request.body("application/json", *body).await.blames(&[blamed]);
    }
    surface.assert_well().await;
}

#[tokio::test]
async fn depth_and_length_are_bounded_wherever_they_are() {
    let surface = Surface::read().await;
    let nested = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    for operation in [TENANT, SETTING, KEY, TOKEN, CREDIT] {
        let operation = find(&surface, operation);
        let path = surface.path(&operation.template);
        for body in [
            format!(r#"{{"name": {nested}}}"#),
            format!(r#"{{"x": {nested}}}"#),
            format!(r#"{{"{}": 1}}"#, "x".repeat(60_000)),
            format!(r#"{{"name": "{}"}}"#, "x".repeat(60_000)),
        ] {
            let request = surface.client(operation).request(&operation.method, &path);
            request.body("application/json", body).await.refused(400, "invalid_request");
        }
    }
    surface.assert_well().await;
}
