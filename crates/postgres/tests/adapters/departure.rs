//! The end of an account: what goes, what stays, and who may not go yet.

use tenantry_domain::access::UserScope;
use tenantry_domain::id::UserId;
use tenantry_domain::password::PasswordHash;
use tenantry_domain::session::SessionDirectory as _;
use tenantry_domain::tenant::{Memberships, ProvisionError, TenantStore as _};
use tenantry_domain::user::{
    DeleteError, EmailAddress, ProfileChange, SoleHolding, SoleOwner, UserStore as _, may_depart,
};
use tenantry_postgres::{PostgresSessionDirectory, PostgresTenantStore, PostgresUserStore};
use tenantry_testkit::fixtures::{Home, founding, fresh, now, password_hash};

use crate::crowd::Watcher;
use crate::support::Stage;

fn store(stage: &Stage) -> PostgresUserStore {
    PostgresUserStore::new(stage.database.clone())
}

async fn delete(stage: &Stage, user: UserId) -> Result<(), DeleteError> {
    let scope = UserScope::for_tests(user);
    store(stage).delete(&scope, password_hash(), &may_depart, now()).await
}

fn sole(outcome: Result<(), DeleteError>) -> Vec<SoleHolding> {
    match outcome {
        Err(DeleteError::SoleOwner(SoleOwner(holdings))) => holdings,
        other => panic!("nobody is missed: {other:?}"),
    }
}

fn holdings(home: &Home, name: &str) -> [SoleHolding; 2] {
    let name = name.to_owned();
    [
        SoleHolding::Tenant { id: home.tenant, name: name.clone() },
        SoleHolding::Organization { id: home.organization, name },
    ]
}

/// Ada's home, which Grace runs as well.
async fn shared_home(stage: &Stage) -> (Home, UserId) {
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    stage.joins(grace, &home, "SUPER_ADMIN").await;
    stage.joins_organization(grace, &home, "owner").await;
    (home, grace)
}

#[tokio::test]
async fn nothing_of_the_person_is_left_but_the_name_of_the_account() {
    let stage = Stage::new().await;
    let (home, _) = shared_home(&stage).await;
    let project = stage.fixtures.project(&home, "Engine").await;
    stage.fixtures.api_key(&home, project, "key").await;
    stage.fixtures.session(home.founder).await;
    let more = format!(
        "UPDATE users SET middle_name = 'King', phone_number = '+4915123456789', phone_verified_at = now(), \
                          email_verified_at = now(); \
         UPDATE sessions SET ip = '192.0.2.7', user_agent = 'curl/8'; \
         INSERT INTO challenges VALUES ('{}', 'email', 'a@b', sha256('a'), now(), now())",
        home.founder
    );
    stage.test.sql(&more).await;
    delete(&stage, home.founder).await.unwrap();

    let dump = format!(
        "SELECT to_jsonb(users) - 'created_at' - 'updated_at' - 'deleted_at' - 'reactivated_at' - 'status' FROM users WHERE id = '{}'",
        home.founder
    );
    let left = format!(
        "{{\"id\": \"{0}\", \"email\": \"\", \"email_key\": \"deleted:{0}\", \"last_name\": \"\", \"first_name\": \"\", \
         \"middle_name\": null, \"phone_number\": null, \"email_verified_at\": null, \"phone_verified_at\": null}}",
        home.founder
    );
    assert_eq!(stage.test.sql(&dump).await, [left]);
    for table in [
        "passwords",
        "challenges",
        "outbox",
        "tenant_members",
        "organization_members",
        "project_members",
    ] {
        let rows = format!("SELECT count(*) FROM {table} WHERE user_id = '{}'", home.founder);
        assert_eq!(stage.test.sql(&rows).await, ["0"], "{table}");
    }
    let sessions = "SELECT concat_ws(' ', end_reason, ip, user_agent) FROM sessions";
    assert_eq!(stage.test.sql(sessions).await, ["account_deleted"]);
    // What belongs to the tenant stays.
    for table in ["projects", "api_keys", "organizations", "tenants"] {
        let rows = format!("SELECT count(*) FROM {table} WHERE deleted_at IS NULL");
        assert_eq!(stage.test.sql(&rows).await, ["1"], "{table}");
    }
}

