//! The audit log: read by those whom it concerns, added to, never changed.

use diesel_async::RunQueryDsl as _;
use tenantry_domain::access::{CredentialUsed, SystemScope, Trail};
use tenantry_domain::audit::{
    Action, AuditEvent, AuditFilter, AuditStore as _, NewAuditEvent, Outcome, Target,
};
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::{PostgresAuditStore, WorkError};
use tenantry_testkit::fixtures::{Home, fresh, now};
use time::{Duration, OffsetDateTime};

use crate::support::{Stage, origin, page, refusal};

const SCOPE: SystemScope = SystemScope::for_job("test");

fn store(stage: &Stage) -> PostgresAuditStore {
    PostgresAuditStore::new(stage.database.clone())
}

fn refused(tenant: Option<TenantId>, user: UserId) -> NewAuditEvent {
    NewAuditEvent {
        tenant,
        user: Some(user),
        organization: None,
        action: Action::RequestRefused,
        outcome: Outcome::Refused,
        target: Some(Target::Operation("POST /api/v1/orgs".to_owned())),
        trail: Trail::of_person(user, CredentialUsed::Password, &origin("curl/8")),
    }
}

async fn record(stage: &Stage, event: NewAuditEvent, at: OffsetDateTime) {
    store(stage).record(&SCOPE, event, at).await.unwrap();
}

async fn list(stage: &Stage, home: &Home, filter: AuditFilter) -> Vec<AuditEvent> {
    store(stage).list(&home.scope(), filter, page(1, 100)).await.unwrap().items
}

/// A home about which nothing is told yet.
async fn stage() -> (Stage, Home) {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.test.sql("DELETE FROM audit_events").await;
    (stage, home)
}

#[tokio::test]
async fn an_entry_reads_as_it_was_written() {
    let (stage, home) = stage().await;
    let at = now();
    let (credential_id, organization) = (Some(fresh()), Some(home.organization));
    let event = refused(Some(home.tenant), home.founder);
    let trail = Trail { credential_id, ..event.trail.clone() };
    record(&stage, NewAuditEvent { organization, trail, ..event }, at).await;
    let entry = list(&stage, &home, AuditFilter::default()).await.remove(0);
    assert_eq!(entry.id.uuid().get_version_num(), 7);
    let expected = AuditEvent {
        id: entry.id,
        at,
        actor: Some(home.founder.into()),
        credential_kind: Some("password".to_owned()),
        credential_id,
        action: "request.refuse".to_owned(),
        outcome: "refused".to_owned(),
        target: Some(("operation".to_owned(), "POST /api/v1/orgs".to_owned())),
        organization,
        ip: origin("").ip,
        user_agent: Some("curl/8".to_owned()),
        request_id: Some("request-1".to_owned()),
    };
    assert_eq!(entry, expected);
}

#[tokio::test]
async fn an_entry_may_know_next_to_nothing() {
    let (stage, home) = stage().await;
    let event = NewAuditEvent {
        target: None,
        trail: Trail::default(),
        ..refused(Some(home.tenant), home.founder)
    };
    record(&stage, event, now()).await;
    let entry = list(&stage, &home, AuditFilter::default()).await.remove(0);
    assert_eq!((entry.actor, entry.credential_kind, entry.target), (None, None, None));
    assert_eq!((entry.ip, entry.user_agent, entry.request_id), (None, None, None));
}

#[tokio::test]
async fn a_list_shows_the_newest_first_a_page_at_a_time() {
    let (stage, home) = stage().await;
    let start = now();
    for second in [2, 0, 1] {
        let event = refused(Some(home.tenant), home.founder);
        record(&stage, event, start + Duration::seconds(second)).await;
    }
    let list = store(&stage).list(&home.scope(), AuditFilter::default(), page(1, 2)).await.unwrap();
    let moments: Vec<_> =
        list.items.iter().map(|entry| (entry.at - start).whole_seconds()).collect();
    assert_eq!((moments, list.total), (vec![2, 1], 3));
    let list = store(&stage).list(&home.scope(), AuditFilter::default(), page(2, 2)).await.unwrap();
    assert_eq!((list.items.len(), list.total), (1, 3));
    assert_eq!(list.items[0].at, start);
}

#[tokio::test]
async fn a_list_shows_what_is_asked_for() {
    let (stage, home) = stage().await;
    let at = now();
    let other = UserId::new(fresh());
    let organization = Some(OrganizationId::new(fresh()));
    let plain = refused(Some(home.tenant), home.founder);
    let trail = Trail { actor: Some(other.into()), ..Trail::default() };
    record(&stage, plain.clone(), at).await;
    record(&stage, NewAuditEvent { trail, ..plain.clone() }, at + Duration::SECOND).await;
    let action = Action::SessionLogIn;
    record(&stage, NewAuditEvent { action, ..plain.clone() }, at + Duration::seconds(2)).await;
    record(&stage, NewAuditEvent { organization, ..plain }, at + Duration::seconds(3)).await;
    let filter = AuditFilter::default;
    let from = Some(at + Duration::seconds(2));
    for (filter, expected) in [
        (filter(), vec![3, 2, 1, 0]),
        (AuditFilter { actor: Some(other.into()), ..filter() }, vec![1]),
        (AuditFilter { action: Some("session.log_in".to_owned()), ..filter() }, vec![2]),
        (AuditFilter { action: Some("session".to_owned()), ..filter() }, vec![]),
        (AuditFilter { organization, ..filter() }, vec![3]),
        (AuditFilter { from, ..filter() }, vec![3, 2]),
        (AuditFilter { to: from, ..filter() }, vec![1, 0]),
        (AuditFilter { organization, actor: Some(other.into()), ..filter() }, vec![]),
    ] {
        let tenants = list(&stage, &home, filter.clone()).await;
        let seconds: Vec<_> = tenants.iter().map(|entry| (entry.at - at).whole_seconds()).collect();
        assert_eq!(seconds, expected, "{filter:?}");
        let own = store(&stage).list_own(&home.own_rows(), filter, page(1, 100)).await.unwrap();
        assert_eq!((own.items, own.total), (tenants, expected.len() as u64));
    }
}

