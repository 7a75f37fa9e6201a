//! One's own account: what a person sees and changes of it.

use serde_json::{Value, json};
use tenantry_testkit::{Person, Requests as _, SignUp, TestServer};

const ME: &str = "/api/v1/users/me";

#[tokio::test]
async fn it_is_shown_as_it_was_made() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    assert_eq!(ada.get(ME).await.ok(200), ada.account);
}

#[tokio::test]
async fn names_change_and_what_is_absent_stays() {
    let server = TestServer::start().await;
    let request = SignUp::named("Ada").with("middle_name", "Byron");
    let ada = Person::sign_up(server.client(), request).await.signs_in().await;
    let eve = server.signed_up("eve").await;

    let changed = ada.patch(ME).json(&json!({"last_name": "King"})).await.ok(200);
    let mut expected = ada.account.clone();
    expected["last_name"] = json!("King");
    expected["updated_at"] = changed["updated_at"].clone();
    assert_eq!(changed, expected);
    assert_ne!(changed["updated_at"], ada.account["updated_at"]);

    let cleared = ada.patch(ME).json(&json!({"middle_name": null})).await.ok(200);
    assert_eq!(cleared["middle_name"], Value::Null);
    assert_eq!(cleared["first_name"], "Ada");
    let all = json!({"first_name": "Augusta", "middle_name": "Ada", "last_name": "Lovelace"});
    let all = ada.patch(ME).json(&all).await.ok(200);
    assert_eq!((&all["first_name"], &all["middle_name"]), (&json!("Augusta"), &json!("Ada")));
    assert_eq!(ada.get(ME).await.ok(200), all);

    let nothing = ada.patch(ME).json(&json!({})).await.ok(200);
    assert_eq!(nothing["first_name"], "Augusta");
    assert_eq!(eve.get(ME).await.ok(200), eve.account);
}

#[tokio::test]
async fn nothing_else_changes_and_names_keep_their_bounds() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    for field in ["email", "id", "status", "email_verified", "phone_number", "role", "tenant_id"] {
        ada.patch(ME).json(&json!({field: "x"})).await.blames(&[field]);
    }
    for field in ["first_name", "last_name", "middle_name"] {
        for value in [json!(""), json!("  "), json!("a\u{0}"), json!("a".repeat(51)), json!(1)] {
            ada.patch(ME).json(&json!({field: value})).await.blames(&[field]);
        }
    }
    for field in ["first_name", "last_name"] {
        ada.patch(ME).json(&json!({field: null})).await.blames(&[field]);
    }
    ada.patch(ME)
        .json(&json!({"first_name": "", "last_name": ""}))
        .await
        .blames(&["first_name", "last_name"]);
    assert_eq!(ada.get(ME).await.ok(200), ada.account);
}