#[tokio::test]
async fn a_deleted_account_is_no_account() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let scope = UserScope::for_tests(user.id);
    delete(&stage, user.id).await.unwrap();
    assert_eq!(store(&stage).find(&scope).await.unwrap(), None);
    let change = store(&stage).change_profile(&scope, ProfileChange::default(), now()).await;
    assert_eq!(change.unwrap(), None);
    let directory = PostgresSessionDirectory::new(stage.database.clone());
    let address = EmailAddress::new("ada@example.com").unwrap();
    assert_eq!(directory.find_login(&address).await.unwrap(), None);
    let tenants = PostgresTenantStore::new(stage.database.clone());
    let founded =
        tenants.provision(&scope, founding("Again"), &Memberships::may_found, now()).await;
    assert!(matches!(founded, Err(ProvisionError::Gone)), "{founded:?}");
    let again = delete(&stage, user.id).await;
    assert!(matches!(again, Err(DeleteError::Superseded)), "{again:?}");
}

#[tokio::test]
async fn the_address_of_a_deleted_account_may_sign_up_again_and_again() {
    let stage = Stage::new().await;
    let mut former = Vec::new();
    for _ in 0..3 {
        let user = stage.fixtures.user("ada").await;
        assert!(!former.contains(&user.id));
        delete(&stage, user.id).await.unwrap();
        former.push(user.id);
    }
}

#[tokio::test]
async fn who_alone_runs_something_is_told_what_and_nothing_changes() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.fixtures.session(home.founder).await;
    let before = stage.actions().await;
    assert_eq!(sole(delete(&stage, home.founder).await), holdings(&home, "ada"));
    let live = "SELECT count(*) FROM sessions WHERE ended_at IS NULL";
    assert_eq!(stage.test.sql(live).await, ["1"]);
    assert_eq!(stage.actions().await, before);

    let grace = stage.fixtures.user("grace").await.id;
    stage.joins(grace, &home, "SUPER_ADMIN").await;
    stage.joins_organization(grace, &home, "admin").await;
    let [_, organization] = holdings(&home, "ada");
    assert_eq!(sole(delete(&stage, home.founder).await), [organization]);
    delete(&stage, grace).await.unwrap();
    let friend = stage.fixtures.user("friend").await.id;
    stage.joins(friend, &home, "ADMIN").await;
    stage.joins_organization(friend, &home, "owner").await;
    let [tenant, _] = holdings(&home, "ada");
    assert_eq!(sole(delete(&stage, home.founder).await), [tenant]);
}

#[tokio::test]
async fn what_a_person_alone_runs_is_found_in_every_tenant() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.joins(ours.founder, &theirs, "SUPER_ADMIN").await;
    stage.joins_organization(ours.founder, &theirs, "owner").await;
    let leave =
        format!("UPDATE tenant_members SET role = 'MEMBER' WHERE user_id = '{}'", theirs.founder);
    stage.test.sql(&leave).await;
    let mut expected = holdings(&ours, "ada").to_vec();
    expected.push(SoleHolding::Tenant { id: theirs.tenant, name: "grace".to_owned() });
    assert_eq!(sole(delete(&stage, ours.founder).await), expected);
}

#[tokio::test]
async fn what_was_deleted_needs_nobody_to_run_it() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.test.sql("UPDATE organizations SET deleted_at = now()").await;
    let [tenant, _] = holdings(&home, "ada");
    assert_eq!(sole(delete(&stage, home.founder).await), [tenant]);
    stage.test.sql("UPDATE organizations SET deleted_at = NULL").await;
    stage.test.sql("UPDATE tenants SET deleted_at = now()").await;
    delete(&stage, home.founder).await.unwrap();
    assert_eq!(stage.rows("tenant_members").await, "0");
}

#[tokio::test]
async fn a_deleted_account_leaves_no_token_that_works_and_no_trace_with_who_referred_it() {
    let stage = Stage::new().await;
    let (home, _) = shared_home(&stage).await;
    let (user, _) = stage.fixtures.referred(&home, "alan").await;
    stage.joins(user.id, &home, "MEMBER").await;
    stage.joins_organization(user.id, &home, "member").await;
    let (token, _) =
        stage.fixtures.personal_access_token(user.id, home.organization, "laptop").await;
    stage.fixtures.personal_access_token(home.founder, home.organization, "other").await;
    delete(&stage, user.id).await.unwrap();
    let live = "SELECT name FROM personal_access_tokens WHERE revoked_at IS NULL";
    assert_eq!(stage.test.sql(live).await, ["other"]);
    assert_eq!(stage.test.sql("SELECT masked_email FROM referrals").await, [""]);
    let told = "SELECT concat_ws(' ', target, tenant_id, organization_id, user_id) FROM audit_events \
        WHERE action = 'personal_access_token.revoke'";
    let expected = format!("{} {} {} {}", token.id, home.tenant, home.organization, user.id);
    assert_eq!(stage.test.sql(told).await, [expected]);
}

