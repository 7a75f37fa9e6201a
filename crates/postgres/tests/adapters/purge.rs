//! Taking away what deleted tenants leave behind.

use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use tenantry_domain::access::OrganizationRole::Member as Plain;
use tenantry_domain::secret::SealedBytes;
use tenantry_domain::setting::StoredValue;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{Remains, TenantPurgeStore as _, TenantStore as _};
use tenantry_postgres::{PostgresTenantPurgeStore, PostgresTenantStore, WorkError};
use tenantry_testkit::fixtures::{Home, now};

use crate::circle::{SYSTEM, add};
use crate::crowd::Watcher;
use crate::support::{Stage, is_unavailable};

/// Every table that has rows of a tenant, but for the log, with the column that says whose they are.
const TABLES: &str = "SELECT concat_ws('.', relname, attname) FROM pg_class \
    JOIN pg_attribute ON attrelid = pg_class.oid \
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'audit_events' \
      AND (attname = 'tenant_id' OR (relname, attname) = ('tenants', 'id')) ORDER BY 1";

/// A tenant with something in every table.
async fn furnished(stage: &Stage, name: &str, friend: &str) -> Home {
    let home = stage.fixtures.home(name).await;
    let fixtures = &stage.fixtures;
    for title in ["Engine", "Mill"] {
        let project = fixtures.project(&home, title).await;
        for key in ["first", "second"] {
            fixtures.api_key(&home, project, key).await;
        }
    }
    fixtures.referred(&home, friend).await;
    fixtures.personal_access_token(home.founder, home.organization, "token").await;
    fixtures.tenant_api_key(&home, "ci").await;
    fixtures.setting(&home, "colour", StoredValue::Plain("red".to_owned())).await;
    fixtures.setting(&home, "secret", StoredValue::Sealed(SealedBytes(vec![7]))).await;
    fixtures.session(home.founder).await;
    let address = format!("{name}s-guest@example.com");
    add(&stage.in_organization(), &home, home.organization, &address, Plain).await;
    home
}

/// How many rows of the tenant each table has.
async fn rows_of(stage: &Stage, home: &Home) -> Vec<(String, u64)> {
    let mut rows = Vec::new();
    for name in stage.test.sql(TABLES).await {
        let (table, column) = name.split_once('.').unwrap();
        let count = stage.rows(&format!("{table} WHERE {column} = '{}'", home.tenant)).await;
        rows.push((name, count.parse().unwrap()));
    }
    rows
}

fn total(rows: &[(String, u64)]) -> u64 {
    rows.iter().map(|(_, count)| count).sum()
}

fn purge(stage: &Stage) -> PostgresTenantPurgeStore {
    PostgresTenantPurgeStore::new(stage.database.clone())
}

async fn step(stage: &Stage, most: u32) -> Remains {
    purge(stage).purge(&SYSTEM, most).await.unwrap()
}

async fn delete(stage: &Stage, home: &Home) {
    let tenants = PostgresTenantStore::new(stage.database.clone());
    assert!(tenants.delete(&home.scope(), now()).await.unwrap());
}

#[tokio::test]
async fn every_table_is_furnished() {
    let stage = Stage::new().await;
    let home = furnished(&stage, "ada", "alan").await;
    let rows = rows_of(&stage, &home).await;
    assert!(rows.len() >= 15, "{rows:?}");
    assert!(rows.iter().all(|(_, count)| *count > 0), "{rows:?}");
}

#[tokio::test]
async fn while_every_tenant_lives_there_is_nothing_to_take_away() {
    let stage = Stage::new().await;
    let home = furnished(&stage, "ada", "alan").await;
    let before = rows_of(&stage, &home).await;
    assert_eq!(step(&stage, 500).await, Remains::Nothing);
    assert_eq!(rows_of(&stage, &home).await, before);
}

#[tokio::test]
async fn a_deleted_tenant_goes_in_small_steps_and_another_is_not_touched() {
    let stage = Stage::new().await;
    let home = furnished(&stage, "ada", "alan").await;
    let other = furnished(&stage, "grace", "edsger").await;
    let untouched = rows_of(&stage, &other).await;
    let log = stage.rows(&format!("audit_events WHERE tenant_id = '{}'", home.tenant)).await;
    delete(&stage, &home).await;
    let mut left = total(&rows_of(&stage, &home).await);
    while left > 0 {
        // Each time as if by a node that has just started: nothing is remembered but what is stored.
        let database = stage.test.database();
        let remains = PostgresTenantPurgeStore::new(database).purge(&SYSTEM, 3).await.unwrap();
        assert_eq!(remains, Remains::Something);
        let now_left = total(&rows_of(&stage, &home).await);
        // The tenant's own row comes on top of the last step.
        assert!(now_left < left && left - now_left <= 4, "{left} {now_left}");
        assert_eq!(rows_of(&stage, &other).await, untouched);
        left = now_left;
    }
    assert_eq!(step(&stage, 3).await, Remains::Nothing);
    let kept = stage.rows(&format!("audit_events WHERE tenant_id = '{}'", home.tenant)).await;
    assert_eq!(kept.parse::<u64>().unwrap(), log.parse::<u64>().unwrap() + 1);
    assert_eq!(stage.rows("sessions").await, "2");
    assert_eq!(stage.rows("sessions WHERE tenant_id IS NULL").await, "1");
    assert_eq!(stage.rows("users WHERE deleted_at IS NULL").await, "4");
}

