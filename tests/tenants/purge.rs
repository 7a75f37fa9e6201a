//! The rows of a deleted tenant, which go by and by.

use std::time::{Duration, Instant};

use tenantry_testkit::{Person, Program, Requests as _, TestDatabase, TestServer};

use super::PATH;

/// Far more than it takes.
const PATIENCE: Duration = Duration::from_secs(90);

/// How many rows each table has of this tenant, but for what outlives it: the log of what was done.
const COUNTS: &str = "
    SELECT c.table_name || ' ' || (xpath('/row/count/text()', query_to_xml(
        format('SELECT count(*) AS count FROM %I WHERE tenant_id = %L', c.table_name, '{tenant}'), true, true, '')))[1]::text
    FROM information_schema.columns c
    JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
    WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE'
      AND c.table_name <> 'audit_events'
    UNION ALL SELECT 'tenants ' || count(*) FROM tenants WHERE id = '{tenant}'";

async fn rows_of(server: &TestServer, tenant: &str) -> Vec<String> {
    let counts = server.sql(&COUNTS.replace("{tenant}", tenant)).await;
    assert!(counts.len() > 8, "there are tables to look at: {counts:?}");
    counts.into_iter().filter(|count| !count.ends_with(" 0")).collect()
}

async fn is_purged(server: &TestServer, tenant: &str) {
    let begun = Instant::now();
    loop {
        let left = rows_of(server, tenant).await;
        if left.is_empty() {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "these are left: {left:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Fills a tenant with something of every kind.
async fn fill(ada: &Person) {
    let organization = ada.organization().await;
    let project = ada.creates_project(&organization, "engine").await;
    let gone = ada.creates_project(&organization, "gone").await;
    ada.creates_api_key(&project, "ci").await;
    let ended = ada.creates_api_key(&gone, "ci").await;
    ada.deletes(&ended).await;
    ada.delete(&gone.path("")).await.is(204);
    ada.creates_token(&organization, "laptop").await;
    ada.creates_tenant_key("ci").await;
    ada.sets("theme", "dark").await;
    ada.sets("smtp.password", "hunter2").await;
    let members = organization.path("/members");
    let body = serde_json::json!({"email": "mary@example.com", "role": "member"});
    ada.post(&members).json(&body).await.ok(201);
}

/// Makes so many projects in each organization of the tenant.
async fn makes_projects(server: &TestServer, tenant: &str, count: u32) {
    let statement = format!(
        "INSERT INTO projects (tenant_id, id, organization_id, name, name_key, created_at, updated_at)
         SELECT tenant_id, gen_random_uuid(), id, 'p' || number, 'p' || number, now(), now()
         FROM organizations, generate_series(1, {count}) number WHERE tenant_id = '{tenant}'"
    );
    server.sql(&statement).await;
}

#[tokio::test]
async fn all_of_them_go_and_those_of_others_stay() {
    let server = TestServer::start().await;
    let (ada, eve) = (server.owner("ada").await, server.owner("eve").await);
    let (tenant, other) = (ada.tenant().await, eve.tenant().await);
    for person in [&ada, &eve] {
        fill(person).await;
    }
    makes_projects(&server, &tenant, 2000).await;
    server.has_sent_all().await;
    let before = rows_of(&server, &other).await;
    assert!(before.len() > 8, "{before:?}");
    ada.delete(PATH).await.is(200);
    is_purged(&server, &tenant).await;
    assert_eq!(rows_of(&server, &other).await, before);

    // What happened is still told.
    let told = format!(
        "SELECT count(*)::text FROM audit_events WHERE tenant_id = '{tenant}' AND action = 'tenant.delete'"
    );
    assert_eq!(server.sql(&told).await, ["1"]);
    // The people are there, and the session at hand still is.
    ada.get("/api/v1/users/me").await.ok(200);
    ada.refreshes().await.get(PATH).await.refused(404, "not_found");
    ada.creates_tenant("Again").await;
}

#[tokio::test]
async fn who_deletes_several_one_after_another_leaves_nothing() {
    let server = TestServer::start().await;
    let ada = server.signed_up("ada").await;
    let mut tenants = Vec::new();
    for name in ["One", "Two", "Three"] {
        ada.creates_tenant(name).await;
        tenants.push(ada.tenant().await);
        fill(&ada).await;
        ada.delete(PATH).await.is(200);
    }
    for tenant in tenants {
        is_purged(&server, &tenant).await;
    }
}

#[tokio::test]
async fn what_a_killed_server_left_the_next_one_takes_away() {
    let database = TestDatabase::create().await;
    let program = Program::on(database.url());
    let server = program.serve().await;
    let ada = server.owner("ada").await;
    let tenant = ada.tenant().await;
    fill(&ada).await;
    makes_projects(&server, &tenant, 20_000).await;
    let all = count(&server, &tenant).await;
    ada.delete(PATH).await.is(200);
    // In the middle of it: some are gone, and some are not.
    let begun = Instant::now();
    while count(&server, &tenant).await == all {
        assert!(begun.elapsed() < PATIENCE, "it does not begin");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.kill().await;

    let server = program.serve().await;
    server.get(PATH).bearer(&ada.access_token).await.refused(404, "not_found");
    is_purged(&server, &tenant).await;
}

async fn count(server: &TestServer, tenant: &str) -> String {
    let counted = format!("SELECT count(*)::text FROM projects WHERE tenant_id = '{tenant}'");
    server.sql(&counted).await.remove(0)
}