#[tokio::test]
async fn of_two_owners_who_go_at_once_one_stays() {
    let stage = Stage::for_a_crowd_of(2).await;
    for _ in 0..5 {
        let (home, grace) = shared_home(&stage).await;
        let (one, other) = tokio::join!(delete(&stage, home.founder), delete(&stage, grace));
        let (gone, stays): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
        assert_eq!(gone.len(), 1, "{stays:?}");
        assert_eq!(sole(stays.into_iter().next().unwrap()), holdings(&home, "ada"));
        stage.test.sql("UPDATE users SET email_key = 'former ' || id").await;
    }
}

#[tokio::test]
async fn of_twenty_deletions_of_one_account_at_once_one_succeeds() {
    let stage = Stage::for_crowds().await;
    let user = stage.fixtures.user("ada").await;
    let deletions = (0..20).map(|_| delete(&stage, user.id));
    let outcomes = futures_util::future::join_all(deletions).await;
    let (gone, late): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(gone.len(), 1);
    assert!(late.iter().all(|it| matches!(it, Err(DeleteError::Superseded))), "{late:?}");
    assert_eq!(stage.actions().await, ["user.sign_up", "user.delete"]);
}

#[tokio::test]
async fn a_password_that_was_changed_meanwhile_deletes_nothing() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let (scope, former) = (UserScope::for_tests(user.id), PasswordHash::new("former"));
    let outcome = store(&stage).delete(&scope, former, &may_depart, now()).await;
    assert!(matches!(outcome, Err(DeleteError::Superseded)), "{outcome:?}");
    assert!(store(&stage).find(&scope).await.unwrap().is_some());
}

#[tokio::test]
async fn the_tenant_that_the_person_acts_in_is_told_of_it() {
    let stage = Stage::new().await;
    let (home, _) = shared_home(&stage).await;
    let scope = home.own_rows().acting_in(home.tenant);
    store(&stage).delete(&scope, password_hash(), &may_depart, now()).await.unwrap();
    let told = "SELECT concat_ws(' ', tenant_id, user_id, target) FROM audit_events WHERE action = 'user.delete'";
    let expected = format!("{} {} {}", home.tenant, home.founder, home.founder);
    assert_eq!(stage.test.sql(told).await, [expected]);
}

/// Deletes an account while somebody else changes something of the tenant by `change`, which is committed once the deletion waits
/// for it or is over.
async fn delete_during(stage: &Stage, home: &Home, change: &str) -> Result<(), DeleteError> {
    let (other, watcher) = (stage.connection().await, Watcher::of(stage).await);
    other.batch_execute(&format!("BEGIN; {change}")).await.unwrap();
    let commit = async || other.batch_execute("COMMIT").await.unwrap();
    let mut departure = std::pin::pin!(delete(stage, home.founder));
    tokio::select! {
        outcome = &mut departure => {
            commit().await;
            outcome
        }
        () = watcher.until_waiting(1) => {
            commit().await;
            departure.await
        }
    }
}

#[tokio::test]
async fn who_becomes_the_last_owner_at_that_moment_stays() {
    let stage = Stage::new().await;
    let (home, grace) = shared_home(&stage).await;
    let leave = format!(
        "SELECT FROM organizations FOR NO KEY UPDATE; DELETE FROM organization_members WHERE user_id = '{grace}'"
    );
    let [_, organization] = holdings(&home, "ada");
    assert_eq!(sole(delete_during(&stage, &home, &leave).await), [organization]);
}

#[tokio::test]
async fn a_place_that_the_person_is_given_at_that_moment_goes_too() {
    let stage = Stage::new().await;
    let (home, _) = shared_home(&stage).await;
    let project = stage.fixtures.project(&home, "Engine").await;
    stage.test.sql("DELETE FROM project_members").await;
    let join = format!(
        "INSERT INTO project_members (tenant_id, id, organization_id, project_id, user_id, role, created_at) \
         VALUES ('{}', '{}', '{}', '{}', '{}', 'member', now())",
        home.tenant,
        fresh(),
        home.organization,
        project.project,
        home.founder
    );
    delete_during(&stage, &home, &join).await.unwrap();
    assert_eq!(stage.test.sql("SELECT count(*) FROM project_members").await, ["0"]);
}
