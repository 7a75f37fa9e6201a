//! What a gateway asks before it lets a request through: nginx, Traefik and Envoy show the caller's own credential, and go by the status.

use tenantry_testkit::{Answer, Request, Requests as _};

use crate::fixtures::{EveryKind, within_a_second};

const PATH: &str = "/api/v1/authorize";

/// All that may be told of a caller.
const TOLD: [&str; 5] =
    ["X-Auth-Kind", "X-Auth-Tenant-Id", "X-Auth-Org-Id", "X-Auth-Project-Id", "X-Auth-User-Id"];

/// A request on its way through the gateway, without a credential of the caller so far.
fn through(world: &EveryKind) -> Request {
    world.server.get(PATH).header("X-Service-Credential", &world.gateway.credential)
}

/// Holds the answer to let the request through, and to tell this of the caller; what is empty is not told.
fn assert_told(answer: &Answer, expected: [&str; 5]) {
    answer.is(200);
    for (name, expected) in TOLD.into_iter().zip(expected) {
        assert_eq!(answer.header(name), expected, "{name} in {answer}");
        assert_eq!(answer.headers.contains_key(name), !expected.is_empty(), "{name} in {answer}");
    }
    assert_eq!(answer.header("Cache-Control"), "no-store");
}

/// Holds the answer to stop the request, and to tell nothing.
fn assert_stopped(answer: &Answer, status: u16) {
    let code = if status == 401 { "unauthorized" } else { "forbidden" };
    answer.refused(status, code);
    for name in TOLD {
        assert!(!answer.headers.contains_key(name), "{answer}");
    }
}

#[tokio::test]
async fn each_kind_is_let_through_with_what_it_stands_for() {
    let world = EveryKind::made().await;
    let (tenant, user) = (world.ada.tenant().await, world.ada.id());
    let (organization, project) = (&*world.organization.id, &*world.key.project.id);
    let [session, key, token, tenant_key] = world.secrets();
    let of_session = ["access_token", &tenant, "", "", &user];
    let of_key = ["api_key", &tenant, organization, project, ""];
    let of_token = ["personal_access_token", &tenant, organization, "", &user];
    for (secret, expected) in [(session, of_session), (key, of_key), (token, of_token)] {
        assert_told(&through(&world).bearer(secret).await, expected);
        let spelt = through(&world).header("authorization", format!("bearer {secret}"));
        assert_told(&spelt.await, expected);
    }
    let of_tenant = ["tenant_api_key", &tenant, "", "", ""];
    assert_told(&through(&world).key(tenant_key).await, of_tenant);
    // The programs that use project keys know one header or the other.
    assert_told(&through(&world).key(key).await, of_key);
}

#[tokio::test]
async fn who_has_no_tenant_is_let_through_as_themselves() {
    let world = EveryKind::made().await;
    let grace = world.server.signed_up("grace").await;
    let answer = through(&world).bearer(&grace.access_token).await;
    assert_told(&answer, ["access_token", "", "", "", &grace.id()]);
}

#[tokio::test]
async fn whoever_shows_none_or_a_bad_one_or_two_is_stopped_with_401() {
    let world = EveryKind::made().await;
    let [session, key, token, tenant_key] = world.secrets();
    assert_stopped(&through(&world).await, 401);
    let mut mistyped = key.to_owned();
    mistyped.replace_range(20..21, if &key[20..21] == "a" { "b" } else { "a" });
    let over = world.ada.creates_api_key(&world.key.project, "over").await;
    world.ada.deletes(&over).await;
    let bad = [
        "",
        " ",
        "x",
        "a.b.c",
        &mistyped,
        &over.secret,
        &world.ada.refresh_token,
        &world.gateway.credential,
    ];
    for bad in bad {
        assert_stopped(&through(&world).bearer(bad).await, 401);
        assert_stopped(&through(&world).key(bad).await, 401);
    }
    for authorization in ["Basic eDp5", "Bearer", "Digest x", "x", ""] {
        assert_stopped(&through(&world).header("Authorization", authorization).await, 401);
    }
    assert_stopped(&through(&world).header("Authorization", b"Bearer \xff\xfe").await, 401);
    for other in [session, key, token, tenant_key, "x"] {
        assert_stopped(&through(&world).key(tenant_key).bearer(other).await, 401);
    }
    assert_stopped(&through(&world).bearer(key).bearer(key).await, 401);
    assert_stopped(&through(&world).key(key).key(key).await, 401);
    // What stands in the query is not read.
    let in_query = [("access_token", key), ("token", key), ("api_key", key)];
    assert_stopped(&through(&world).query(&in_query).await, 401);
    assert_eq!(through(&world).await.header("WWW-Authenticate"), "Bearer");
}

