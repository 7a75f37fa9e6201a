//! The tenant that a session acts in.

use tenantry_testkit::{Requests as _, TestServer};

use super::ME;
use crate::fixtures::{claims, joins_tenant};

#[tokio::test]
async fn a_token_without_a_tenant_goes_on_once_there_is_one() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    assert_eq!(claims(&ada.access_token).get("tid"), None);
    ada.get("/api/tenant").await.refused(404, "not_found");
    let tenant = ada.creates_tenant("Analytical Engines").await;
    assert_eq!(ada.get("/api/tenant").await.ok(200), tenant);
    assert_eq!(claims(&ada.refreshes().await.access_token)["tid"], tenant["id"]);
    assert_eq!(claims(&ada.signs_in().await.access_token)["tid"], tenant["id"]);
}

#[tokio::test]
async fn a_session_begins_in_the_tenant_used_last_else_in_the_oldest() {
    let server = TestServer::start().await;
    let (ada, eve) = (server.owner("ada").await, server.owner("eve").await);
    let (first, second) = (ada.tenant().await, eve.tenant().await);
    let grace = server.signed_up("grace").await;
    joins_tenant(&server, &grace, &second, "MEMBER").await;
    joins_tenant(&server, &grace, &first, "MEMBER").await;
    let of_grace = format!("WHERE user_id = '{}'", grace.id());
    let older =
        format!("UPDATE tenant_members SET created_at = created_at - interval '1 hour' {of_grace}");
    server.sql(&format!("{older} AND tenant_id = '{first}'")).await;
    assert_eq!(grace.signs_in().await.tenant().await, first);

    let used =
        format!("UPDATE tenant_members SET last_used_at = now() + interval '1 minute' {of_grace}");
    server.sql(&format!("{used} AND tenant_id = '{second}'")).await;
    assert_eq!(grace.signs_in().await.tenant().await, second);
}

#[tokio::test]
async fn a_token_of_another_tenant_than_the_sessions_is_refused() {
    let server = TestServer::start().await;
    let (ada, eve) = (server.owner("ada").await, server.owner("eve").await);
    let (first, second) = (ada.tenant().await, eve.tenant().await);
    joins_tenant(&server, &ada, &second, "MEMBER").await;
    let ada = ada.refreshes().await;
    assert_eq!(claims(&ada.access_token)["tid"], first.as_str());

    let of_ada = format!("WHERE user_id = '{}'", ada.id());
    server.sql(&format!("UPDATE sessions SET tenant_id = '{second}' {of_ada}")).await;
    ada.get(ME).await.refused(401, "unauthorized");
    let moved = ada.refreshes().await;
    assert_eq!(moved.tenant().await, second);

    // The tenant that a token names being gone, the session's own is what counts.
    server.sql(&format!("UPDATE sessions SET tenant_id = '{first}' {of_ada}")).await;
    moved.get(ME).await.refused(401, "unauthorized");
    server.sql(&format!("UPDATE tenants SET deleted_at = now() WHERE id = '{second}'")).await;
    assert_eq!(moved.tenant().await, first);
}