#[tokio::test]
async fn two_nodes_take_different_tenants_away_at_once() {
    let stage = Stage::for_a_crowd_of(3).await;
    let mut homes = Vec::new();
    for (name, friend) in [("ada", "alan"), ("grace", "edsger"), ("barbara", "donald")] {
        homes.push(furnished(&stage, name, friend).await);
    }
    let survivor = homes.pop().unwrap();
    let untouched = rows_of(&stage, &survivor).await;
    for home in &homes {
        delete(&stage, home).await;
    }
    let node = async || while step(&stage, 5).await == Remains::Something {};
    tokio::join!(node(), node(), node());
    while step(&stage, 5).await == Remains::Something {}
    for home in &homes {
        assert_eq!(total(&rows_of(&stage, home).await), 0);
    }
    assert_eq!(rows_of(&stage, &survivor).await, untouched);
}

#[tokio::test]
async fn a_step_that_was_interrupted_leaves_everything_as_it_was_for_the_next() {
    let stage = Stage::new().await;
    let home = furnished(&stage, "ada", "alan").await;
    delete(&stage, &home).await;
    let before = rows_of(&stage, &home).await;
    // Late in the step there is a row that somebody else holds.
    let (holder, watcher) = (stage.connection().await, Watcher::of(&stage).await);
    let hold =
        format!("BEGIN; SELECT FROM organizations WHERE tenant_id = '{}' FOR UPDATE", home.tenant);
    holder.batch_execute(&hold).await.unwrap();
    // Who has waited too long takes the step again.
    let taken = async { while is_unavailable(&purge(&stage).purge(&SYSTEM, 500).await) {} };
    tokio::select! {
        () = taken => panic!("nobody was waited for"),
        () = watcher.until_waiting(1) => {}
    }
    assert_eq!(rows_of(&stage, &home).await, before);
    holder.batch_execute("ROLLBACK").await.unwrap();
    // The server may need a moment to see that nobody waits for the first one any more.
    while total(&rows_of(&stage, &home).await) > 0 {
        step(&stage, 500).await;
    }
}

async fn attempt(
    connection: &mut AsyncPgConnection,
    sql: &str,
) -> Result<usize, WorkError<StoreError>> {
    Ok(diesel::sql_query(sql).execute(connection).await?)
}

#[tokio::test]
async fn the_role_that_takes_rows_away_takes_none_of_a_live_tenant() {
    let stage = Stage::new().await;
    let home = furnished(&stage, "ada", "alan").await;
    // Beside a deleted one, so that it is not the lack of any that keeps this one.
    let deleted = furnished(&stage, "grace", "edsger").await;
    delete(&stage, &deleted).await;
    let before = rows_of(&stage, &home).await;
    let tables: Vec<_> = before.iter().map(|(name, _)| name.split_once('.').unwrap()).collect();
    for (table, column) in tables {
        let sql = match table {
            "sessions" => {
                format!("UPDATE sessions SET tenant_id = NULL WHERE {column} = '{}'", home.tenant)
            }
            // What waits to be sent is the same role's to send.
            "outbox" => continue,
            _ => format!("DELETE FROM {table} WHERE {column} = '{}'", home.tenant),
        };
        let touched: Result<_, StoreError> =
            stage.database.in_system(&SYSTEM, async |c| attempt(c, &sql).await).await;
        assert_eq!(touched.unwrap(), 0, "{table}");
    }
    assert_eq!(rows_of(&stage, &home).await, before);
}

#[tokio::test]
async fn a_tenant_at_which_every_step_fails_does_not_keep_the_others() {
    let stage = Stage::new().await;
    let stuck = furnished(&stage, "ada", "alan").await;
    let other = furnished(&stage, "grace", "edsger").await;
    delete(&stage, &stuck).await;
    delete(&stage, &other).await;
    let refuse = format!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$; \
         CREATE TRIGGER refuse BEFORE DELETE ON api_keys FOR EACH ROW \
            WHEN (OLD.tenant_id = '{}') EXECUTE FUNCTION refuse()",
        stuck.tenant
    );
    stage.test.sql(&refuse).await;
    let before = total(&rows_of(&stage, &stuck).await);
    while total(&rows_of(&stage, &other).await) > 0 {
        // Half of the steps are about the one at which they fail.
        let _ = purge(&stage).purge(&SYSTEM, 500).await;
    }
    assert!(purge(&stage).purge(&SYSTEM, 500).await.is_err());
    assert_eq!(total(&rows_of(&stage, &stuck).await), before);
}

#[tokio::test]
async fn only_what_waits_about_invitations_of_the_tenant_is_not_sent() {
    let stage = Stage::new().await;
    let home = furnished(&stage, "ada", "alan").await;
    furnished(&stage, "grace", "edsger").await;
    delete(&stage, &home).await;
    let others = format!("outbox WHERE tenant_id IS DISTINCT FROM '{}'", home.tenant);
    let before = stage.rows(&others).await;
    while step(&stage, 500).await == Remains::Something {}
    assert_eq!((stage.rows(&others).await, stage.rows("outbox").await), (before.clone(), before));
}

#[tokio::test]
async fn no_session_is_moved_anywhere_but_nowhere() {
    let stage = Stage::new().await;
    let home = furnished(&stage, "ada", "alan").await;
    let other = stage.fixtures.home("grace").await;
    delete(&stage, &home).await;
    let sql = format!("UPDATE sessions SET tenant_id = '{}'", other.tenant);
    let message: Result<_, StoreError> = stage
        .database
        .in_system(&SYSTEM, async |c| Ok(crate::support::refusal(attempt(c, &sql).await)))
        .await;
    let message = message.unwrap();
    assert!(message.contains("row-level security policy"), "{message}");
}