#[tokio::test]
async fn whoever_is_good_for_another_resource_is_stopped_with_403() {
    let world = EveryKind::made().await;
    let [session, key, token, tenant_key] = world.secrets();
    let wanted = |resource: &str| through(&world).query(&[("resource_type", resource)]);
    wanted("inference").bearer(key).await.is(200);
    for other in ["storage", "runtime", "INFERENCE", "nothing that there is"] {
        assert_stopped(&wanted(other).bearer(key).await, 403);
    }
    for secret in [session, token] {
        assert_stopped(&wanted("inference").bearer(secret).await, 403);
    }
    assert_stopped(&wanted("inference").key(tenant_key).await, 403);
    // What is not good at all is so for any.
    assert_stopped(&wanted("storage").bearer("x").await, 401);
    assert_stopped(&wanted("storage").await, 401);
}

#[tokio::test]
async fn a_gateway_without_a_credential_that_holds_lets_nobody_through() {
    let world = EveryKind::made().await;
    let EveryKind { server, gateway, ada, key, tenant_key, .. } = &world;
    let unknown = "svc-nc-0000000000000000000000000000000000000000000000000";
    assert_stopped(&server.get(PATH).bearer(&key.secret).await, 403);
    let shown =
        ["", "x", unknown, &key.secret, &ada.access_token, &tenant_key.secret, &ada.refresh_token];
    for shown in shown {
        let request = server.get(PATH).header("X-Service-Credential", shown);
        assert_stopped(&request.bearer(&key.secret).await, 403);
    }
    let strange = server.get(PATH).header("X-Service-Credential", b"\xff\xfe");
    assert_stopped(&strange.bearer(&key.secret).await, 403);
    let twice = through(&world).header("X-Service-Credential", &gateway.credential);
    let twice = twice.bearer(&key.secret).await;
    assert!([200, 403].contains(&twice.status), "{twice}");

    let listed = server.operator(&["service-credential", "list", "--json"]).await;
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    server.operator(&["service-credential", "revoke", listed[0]["id"].as_str().unwrap()]).await;
    let question = through(&world).bearer(&key.secret);
    let answer = within_a_second(question, |answer| answer.status != 200).await;
    assert_stopped(&answer, 403);
}

#[tokio::test]
async fn nothing_is_answered_but_200_401_and_403() {
    let world = EveryKind::made().await;
    let secret = &world.key.secret;
    let long = "x".repeat(4_000);
    let queries: [&[(&str, &str)]; 8] = [
        &[("resource_type", "")],
        &[("resource_type", "\u{0}")],
        &[("resource_type", "inference"), ("resource_type", "storage")],
        &[("x", "y")],
        &[("token", "x"), ("org_id", "x")],
        &[("resource_type", &long)],
        &[("", "")],
        &[("resource_type", "inference"), ("x", "y")],
    ];
    for query in queries {
        for request in [
            world.server.get(PATH),
            through(&world),
            through(&world).bearer(secret),
            through(&world).bearer("x"),
            through(&world).bearer(secret).key(secret),
            through(&world).bearer(secret).header("X-APP-ID", "x"),
        ] {
            let answer = request.query(query).await;
            assert!([200, 401, 403].contains(&answer.status), "{query:?} {answer}");
        }
    }
    for raw in ["?", "?%", "?resource_type=%ff%fe", "?resource_type", "?&&=&"] {
        let path = format!("{PATH}{raw}");
        for secret in [secret.as_str(), "x"] {
            let request = world.server.get(&path).bearer(secret);
            let request = request.header("X-Service-Credential", &world.gateway.credential);
            let answer = request.await;
            assert!([200, 401, 403].contains(&answer.status), "{raw} {answer}");
        }
    }
    // A gateway passes on headers of the request that it holds back, of a body that it does not send among them.
    let passed_on = through(&world).bearer(secret).header("Content-Type", "text/plain");
    passed_on.header("X-Original-URI", "/x?y").header("X-Forwarded-Method", "POST").await.is(200);
}

