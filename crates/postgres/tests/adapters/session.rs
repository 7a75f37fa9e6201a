//! Sessions: where they begin, how they are renewed.

use std::net::IpAddr;
use std::sync::Arc;

use tenantry_domain::access::{CredentialUsed, Origin, Trail, UserScope};
use tenantry_domain::id::{TenantId, UserId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{
    EndReason, Lifetimes, Refresh, Refreshed, Session, SessionStore as _,
};
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::PostgresSessionStore;
use tenantry_testkit::fixtures::{Home, fresh_digest, new_session, now, password_hash};
use time::{Duration, OffsetDateTime};

use crate::crowd::in_a_crowd;
use crate::support::{Stage, cells, is_unavailable, origin};

const LIFETIMES: Lifetimes = Lifetimes {
    access_token: Duration::minutes(10),
    refresh_idle: Duration::days(7),
    session: Duration::days(30),
    refresh_grace: Duration::seconds(10),
};

fn store(stage: &Stage) -> PostgresSessionStore {
    PostgresSessionStore::new(stage.database.clone())
}

async fn open(stage: &Stage, user: UserId) -> Option<TenantId> {
    let scope = UserScope::for_tests(user);
    store(stage).open(&scope, new_session(now()), password_hash(), now()).await.unwrap()
}

/// What the service does: the successor follows from the token.
async fn refresh(stage: &Stage, presented: SecretDigest, at: OffsetDateTime) -> Option<Refreshed> {
    let decide = |session: &Session| session.refresh(presented, next(presented), at, &LIFETIMES);
    let ask = async || store(stage).refresh(presented, origin("curl/8"), &decide).await;
    in_a_crowd(ask, is_unavailable).await.unwrap()
}

fn next(digest: SecretDigest) -> SecretDigest {
    SecretDigest::of(&format!("{:?}", digest.as_bytes()))
}

#[tokio::test]
async fn a_person_without_a_tenant_begins_in_none() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    assert_eq!(open(&stage, user.id).await, None);
}

#[tokio::test]
async fn a_session_begins_in_the_tenant_used_last_else_in_the_one_joined_first() {
    let stage = Stage::new().await;
    let (first, second) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.joins(first.founder, &second, "MEMBER").await;
    assert_eq!(open(&stage, first.founder).await, Some(first.tenant));
    let used = format!(
        "UPDATE tenant_members SET last_used_at = now() + interval '1 minute' \
         WHERE tenant_id = '{}' AND user_id = '{}'",
        second.tenant, first.founder
    );
    stage.test.sql(&used).await;
    assert_eq!(open(&stage, first.founder).await, Some(second.tenant));
}

#[tokio::test]
async fn a_session_that_begins_somewhere_marks_it_as_used() {
    let stage = Stage::new().await;
    let (first, second) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.joins(second.founder, &first, "MEMBER").await;
    open(&stage, first.founder).await;
    let used = "SELECT user_id FROM tenant_members WHERE last_used_at IS NOT NULL";
    assert_eq!(stage.test.sql(used).await, [first.founder.to_string()]);
}

#[tokio::test]
async fn a_suspended_or_deleted_tenant_is_passed_over() {
    let stage = Stage::new().await;
    let (first, second) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.joins(first.founder, &second, "MEMBER").await;
    let end =
        |what: &str, home: &Home| format!("UPDATE tenants SET {what} WHERE id = '{}'", home.tenant);
    stage.test.sql(&end("status = 'suspended'", &first)).await;
    assert_eq!(open(&stage, first.founder).await, Some(second.tenant));
    stage.test.sql(&end("deleted_at = now()", &second)).await;
    assert_eq!(open(&stage, first.founder).await, None);
}

#[tokio::test]
async fn a_session_keeps_where_it_was_begun() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    for address in ["192.0.2.7", "2001:db8::7"] {
        let ip: IpAddr = address.parse().unwrap();
        let client = Origin { ip: Some(ip), ..(*origin("curl/8")).clone() };
        let new = new_session(now());
        let kept = format!(
            "SELECT concat_ws(' ', host(ip), user_agent) FROM sessions WHERE id = '{}'",
            new.id
        );
        let trail = Trail::of_person(user.id, CredentialUsed::Password, &Arc::new(client));
        let scope = UserScope::for_tests(user.id).by(trail);
        store(&stage).open(&scope, new, password_hash(), now()).await.unwrap();
        assert_eq!(stage.test.sql(&kept).await, [format!("{address} curl/8")]);
    }
}

