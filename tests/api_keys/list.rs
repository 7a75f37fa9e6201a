//! Listing keys, masked.

use serde_json::json;
use tenantry_testkit::Requests as _;

use super::{request, server_and_project};
use crate::fixtures::keys;

#[tokio::test]
async fn a_list_shows_them_masked_the_newest_first() {
    let (_server, ada, project) = server_and_project().await;
    let path = project.path("/api-keys");
    let first = ada.post(&path).json(&request("first")).await.ok(201);
    let later =
        json!({"name": "later", "resource_type": "storage", "expires_at": "2999-01-01T00:00:00Z"});
    ada.post(&path).json(&later).await.ok(201);

    let page = ada.get(&path).await.ok(200);
    assert_eq!(keys(&page), ["data", "pagination"]);
    assert_eq!(
        page["pagination"],
        json!({"total_items": 2, "total_pages": 1, "current_page": 1, "items_per_page": 25})
    );
    let entries = page["data"].as_array().unwrap();
    for entry in entries {
        assert_eq!(
            keys(entry),
            [
                "api_key_masked",
                "created_at",
                "created_by",
                "expires_at",
                "id",
                "last_used_at",
                "name",
                "request_count",
                "resource_type",
            ]
        );
    }
    assert_eq!((&entries[0]["name"], &entries[1]["name"]), (&json!("later"), &json!("first")));
    assert_eq!(entries[0]["expires_at"], "2999-01-01T00:00:00Z");
    assert_eq!(entries[0]["resource_type"], "storage");
    let secret = first["api_key"].as_str().unwrap();
    let masked = format!("{}...{}", &secret[..10], &secret[51..]);
    assert_eq!(
        entries[1],
        json!({
            "id": first["id"],
            "name": "first",
            "api_key_masked": masked,
            "created_at": first["created_at"],
            "created_by": ada.id(),
            "resource_type": "inference",
            "last_used_at": null,
            "request_count": 0,
            "expires_at": null,
        })
    );
}

#[tokio::test]
async fn a_list_comes_in_pages_of_25_unless_told_otherwise() {
    let (_server, ada, project) = server_and_project().await;
    for number in 0..3 {
        ada.creates_api_key(&project, &format!("key {number}")).await;
    }
    let path = project.path("/api-keys");
    let page = ada.get(&format!("{path}?page=2&limit=2")).await.ok(200);
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
    assert_eq!(page["data"][0]["name"], "key 0");
    assert_eq!(
        page["pagination"],
        json!({"total_items": 3, "total_pages": 2, "current_page": 2, "items_per_page": 2})
    );
    for limit in ["0", "101", "-1", "x", "", "1.5"] {
        ada.get(&format!("{path}?limit={limit}")).await.blames(&["limit"]);
    }
    ada.get(&format!("{path}?limit=100")).await.ok(200);
    ada.get(&format!("{path}?page=0")).await.blames(&["page"]);
}