#[tokio::test]
async fn a_tenant_and_a_person_read_what_concerns_them_and_nothing_else() {
    let (stage, ours) = stage().await;
    let theirs = stage.fixtures.home("grace").await;
    stage.test.sql("DELETE FROM audit_events").await;
    let at = now();
    for (second, tenant, user) in [
        (0, Some(ours.tenant), ours.founder),
        (1, Some(theirs.tenant), ours.founder),
        (2, Some(ours.tenant), theirs.founder),
        (3, None, ours.founder),
        (4, Some(theirs.tenant), theirs.founder),
        (5, None, theirs.founder),
    ] {
        record(&stage, refused(tenant, user), at + Duration::seconds(second)).await;
    }
    let nobodys = NewAuditEvent { user: None, ..refused(None, ours.founder) };
    record(&stage, nobodys, at + Duration::seconds(6)).await;
    let filter = AuditFilter::default();
    let seconds = |entries: &[AuditEvent]| -> Vec<i64> {
        entries.iter().map(|entry| (entry.at - at).whole_seconds()).collect()
    };
    assert_eq!(seconds(&list(&stage, &ours, filter.clone()).await), [2, 0]);
    assert_eq!(seconds(&list(&stage, &theirs, filter.clone()).await), [4, 1]);
    let own = store(&stage).list_own(&ours.own_rows(), filter, page(1, 100)).await.unwrap();
    assert_eq!((seconds(&own.items), own.total), (vec![3, 1, 0], 3));
}

#[tokio::test]
async fn no_role_changes_or_removes_an_entry() {
    let (stage, home) = stage().await;
    record(&stage, refused(Some(home.tenant), home.founder), now()).await;
    for role in ["tenant", "user", "directory", "system", "base"] {
        for change in [
            "UPDATE audit_events SET outcome = 'success'",
            "DELETE FROM audit_events",
            "TRUNCATE audit_events",
        ] {
            let attempt = format!(
                "DO $$ BEGIN SET LOCAL ROLE tenantry_{role}; {change}; \
                 EXCEPTION WHEN insufficient_privilege THEN NULL; END $$; \
                 SELECT outcome FROM audit_events"
            );
            assert_eq!(stage.test.sql(&attempt).await, ["refused"], "{role}: {change}");
        }
        let rights = format!(
            "SELECT has_table_privilege('tenantry_{role}', 'audit_events', 'UPDATE, DELETE, TRUNCATE') \
                 OR has_any_column_privilege('tenantry_{role}', 'audit_events', 'UPDATE')"
        );
        assert_eq!(stage.test.sql(&rights).await, ["f"], "{role}");
    }
}

/// Tries to tell of something as somebody else, or in a log that is not theirs.
async fn forge(stage: &Stage, home: &Home, tenant: &str, user: &str) -> String {
    let sql = format!(
        "INSERT INTO audit_events (id, at, tenant_id, user_id, action, outcome) \
         VALUES (uuid_v7(now()), now(), {tenant}, {user}, 'user.delete', 'success')"
    );
    let message: Result<_, StoreError> = stage
        .database
        .in_user(&home.own_rows(), async |connection| {
            let outcome = diesel::sql_query(&sql).execute(connection).await;
            Ok(refusal(outcome.map_err(WorkError::from)))
        })
        .await;
    message.unwrap()
}

#[tokio::test]
async fn a_person_tells_of_themselves_in_their_own_tenants_alone() {
    let (stage, ours) = stage().await;
    let theirs = stage.fixtures.home("grace").await;
    let quoted = |id: &dyn std::fmt::Display| format!("'{id}'");
    for (tenant, user) in [
        (quoted(&theirs.tenant), quoted(&ours.founder)),
        (quoted(&ours.tenant), quoted(&theirs.founder)),
        (quoted(&ours.tenant), "NULL".to_owned()),
        ("NULL".to_owned(), "NULL".to_owned()),
    ] {
        let message = forge(&stage, &ours, &tenant, &user).await;
        assert!(message.contains("row-level security policy"), "{tenant} {user}: {message}");
    }
}

#[tokio::test]
async fn the_names_that_the_database_makes_follow_the_time_that_they_are_made_for() {
    let (stage, _) = stage().await;
    let names = "SELECT uuid_v7(t) FROM unnest(ARRAY[timestamptz '1970-01-01 00:00:00.001Z', \
        '2026-03-01 12:00:00.999999Z', '2026-03-01 12:00:01Z']) AS t";
    let names = stage.test.sql(names).await;
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(names, sorted);
    assert!(names[0].starts_with("00000000-0001-7"), "{names:?}");
    assert!(names.iter().all(|name| "89ab".contains(&name[19..20])), "{names:?}");
}
