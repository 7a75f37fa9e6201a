//! What becomes of the tokens of somebody who leaves, also while they make one.

use tenantry_domain::access::{OrganizationRole::Owner, UserScope};
use tenantry_domain::id::{MemberId, OrganizationId, UserId};
use tenantry_domain::membership::{EndedCredential, WholeTenant};
use tenantry_domain::organization::OrganizationStore as _;
use tenantry_domain::personal_access_token::{
    IssueTokenError, NewPersonalAccessToken, PersonalAccessToken, PersonalAccessTokenStore as _,
};
use tenantry_domain::user::{UserStore as _, may_depart};
use tenantry_postgres::{
    PostgresOrganizationStore, PostgresPersonalAccessTokenStore, PostgresUserStore,
};
use tenantry_testkit::fixtures::{
    Home, new_organization, new_personal_access_token, now, password_hash,
};

use crate::circle::{leave, remove};
use crate::crowd::Watcher;
use crate::support::Stage;

fn ended(token: &PersonalAccessToken) -> EndedCredential {
    EndedCredential { id: token.id, name: token.name.as_str().to_owned() }
}

async fn live(stage: &Stage) -> Vec<String> {
    let live = "SELECT name FROM personal_access_tokens WHERE revoked_at IS NULL ORDER BY name";
    stage.test.sql(live).await
}

/// Ada's home, which Grace runs as well, and another organization there that both own.
async fn two_organizations(stage: &Stage) -> (Home, OrganizationId, UserId) {
    let (home, grace) = stage.shared_home().await;
    let organizations = PostgresOrganizationStore::new(stage.database.clone());
    let new = new_organization("Research");
    let second = organizations.insert(&home.scope(), new, now()).await.unwrap().id;
    let there = Home { organization: second, ..home };
    stage.joins_organization(grace, &there, "owner").await;
    (home, second, grace)
}

#[tokio::test]
async fn who_leaves_an_organization_leaves_no_token_of_it_that_works() {
    let stage = Stage::new().await;
    let (home, second, grace) = two_organizations(&stage).await;
    let fixtures = &stage.fixtures;
    let (one, _) = fixtures.personal_access_token(grace, home.organization, "one").await;
    let (two, _) = fixtures.personal_access_token(grace, home.organization, "two").await;
    fixtures.personal_access_token(grace, second, "elsewhere").await;
    fixtures.personal_access_token(grace, home.organization, "expired").await;
    fixtures.personal_access_token(home.founder, home.organization, "of ada").await;
    let expire = "UPDATE personal_access_tokens SET expires_at = now() WHERE name = 'expired'";
    stage.test.sql(expire).await;

    let seat = format!(
        "SELECT id FROM organization_members WHERE user_id = '{grace}' AND organization_id = '{}'",
        home.organization
    );
    let seat = MemberId::new(stage.test.sql(&seat).await[0].parse().unwrap());
    let removal =
        remove(&stage.in_organization(), &home, home.organization, (seat, Owner)).await.unwrap();
    assert_eq!(removal.ended_credentials, [ended(&one), ended(&two)]);
    assert_eq!(live(&stage).await, ["elsewhere", "expired", "of ada"]);
    let told = "SELECT concat_ws(' ', action, target, organization_id) FROM audit_events ORDER BY ctid DESC LIMIT 3";
    let entry = |action: &str, target: String| format!("{action} {target} {}", home.organization);
    let expected = [
        entry("member.remove", seat.to_string()),
        entry("personal_access_token.revoke", two.id.to_string()),
        entry("personal_access_token.revoke", one.id.to_string()),
    ];
    assert_eq!(stage.test.sql(told).await, expected);
}

#[tokio::test]
async fn who_leaves_a_tenant_leaves_no_token_in_it_that_works() {
    let stage = Stage::new().await;
    let (home, second, grace) = two_organizations(&stage).await;
    let other = stage.fixtures.home("edsger").await;
    let seat = stage.seat("tenant_members", grace).await;
    stage.joins(grace, &other, "MEMBER").await;
    stage.joins_organization(grace, &other, "member").await;
    let fixtures = &stage.fixtures;
    let (one, _) = fixtures.personal_access_token(grace, home.organization, "one").await;
    let (two, _) = fixtures.personal_access_token(grace, second, "two").await;
    fixtures.personal_access_token(grace, other.organization, "elsewhere").await;
    fixtures.personal_access_token(home.founder, home.organization, "of ada").await;
    let removal = leave(&stage.in_tenant(), &home, WholeTenant, (seat, grace)).await.unwrap();
    assert_eq!(removal.ended_credentials, [ended(&one), ended(&two)]);
    assert_eq!(live(&stage).await, ["elsewhere", "of ada"]);
}

/// Makes a token in a crowd.
async fn issue(stage: &Stage, user: UserId, home: &Home) -> Result<(), IssueTokenError> {
    issue_this(stage, user, new_personal_access_token(home.organization, "late")).await
}

