//! Paths, methods and parameters that lead nowhere.

use tenantry_testkit::Requests as _;

use super::surface::Surface;

const ODD: [&str; 14] = [
    "%00",
    "a%00b",
    "%ff",
    "%c3%28",
    "%27",
    "%22",
    "%25",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%F0%9F%9A%80",
    "-1",
    "0",
    "null",
    "%7Borg_id%7D",
    "018f0000-0000-7000-8000-00000000000%00",
];

/// Where what is no UUID is a mistake, as for the clients of the API that is replaced, and not only nothing.
const NAMED_BY_UUIDS: [(&str, &str); 3] = [
    ("/api/v1/orgs/{org_id}/projects/{project_id}/api-keys/{api_key_id}", "api_key_id"),
    ("/api/tenant-api-key/{id}", "id"),
    ("/api/tenant-setting/{id}", "id"),
];

/// Gateways ask in any method, and know 200, 401 and 403 alone: there are stories of their own about them.
const FOR_GATEWAYS: &str = "/api/v1/authorize";

#[tokio::test]
async fn odd_ids_name_nothing() {
    let surface = Surface::read().await;
    let long = "a".repeat(5000);
    for operation in &surface.operations {
        for name in operation.names() {
            for value in ODD.into_iter().chain([long.as_str()]) {
                let path = surface.path_with(&operation.template, name, value);
                let request = surface.client(operation).request(&operation.method, &path);
                let answer = request
                    .body("application/json", r#"{"name": "a", "resource_type": "runtime"}"#)
                    .await;
                if NAMED_BY_UUIDS.contains(&(operation.template.as_str(), name)) {
                    answer.blames(&[name]);
                } else {
                    answer.refused(404, "not_found");
                }
            }
        }
    }
    surface.assert_well().await;
}

#[tokio::test]
async fn pages_count_from_one_and_have_bounds() {
    let surface = Surface::read().await;
    let lists: Vec<_> = surface
        .operations
        .iter()
        .filter(|operation| operation.parameters.iter().any(|name| name == "page"))
        .collect();
    assert_eq!(
        lists.len(),
        10,
        "organizations, projects, API keys, three kinds of members, credentials, referrals, the audit log, one's own events"
    );
    for operation in lists {
        let path = surface.path(&operation.template);
        let get = |query: &str| surface.client(operation).get(&format!("{path}?{query}"));
        for value in [
            "0",
            "-1",
            "+1",
            "",
            "x",
            "1.0",
            "1e3",
            "99999999999999999999",
            "%00",
            "1%00",
            "%ff",
            "%201",
        ] {
            get(&format!("page={value}")).await.blames(&["page"]);
            get(&format!("limit={value}")).await.blames(&["limit"]);
        }
        get("limit=101").await.blames(&["limit"]);
        get("page=0&limit=0").await.blames(&["page", "limit"]);
        get("page=1&page=2").await.blames(&["page"]);
        get("limit=100").await.ok(200);
        get("page=4294967295&limit=100").await.ok(200);
        get("unknown=1&%00=%ff&&&=").await.ok(200);
    }
    surface.assert_well().await;
}

#[tokio::test]
async fn odd_parameters_are_refused_or_ignored() {
    let surface = Surface::read().await;
    for operation in surface.operations.iter().filter(|it| it.template != FOR_GATEWAYS) {
        let path = surface.path(&operation.template);
        for name in &operation.parameters {
            for value in ["%00", "a%00b", "a%0ab"] {
                let get = surface.client(operation).get(&format!("{path}?{name}={value}"));
                get.await.blames(&[name]);
            }
            let get = surface.client(operation).get(&format!("{path}?{name}={}", "a".repeat(5000)));
            get.await.blames(&[name]);
            let twice =
                surface.client(operation).get(&format!("{path}?{name}=active&{name}=active"));
            twice.await.blames(&[name]);
        }
        for query in ["%", "%zz", "&&&", "=", "?", "%00=%00", "a[]=1&a[]=2"] {
            if operation.method == "GET" {
                let answer = surface.client(operation).get(&format!("{path}?{query}")).await;
                assert!(answer.status < 400, "{answer}");
            }
        }
    }
    surface.assert_well().await;
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let surface = Surface::read().await;
    for (template, known) in surface.methods() {
        if template == FOR_GATEWAYS {
            continue;
        }
        let path = surface.path(template);
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"] {
            if known.contains(&method) {
                continue;
            }
            let answer = surface.server.request(method, &path).await;
            answer.refused(405, "method_not_allowed");
            let mut allowed: Vec<&str> = answer.header("Allow").split(", ").collect();
            let mut expected = known.clone();
            allowed.sort_unstable();
            expected.sort_unstable();
            assert_eq!(allowed, expected, "{answer}");
        }
    }
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let surface = Surface::read().await;
    for path in [
        "/",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/orgs/",
        "/api/v2/orgs",
        "/API/v1/orgs",
        "//api/v1/orgs",
        "/api/v1//orgs",
        "/api/tenant/",
        "/metrics",
        "/.env",
        "/%00",
        "/%ff",
        "/healthz/x",
        "/docs/index.html/x",
        "/docs/nothing.js",
    ] {
        let answer = surface.server.get(path).await;
        answer.refused(404, "not_found");
    }
    for path in ["/docs/%2e%2e%2fopenapi.json", "/docs/..%2f..%2fetc%2fpasswd", "/docs/%00"] {
        surface.server.get(path).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn a_name_for_a_request_is_kept_if_it_is_one() {
    let surface = Surface::read().await;
    let named = |name: &str| surface.server.get("/api/v1/users/me").header("X-Request-Id", name);
    let answer = named("gateway-0123.abc_DEF").await;
    assert_eq!(answer.header("X-Request-Id"), "gateway-0123.abc_DEF");
    answer.refused(401, "unauthorized");
    let long = "a".repeat(129);
    for name in ["short", "with space", "<script>", "\"quoted\"", "a{b}c:d;e", &long] {
        let answer = named(name).await;
        answer.refused(401, "unauthorized");
        assert_ne!(answer.header("X-Request-Id"), name);
    }
    let strange = surface
        .server
        .get("/healthz")
        .header("X-Request-Id", b"\xff\xfe\xff\xfe\xff\xfe\xff\xfe")
        .await;
    assert_eq!(strange.ok(200)["status"], "ok");
}
