//! What has ended: told page by page, and ended again where a restored backup brought it back.

use tenantry_domain::access::OrganizationRole::Member as Plain;
use tenantry_domain::id::UserId;
use tenantry_domain::password::PasswordHash;
use tenantry_domain::restore::{Counts, Ending, EndingKind, EndingPosition, EndingStore as _};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{Remains, TenantPurgeStore as _};
use tenantry_postgres::{DatabaseUrl, PostgresEndingStore, PostgresTenantPurgeStore, migrate};
use tenantry_testkit::fixtures::{Home, fresh, now};
use time::{Duration, OffsetDateTime};

use crate::circle::{SYSTEM, add};
use crate::login::owner;
use crate::migrations::revert_to;
use crate::support::Stage;

/// For each kind: where it is kept, what ends all of them, what brings all of them back, and what holds of one that lives. What takes
/// others along comes last.
const WAYS: [(EndingKind, &str, &str, &str, &str); 14] = {
    use EndingKind as Kind;
    const DELETED: (&str, &str, &str) =
        ("deleted_at = now()", "deleted_at = NULL", "deleted_at IS NULL");
    const REVOKED: (&str, &str, &str) =
        ("revoked_at = now()", "revoked_at = NULL", "revoked_at IS NULL");
    const SUSPENDED: (&str, &str, &str) =
        // A backup from before knows of no reactivation since.
        (
            "status = 'suspended'",
            "status = 'active', updated_at = now() - interval '1 day'",
            "status = 'active'",
        );
    const fn way(
        kind: Kind,
        table: &'static str,
        (end, back, lives): (&'static str, &'static str, &'static str),
    ) -> (Kind, &'static str, &'static str, &'static str, &'static str) {
        (kind, table, end, back, lives)
    }
    [
        way(Kind::ServiceCredential, "service_credentials", REVOKED),
        way(Kind::ApiKey, "api_keys", DELETED),
        way(Kind::PersonalAccessToken, "personal_access_tokens", REVOKED),
        way(Kind::TenantApiKey, "tenant_api_keys", DELETED),
        way(
            Kind::Session,
            "sessions",
            (
                "ended_at = now(), end_reason = 'signed_out'",
                "ended_at = NULL, end_reason = NULL",
                "ended_at IS NULL",
            ),
        ),
        way(
            Kind::Invitation,
            "invitations",
            (
                "cancelled_at = now()",
                // To whom it went is forgotten with its end.
                "cancelled_at = NULL, email = id || '@example.com', email_key = id || '@example.com'",
                "cancelled_at IS NULL",
            ),
        ),
        way(
            Kind::Password,
            "passwords",
            (
                "hash = 'new', changed_at = now()",
                "hash = 'old', changed_at = now() - interval '1 day'",
                "hash = 'old'",
            ),
        ),
        way(Kind::UserSuspended, "users", SUSPENDED),
        way(Kind::OrganizationSuspended, "organizations", SUSPENDED),
        way(Kind::TenantSuspended, "tenants", SUSPENDED),
        way(Kind::Project, "projects", DELETED),
        way(Kind::Organization, "organizations", DELETED),
        way(Kind::Tenant, "tenants", DELETED),
        way(Kind::User, "users", DELETED),
    ]
};

pub(crate) fn store(stage: &Stage) -> PostgresEndingStore {
    PostgresEndingStore::new(stage.database.clone())
}

/// All that has ended of a kind, in pages of this size.
async fn told(stage: &Stage, kind: EndingKind, most: u32) -> Vec<Ending> {
    let (mut all, mut after): (Vec<Ending>, Option<EndingPosition>) = (Vec::new(), None);
    loop {
        let page = store(stage).page(&SYSTEM, kind, after, most, now()).await.unwrap();
        assert!(page.endings.len() <= usize::try_from(most).unwrap());
        all.extend(page.endings);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

pub(crate) async fn end(stage: &Stage, kind: EndingKind, endings: &[Ending]) -> Counts {
    let unusable = Some(PasswordHash::new("nobody's"));
    store(stage).end(&SYSTEM, kind, endings.to_vec(), unusable, now()).await.unwrap()
}

pub(crate) fn counts(ended: u64, ended_before: u64, unknown: u64) -> Counts {
    Counts { ended, ended_before, unknown }
}

/// A tenant with two of each thing that can end in it.
async fn furnish(stage: &Stage, name: &str) -> Home {
    let fixtures = &stage.fixtures;
    let home = fixtures.home(name).await;
    for (number, title) in ["Engine", "Mill"].into_iter().enumerate() {
        let project = fixtures.project(&home, title).await;
        fixtures.api_key(&home, project, "key").await;
        fixtures.personal_access_token(home.founder, home.organization, title).await;
        fixtures.tenant_api_key(&home, title).await;
        fixtures.session(home.founder).await;
        let guest = format!("{name}s-guest-{number}@example.com");
        add(&stage.in_organization(), &home, home.organization, &guest, Plain).await;
        let service = format!(
            "INSERT INTO service_credentials (id, name, masked, created_at) VALUES ('{}', 'x', 'x', now())",
            fresh()
        );
        stage.test.sql(&service).await;
    }
    home
}

#[tokio::test]
async fn whatever_has_ended_is_told_and_ends_again_where_it_came_back() {
    let stage = Stage::new().await;
    for name in ["ada", "grace"] {
        furnish(&stage, name).await;
    }
    let mut seen = Vec::new();
    for (kind, table, ending, back, lives) in WAYS {
        assert_eq!(told(&stage, kind, 3).await, [], "{kind:?}");
        stage.test.sql(&format!("UPDATE {table} SET {ending}")).await;
        let endings = told(&stage, kind, 3).await;
        let all = u64::try_from(endings.len()).unwrap();
        assert!(all >= 2, "{kind:?}");
        assert_eq!(stage.rows(table).await, all.to_string(), "{kind:?}");
        let is_placed = |ending: &Ending| {
            ending.kind == kind && ending.tenant.is_some() == kind.lies_in_a_tenant()
        };
        assert!(endings.iter().all(is_placed), "{kind:?}");

        assert_eq!(end(&stage, kind, &endings).await, counts(0, all, 0), "{kind:?}");
        stage.test.sql(&format!("UPDATE {table} SET {back}")).await;
        assert_eq!(end(&stage, kind, &endings[1..]).await, counts(all - 1, 0, 0), "{kind:?}");
        let living = format!("{table} WHERE {lives}");
        assert_eq!(stage.rows(&living).await, "1", "{kind:?}");
        assert_eq!(end(&stage, kind, &endings).await, counts(1, all - 1, 0), "{kind:?}");
        assert_eq!(stage.rows(&living).await, "0", "{kind:?}");
        let stranger = Ending { id: fresh(), ..endings[0] };
        assert_eq!(end(&stage, kind, &[stranger]).await, counts(0, 0, 1), "{kind:?}");
        if kind != EndingKind::User {
            stage.test.sql(&format!("UPDATE {table} SET {back}")).await;
            // For what is spelt in the same table in another way.
            stage.test.sql("UPDATE passwords SET replaced_at = NULL").await;
        }
        seen.push(kind);
    }
    seen.sort_unstable();
    assert_eq!(seen, EndingKind::ALL);
}

#[tokio::test]
async fn a_moment_in_the_list_is_that_of_the_end_and_is_written_again() {
    let stage = Stage::new().await;
    furnish(&stage, "ada").await;
    let ended = "UPDATE api_keys SET deleted_at = '2026-01-02 03:04:05.678901+00'";
    stage.test.sql(ended).await;
    let endings = told(&stage, EndingKind::ApiKey, 100).await;
    stage.test.sql("UPDATE api_keys SET deleted_at = NULL").await;
    end(&stage, EndingKind::ApiKey, &endings).await;
    let moments = "SELECT DISTINCT deleted_at = '2026-01-02 03:04:05.678901+00' FROM api_keys";
    assert_eq!(stage.test.sql(moments).await, ["t"]);
}

#[tokio::test]
async fn the_name_of_something_in_another_tenant_ends_nothing() {
    let stage = Stage::new().await;
    let (ada, grace) = (furnish(&stage, "ada").await, furnish(&stage, "grace").await);
    stage.test.sql("UPDATE api_keys SET deleted_at = now()").await;
    let endings = told(&stage, EndingKind::ApiKey, 100).await;
    stage.test.sql("UPDATE api_keys SET deleted_at = NULL").await;
    let swapped = |ending: &Ending| {
        let other = if ending.tenant == Some(ada.tenant) { grace.tenant } else { ada.tenant };
        Ending { tenant: Some(other), ..*ending }
    };
    let swapped: Vec<Ending> = endings.iter().map(swapped).collect();
    assert_eq!(end(&stage, EndingKind::ApiKey, &swapped).await, counts(0, 0, 4));
    assert_eq!(stage.rows("api_keys WHERE deleted_at IS NULL").await, "4");
}

#[tokio::test]
async fn sessions_and_invitations_whose_time_is_over_are_left_out() {
    let stage = Stage::new().await;
    furnish(&stage, "ada").await;
    stage.test.sql("UPDATE sessions SET ended_at = now(), end_reason = 'revoked'").await;
    stage.test.sql("UPDATE invitations SET accepted_at = now()").await;
    for (kind, over) in [
        (EndingKind::Session, "UPDATE sessions SET absolute_expires_at = now()"),
        (EndingKind::Invitation, "UPDATE invitations SET expires_at = now()"),
    ] {
        assert_eq!(told(&stage, kind, 1).await.len(), 2);
        stage.test.sql(over).await;
        assert_eq!(told(&stage, kind, 1).await, []);
    }
}

#[tokio::test]
async fn a_tenant_whose_rows_were_taken_away_is_told_still() {
    let stage = Stage::new().await;
    let (home, other) = (furnish(&stage, "ada").await, furnish(&stage, "grace").await);
    stage
        .test
        .sql(&format!("UPDATE tenants SET deleted_at = now() WHERE id = '{}'", home.tenant))
        .await;
    let before = told(&stage, EndingKind::Tenant, 1).await;
    let purge = PostgresTenantPurgeStore::new(stage.database.clone());
    while purge.purge(&SYSTEM, 1000).await.unwrap() == Remains::Something {}
    assert_eq!(stage.test.sql("SELECT id FROM tenants").await, [other.tenant.to_string()]);
    assert_eq!(told(&stage, EndingKind::Tenant, 1).await, before);
    assert_eq!(before[0].id, home.tenant.uuid());
}

fn password(user: UserId, at: OffsetDateTime) -> Ending {
    Ending { kind: EndingKind::Password, tenant: None, id: user.uuid(), at }
}

#[tokio::test]
async fn only_a_password_that_was_replaced_later_is_spoilt_and_its_owners_sessions_end() {
    let stage = Stage::new().await;
    let (ada, grace) = (stage.fixtures.user("ada").await.id, stage.fixtures.user("grace").await.id);
    for user in [ada, grace] {
        stage.fixtures.session(user).await;
    }
    let live = "SELECT user_id FROM sessions WHERE ended_at IS NULL ORDER BY user_id";
    let earlier = [password(ada, now() - Duration::HOUR), password(grace, now() - Duration::HOUR)];
    assert_eq!(end(&stage, EndingKind::Password, &earlier).await, counts(0, 2, 0));
    assert_eq!(stage.test.sql(live).await.len(), 2);

    let later = password(ada, now() + Duration::SECOND);
    assert_eq!(end(&stage, EndingKind::Password, &[later]).await, counts(1, 0, 0));
    assert_eq!(stage.test.sql(live).await, [grace.to_string()]);
    let spoilt = "SELECT user_id FROM passwords WHERE hash = 'nobody''s'";
    assert_eq!(stage.test.sql(spoilt).await, [ada.to_string()]);

    // A second time, what began meanwhile goes on.
    stage.fixtures.session(grace).await;
    assert_eq!(end(&stage, EndingKind::Password, &[later]).await, counts(0, 1, 0));
    assert_eq!(stage.test.sql(live).await.len(), 2);
}

#[tokio::test]
async fn without_a_hash_no_password_is_touched() {
    let stage = Stage::new().await;
    let ada = stage.fixtures.user("ada").await.id;
    let later = vec![password(ada, now() + Duration::SECOND)];
    let outcome = store(&stage).end(&SYSTEM, EndingKind::Password, later, None, now()).await;
    assert!(matches!(outcome, Err(StoreError::Failed(_))), "{outcome:?}");
    assert_eq!(stage.rows("passwords WHERE replaced_at IS NOT NULL").await, "0");
}

#[tokio::test]
async fn a_deleted_account_leaves_what_it_was_in_and_nothing_of_the_person_stays() {
    let stage = Stage::new().await;
    let (home, grace) = stage.shared_home().await;
    stage.fixtures.personal_access_token(grace, home.organization, "laptop").await;
    for user in [home.founder, grace] {
        stage.fixtures.session(user).await;
    }
    let gone = Ending { kind: EndingKind::User, tenant: None, id: grace.uuid(), at: now() };
    assert_eq!(end(&stage, EndingKind::User, &[gone]).await, counts(1, 0, 0));
    let left = "SELECT concat_ws('|', email, first_name, deleted_at IS NOT NULL) FROM users ORDER BY email";
    assert_eq!(stage.test.sql(left).await, ["||t", "ada@example.com|ada|f"]);
    for table in ["tenant_members", "organization_members", "passwords"] {
        let whose = format!("SELECT user_id FROM {table}");
        assert_eq!(stage.test.sql(&whose).await, [home.founder.to_string()], "{table}");
    }
    assert_eq!(stage.rows("personal_access_tokens WHERE revoked_at IS NULL").await, "0");
    assert_eq!(stage.rows("sessions WHERE ended_at IS NULL").await, "1");
}

#[tokio::test]
async fn every_session_ends_whosever_it_is_step_by_step() {
    let stage = Stage::new().await;
    for name in ["ada", "grace"] {
        let user = stage.fixtures.user(name).await.id;
        for _ in 0..3 {
            stage.fixtures.session(user).await;
        }
    }
    stage
        .test
        .sql("UPDATE sessions SET ended_at = now(), end_reason = 'signed_out' WHERE id = (SELECT id FROM sessions ORDER BY id LIMIT 1)")
        .await;
    let (mut ended, mut after) = (Vec::new(), None);
    loop {
        let step = store(&stage).end_sessions(&SYSTEM, after, 4, now()).await.unwrap();
        ended.push(step.ended);
        after = step.last;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(ended, [3, 2, 0]);
    let reasons =
        "SELECT end_reason || ' ' || count(*) FROM sessions GROUP BY end_reason ORDER BY 1";
    assert_eq!(stage.test.sql(reasons).await, ["revoked 5", "signed_out 1"]);
}

#[tokio::test]
async fn codes_and_links_that_were_out_are_forgotten() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await.id;
    let sent = format!(
        "INSERT INTO challenges (user_id, purpose, address, digest, created_at, expires_at) \
         VALUES ('{user}', 'password_reset', 'ada@example.com', sha256('x'), now(), now() + interval '1 hour')"
    );
    stage.test.sql(&sent).await;
    assert_eq!(store(&stage).forget_challenges(&SYSTEM).await.unwrap(), 1);
    assert_eq!(stage.rows("challenges").await, "0");
}

#[tokio::test]
async fn a_plain_owner_learns_of_passwords_that_were_replaced_before() {
    let (test, owner) = owner("CREATEROLE").await;
    let url: DatabaseUrl = test.url_for(&owner);
    migrate(&url, &url, None).await.unwrap();
    let stage = Stage::of(test);
    let (ada, _) = (stage.fixtures.user("ada").await.id, stage.fixtures.user("grace").await);
    revert_to(&url, "20261121002500").await;
    let changed =
        format!("UPDATE passwords SET changed_at = now() + interval '1 s' WHERE user_id = '{ada}'");
    stage.test.sql(&changed).await;
    migrate(&url, &url, None).await.unwrap();
    let endings = told(&stage, EndingKind::Password, 10).await;
    assert_eq!(endings.iter().map(|ending| ending.id).collect::<Vec<_>>(), [ada.uuid()]);
}