async fn issue_this(
    stage: &Stage,
    user: UserId,
    new: NewPersonalAccessToken,
) -> Result<(), IssueTokenError> {
    let store = PostgresPersonalAccessTokenStore::new(stage.database.clone());
    store.issue(&UserScope::for_tests(user), new, now()).await.map(drop)
}

#[tokio::test]
async fn who_makes_a_token_waits_for_a_removal_under_way_and_makes_none() {
    let stage = Stage::for_a_crowd_of(2).await;
    let (home, grace) = stage.shared_home().await;
    let (early, _) = stage.fixtures.personal_access_token(grace, home.organization, "early").await;
    let seat = stage.seat("organization_members", grace).await;
    let (holder, watcher) = (stage.connection().await, Watcher::of(&stage).await);
    holder.batch_execute("BEGIN; SELECT FROM personal_access_tokens FOR UPDATE").await.unwrap();
    let store = stage.in_organization();
    let removal = leave(&store, &home, home.organization, (seat, grace));
    let late = async {
        watcher.until_waiting(1).await;
        let release = async {
            watcher.until_waiting(2).await;
            holder.batch_execute("ROLLBACK").await.unwrap();
        };
        tokio::join!(issue(&stage, grace, &home), release).0
    };
    let (removal, late) = tokio::join!(removal, late);
    assert_eq!(removal.unwrap().ended_credentials, [ended(&early)]);
    assert!(matches!(late, Err(IssueTokenError::NoMember)), "{late:?}");
    assert_eq!(live(&stage).await, [""; 0]);
}

#[tokio::test]
async fn a_removal_waits_for_a_token_under_way_and_ends_it() {
    let stage = Stage::for_a_crowd_of(2).await;
    let (home, grace) = stage.shared_home().await;
    let seat = stage.seat("organization_members", grace).await;
    let new = new_personal_access_token(home.organization, "early");
    let id = new.id;
    // Whoever enters the same digest waits for this to be over.
    let (holder, watcher) = (stage.connection().await, Watcher::of(&stage).await);
    holder.batch_execute("BEGIN").await.unwrap();
    let hold = "INSERT INTO credentials (digest, kind, id) VALUES ($1, 'service_credential', gen_random_uuid())";
    holder.execute(hold, &[&new.digest.as_bytes().as_slice()]).await.unwrap();
    let removal = async {
        watcher.until_waiting(1).await;
        let release = async {
            watcher.until_waiting(2).await;
            holder.batch_execute("ROLLBACK").await.unwrap();
        };
        let store = stage.in_organization();
        tokio::join!(leave(&store, &home, home.organization, (seat, grace)), release).0
    };
    let (early, removal) = tokio::join!(issue_this(&stage, grace, new), removal);
    early.unwrap();
    let ended: Vec<_> = removal.unwrap().ended_credentials.iter().map(|it| it.id).collect();
    assert_eq!(ended, [id]);
    assert_eq!(live(&stage).await, [""; 0]);
}

#[tokio::test]
async fn no_token_survives_a_removal_that_runs_while_it_is_made() {
    for of_tenant in [false, true] {
        let stage = Stage::for_a_crowd_of(11).await;
        for _ in 0..5 {
            let (home, grace) = stage.shared_home().await;
            let table = if of_tenant { "tenant_members" } else { "organization_members" };
            let seat = stage.seat(table, grace).await;
            let issues =
                futures_util::future::join_all((0..10).map(|_| issue(&stage, grace, &home)));
            let removal = async {
                if of_tenant {
                    leave(&stage.in_tenant(), &home, WholeTenant, (seat, grace)).await
                } else {
                    let store = stage.in_organization();
                    leave(&store, &home, home.organization, (seat, grace)).await
                }
            };
            let (outcomes, removal) = tokio::join!(issues, removal);
            let made = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
            let refused = |it: &&Result<(), _>| matches!(it, Err(IssueTokenError::NoMember));
            let late = outcomes.iter().filter(refused).count();
            assert_eq!(late, outcomes.len() - made, "{outcomes:?}");
            assert_eq!(removal.unwrap().ended_credentials.len(), made);
            assert_eq!(live(&stage).await, [""; 0]);
            stage.test.sql("UPDATE users SET email_key = 'former ' || id").await;
        }
    }
}

#[tokio::test]
async fn no_token_survives_its_owners_account() {
    let stage = Stage::for_a_crowd_of(11).await;
    for _ in 0..5 {
        let (home, grace) = stage.shared_home().await;
        let issues = futures_util::future::join_all((0..10).map(|_| issue(&stage, grace, &home)));
        let users = PostgresUserStore::new(stage.database.clone());
        let scope = UserScope::for_tests(grace);
        let departure = users.delete(&scope, password_hash(), &may_depart, now());
        let (outcomes, departure) = tokio::join!(issues, departure);
        departure.unwrap();
        let failed = outcomes.iter().find(|it| matches!(it, Err(IssueTokenError::Store(_))));
        assert!(failed.is_none(), "{failed:?}");
        assert_eq!(live(&stage).await, [""; 0]);
        stage.test.sql("UPDATE users SET email_key = 'former ' || id").await;
    }
}