#[tokio::test]
async fn the_head_alone_says_as_much() {
    let world = EveryKind::made().await;
    let head = |credential: &str| {
        let request = world.server.request("HEAD", PATH).bearer(credential);
        request.header("X-Service-Credential", &world.gateway.credential)
    };
    let answer = head(&world.key.secret).await;
    let (tenant, key) = (world.ada.tenant().await, &world.key);
    let expected = ["api_key", &tenant, &key.project.organization.id, &key.project.id, ""];
    assert_told(&answer, expected);
    assert!(answer.body.is_empty());
    head("x").await.is(401);
    let bare = world.server.request("HEAD", PATH).bearer(&world.key.secret).await;
    assert!(bare.is(403).body.is_empty());
    head(&world.key.secret).query(&[("resource_type", "storage")]).await.is(403);
}

#[tokio::test]
async fn whoever_is_revoked_or_suspended_is_stopped() {
    let world = EveryKind::made().await;
    let [session, key, token, tenant_key] = world.secrets();
    for secret in [session, key, token] {
        through(&world).bearer(secret).await.is(200);
    }
    through(&world).key(tenant_key).await.is(200);
    world.ada.deletes(&world.key).await;
    assert_stopped(&through(&world).bearer(key).await, 401);
    world.server.operator(&["org", "suspend", &world.organization.id]).await;
    let question = through(&world).bearer(token);
    assert_stopped(&within_a_second(question, |answer| answer.status != 200).await, 401);
    world.ada.delete("/api/tenant").await.is(200);
    assert_stopped(&through(&world).key(tenant_key).await, 401);
    world.ada.signs_out().await;
    assert_stopped(&through(&world).bearer(session).await, 401);
}

#[tokio::test]
async fn gateways_may_ask_in_the_method_of_the_request_that_they_hold_back() {
    let world = EveryKind::made().await;
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let ask = || {
            let request = world.server.request(method, PATH);
            request.header("X-Service-Credential", &world.gateway.credential)
        };
        ask().bearer(&world.key.secret).await.is(200);
        assert_stopped(&ask().await, 401);
        let preflight = ask().header("Origin", "https://app.example");
        let preflight = preflight.header("Access-Control-Request-Method", "POST");
        assert_stopped(&preflight.await, 401);
    }
    let with_body = world.server.post(PATH).bearer(&world.key.secret);
    let with_body = with_body.header("X-Service-Credential", &world.gateway.credential);
    with_body.body("application/json", vec![b'x'; 100_000]).await.is(200);
}

#[tokio::test]
async fn a_place_may_be_demanded_too() {
    let world = EveryKind::made().await;
    let EveryKind { organization, key, token, ada, .. } = &world;
    let second = ada.creates_organization("Second").await;
    let asked = |secret: &str, query: &[(&str, &str)]| through(&world).bearer(secret).query(query);
    for secret in [&key.secret, &token.secret] {
        asked(secret, &[("org_id", &organization.id)]).await.is(200);
        assert_stopped(&asked(secret, &[("org_id", &second.id)]).await, 403);
    }
    asked(&key.secret, &[("project_id", &key.project.id)]).await.is(200);
    assert_stopped(&asked(&key.secret, &[("org_id", "x")]).await, 403);
}
