//! The OpenAPI document and the interactive reference.

use serde_json::Value;
use tenantry_testkit::{Answer, Requests as _, TestServer};

#[tokio::test]
async fn the_document_is_openapi_3_1() {
    let server = TestServer::start().await;
    let answer = server.get("/openapi.json").await;
    let document = answer.ok(200);
    assert_eq!(answer.header("Content-Type"), "application/json");
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(document["info"]["title"], "Tenantry");
    let servers = &document["servers"];
    assert_eq!(
        (&servers[0]["url"], &servers[1]["url"]),
        (&Value::from("/"), &Value::from("http://localhost:8080"))
    );
    let ids: Vec<&Value> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|item| item.as_object().unwrap().values())
        .map(|operation| &operation["operationId"])
        .collect();
    let unique: std::collections::BTreeSet<_> = ids.iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(unique.len(), ids.len(), "every operation has a name of its own");
}

#[tokio::test]
async fn the_reference_has_every_asset_from_us() {
    let server = TestServer::start().await;
    let redirect = server.get("/docs").await;
    assert_eq!((redirect.status, redirect.header("Location")), (308, "docs/"));
    let page = server.get("/docs/").await;
    page.is(200);
    assert!(page.header("Content-Type").starts_with("text/html"), "{page}");
    assert_policy_is_strict(&page);
    let html = page.text();
    let assets: Vec<&str> = ["src=\"", "href=\""]
        .into_iter()
        .flat_map(|attribute| html.split(attribute).skip(1))
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(assets.len() > 3, "{html}");
    for asset in assets {
        assert!(!asset.contains("//") && !asset.starts_with("data:"), "{asset}");
        let name = asset.trim_start_matches("./");
        let answer = server.get(&format!("/docs/{name}")).await;
        answer.is(200);
        assert_policy_is_strict(&answer);
        assert_eq!(answer.header("X-Content-Type-Options"), "nosniff");
        let text = answer.text();
        if std::path::Path::new(name).extension().is_some_and(|extension| extension == "css") {
            assert!(!text.contains("url(http") && !text.contains("@import"), "{name}");
        }
        if name.contains("initializer") {
            assert!(text.contains("../openapi.json") && !text.contains("http"), "{text}");
        }
    }
}

fn assert_policy_is_strict(answer: &Answer) {
    let policy = answer.header("Content-Security-Policy");
    assert!(policy.contains("default-src 'none'"), "{answer}");
    assert!(policy.contains("script-src 'self'") && !policy.contains("http"), "{answer}");
    let scripts = policy.split(';').find(|part| part.contains("script-src")).unwrap();
    assert!(!scripts.contains("unsafe"), "{answer}");
}
