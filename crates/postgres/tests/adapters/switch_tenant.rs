//! One session in one tenant after another.

use tenantry_domain::access::OrganizationRole;
use tenantry_domain::id::{SessionId, TenantId};
use tenantry_domain::session::{Refresh, Session, SessionStore as _, TenantSwitch};
use tenantry_domain::tenant::{OwnTenant, TenantStore as _};
use tenantry_postgres::{PostgresSessionStore, PostgresTenantStore};
use tenantry_testkit::fixtures::{Home, fresh, fresh_digest, now};
use time::Duration;

use crate::circle::add;
use crate::crowd::Watcher;
use crate::support::{Stage, origin};

/// Ada's home, Grace's where Ada is a member too, and a session of Ada's.
async fn stage() -> (Stage, Home, Home, SessionId) {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.joins(home.founder, &other, "MEMBER").await;
    let (session, _) = stage.fixtures.session(home.founder).await;
    (stage, home, other, session)
}

fn switch(session: SessionId, tenant: TenantId) -> TenantSwitch {
    let idle_expires_at = now() + Duration::days(7);
    TenantSwitch { session, tenant, refresh_digest: fresh_digest(), idle_expires_at }
}

fn store(stage: &Stage) -> PostgresSessionStore {
    PostgresSessionStore::new(stage.database.clone())
}

#[tokio::test]
async fn a_session_acts_in_another_tenant_by_a_new_refresh_token() {
    let (stage, home, other, session) = stage().await;
    let switch = switch(session, other.tenant);
    let at = now();
    let until = store(&stage).switch_tenant(&home.own_rows(), switch.clone(), at).await.unwrap();
    assert_eq!(until, Some(switch.idle_expires_at));
    let decide = |session: &Session| {
        assert_eq!((session.tenant, session.current), (Some(other.tenant), switch.refresh_digest));
        assert_eq!((session.rotated_at, session.idle_expires_at), (at, switch.idle_expires_at));
        assert!(session.parent.is_some());
        Refresh::Refuse
    };
    let (presented, from) = (switch.refresh_digest, origin("curl/8"));
    let found = store(&stage).refresh(presented, from, &decide).await.unwrap().unwrap();
    assert_eq!(found.session.id, session);
    let used =
        format!("tenant_members WHERE last_used_at IS NOT NULL AND tenant_id = '{}'", other.tenant);
    assert_eq!(stage.rows(&used).await, "1");
    let told = "SELECT concat_ws(' ', action, target, tenant_id) FROM audit_events ORDER BY ctid DESC LIMIT 1";
    assert_eq!(
        stage.test.sql(told).await,
        [format!("session.switch_tenant {session} {}", other.tenant)]
    );
}

#[tokio::test]
async fn a_session_never_outlives_its_last_moment() {
    let (stage, home, other, session) = stage().await;
    let switch = TenantSwitch {
        idle_expires_at: now() + Duration::days(90),
        ..switch(session, other.tenant)
    };
    let until = store(&stage).switch_tenant(&home.own_rows(), switch, now()).await.unwrap();
    assert!(until.unwrap() < now() + Duration::days(31));
    assert_eq!(stage.rows("sessions WHERE idle_expires_at = absolute_expires_at").await, "1");
}

#[tokio::test]
async fn nobody_switches_to_where_they_are_not_or_what_does_not_work() {
    let (stage, home, other, session) = stage().await;
    let foreign = stage.fixtures.home("edsger").await;
    let before = stage.actions().await;
    let attempt = async |tenant: TenantId| {
        store(&stage).switch_tenant(&home.own_rows(), switch(session, tenant), now()).await.unwrap()
    };
    assert_eq!(attempt(foreign.tenant).await, None);
    assert_eq!(attempt(TenantId::new(fresh())).await, None);
    for end in ["status = 'suspended'", "status = 'active', deleted_at = now()"] {
        stage.test.sql(&format!("UPDATE tenants SET {end} WHERE id = '{}'", other.tenant)).await;
        assert_eq!(attempt(other.tenant).await, None, "{end}");
    }
    assert_eq!(stage.rows(&format!("sessions WHERE tenant_id = '{}'", home.tenant)).await, "1");
    assert_eq!(stage.actions().await, before);
}

#[tokio::test]
async fn nobody_switches_a_session_that_is_over_or_somebody_elses() {
    let (stage, home, other, session) = stage().await;
    let attempt = async |scope| {
        let switch = switch(session, other.tenant);
        store(&stage).switch_tenant(&scope, switch, now()).await.unwrap()
    };
    assert_eq!(attempt(other.own_rows()).await, None);
    for end in [
        "UPDATE sessions SET idle_expires_at = now()",
        "UPDATE sessions SET idle_expires_at = now() + interval '1 day', absolute_expires_at = now()",
        "UPDATE sessions SET absolute_expires_at = now() + interval '1 day', ended_at = now(), end_reason = 'signed_out'",
    ] {
        stage.test.sql(end).await;
        assert_eq!(attempt(home.own_rows()).await, None, "{end}");
    }
}

#[tokio::test]
async fn everybody_sees_the_tenants_that_they_are_in_the_one_joined_first_first() {
    let (stage, home, other, _) = stage().await;
    stage.fixtures.home("edsger").await;
    let tenants = PostgresTenantStore::new(stage.database.clone());
    let list = async || tenants.list_own(&home.own_rows()).await.unwrap();
    let seen = |tenants: &[OwnTenant]| -> Vec<_> {
        tenants.iter().map(|it| (it.id, it.name.as_str().to_owned(), it.role.as_str())).collect()
    };
    let ada = (home.tenant, "ada".to_owned(), "SUPER_ADMIN");
    let grace = (other.tenant, "grace".to_owned(), "MEMBER");
    assert_eq!(seen(&list().await), [ada.clone(), grace]);
    for end in ["status = 'suspended'", "status = 'active', deleted_at = now()"] {
        stage.test.sql(&format!("UPDATE tenants SET {end} WHERE id = '{}'", other.tenant)).await;
        assert_eq!(seen(&list().await), std::slice::from_ref(&ada), "{end}");
    }
}

#[tokio::test]
async fn sessions_that_follow_their_person_into_a_tenant_are_locked_as_those_that_are_ended() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let store = stage.in_organization();
    let invited =
        add(&store, &home, home.organization, "grace@example.com", OrganizationRole::Member).await;
    let link = stage.link(&home, invited.id).await.unwrap();
    let (first, _) = stage.fixtures.session(grace).await;
    let (last, _) = stage.fixtures.session(grace).await;
    // The table holds them the other way round from now on.
    let touch = format!("UPDATE sessions SET last_used_at = now() WHERE id = '{first}'");
    stage.test.sql(&touch).await;
    let locking = |session: SessionId| {
        format!("SELECT FROM sessions WHERE id = '{session}' FOR UPDATE NOWAIT")
    };
    let (ending, watcher) = (stage.connection().await, Watcher::of(&stage).await);
    ending.batch_execute(&format!("BEGIN; {}", locking(first))).await.unwrap();
    let ended = async {
        watcher.until_waiting(1).await;
        let held = ending.execute(locking(last).as_str(), &[]).await.unwrap();
        ending.batch_execute("COMMIT").await.unwrap();
        held
    };
    let joining = stage.accept(grace, link, "grace@example.com");
    let (held, joined) = tokio::join!(ended, joining);
    assert_eq!(held, 1);
    joined.unwrap();
    assert_eq!(stage.rows(&format!("sessions WHERE tenant_id = '{}'", home.tenant)).await, "2");
}