#[tokio::test]
async fn a_refresh_puts_the_successor_in_place_of_the_token() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (id, first) = stage.fixtures.session(home.founder).await;
    let at = now() + Duration::HOUR;
    let Refreshed { decision, session } = refresh(&stage, first, at).await.unwrap();
    assert!(matches!(decision, Refresh::Rotate { .. }), "{decision:?}");
    assert_eq!((session.id, session.user, session.tenant), (id, home.founder, Some(home.tenant)));
    assert_eq!((session.current, session.parent), (next(first), Some(first)));
    assert_eq!((session.rotated_at, session.idle_expires_at), (at, at + LIFETIMES.refresh_idle));
    let again = refresh(&stage, next(first), at + Duration::HOUR).await.unwrap().session;
    assert_eq!((again.current, again.parent), (next(next(first)), Some(next(first))));
}

#[tokio::test]
async fn of_fifty_refreshes_with_one_token_at_once_there_is_one_successor() {
    let stage = Stage::for_a_crowd_of(50).await;
    let home = stage.fixtures.home("ada").await;
    let (_, digest) = stage.fixtures.session(home.founder).await;
    let at = now();
    let attempts = (0..50).map(|_| refresh(&stage, digest, at));
    let outcomes = futures_util::future::join_all(attempts).await;
    let rotations =
        outcomes.iter().flatten().filter(|it| matches!(it.decision, Refresh::Rotate { .. }));
    assert_eq!(rotations.count(), 1);
    let repeats = outcomes.iter().flatten().filter(|it| it.decision == Refresh::Repeat);
    assert_eq!(repeats.count(), 49);
    assert!(outcomes.iter().flatten().all(|it| it.session.current == next(digest)));
    assert_eq!(stage.test.sql("SELECT count(*) FROM credentials").await, ["2"]);
}

#[tokio::test]
async fn what_sign_ins_and_renewals_change_is_parsed_once_for_each_connection() {
    let stage = Stage::for_a_crowd_of(1).await;
    let home = stage.fixtures.home("ada").await;
    let kept = "SELECT format('%s: %s', split_part(statement, '\"', 2), generic_plans + custom_plans) AS cell \
        FROM pg_prepared_statements WHERE statement LIKE 'UPDATE %' ORDER BY 1";
    let (_, first) = stage.fixtures.session(home.founder).await;
    for token in [first, next(first)] {
        open(&stage, home.founder).await;
        refresh(&stage, token, now()).await.unwrap();
    }
    let executed: Result<_, StoreError> =
        stage.database.in_tenant(&home.scope(), async |it| cells(it, kept).await).await;
    assert_eq!(executed.unwrap(), ["sessions: 2", "tenant_members: 3"]);
}

#[tokio::test]
async fn an_older_token_ends_the_session_for_its_newest_descendant_too() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (_, first) = stage.fixtures.session(home.founder).await;
    let second = next(first);
    refresh(&stage, first, now()).await.unwrap();
    refresh(&stage, second, now()).await.unwrap();
    let replayed = refresh(&stage, first, now()).await.unwrap();
    assert!(matches!(replayed.decision, Refresh::End(EndReason::TokenReplayed, _)));
    assert!(replayed.session.ended_at.is_some());
    let newest = refresh(&stage, next(second), now()).await.unwrap();
    assert_eq!(newest.decision, Refresh::Refuse);
    let kept = "SELECT end_reason FROM sessions";
    assert_eq!(stage.test.sql(kept).await, ["token_replayed"]);
}

#[tokio::test]
async fn a_refresh_knows_that_the_account_was_suspended() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let (_, digest) = stage.fixtures.session(user.id).await;
    stage.test.sql("UPDATE users SET status = 'suspended'").await;
    let refreshed = refresh(&stage, digest, now()).await.unwrap();
    assert_eq!((refreshed.decision, refreshed.session.user_active), (Refresh::Refuse, false));
}

#[tokio::test]
async fn a_token_that_is_no_refresh_token_has_no_session() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (_, api_key) = stage.fixtures.api_key(&home, project, "key").await;
    for digest in [api_key, fresh_digest()] {
        assert_eq!(refresh(&stage, digest, now()).await, None);
    }
}
