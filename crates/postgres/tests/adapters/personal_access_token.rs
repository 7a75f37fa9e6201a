//! Personal access tokens: listed over all tenants, made by members alone, revoked by their owners.

use tenantry_domain::access::UserScope;
use tenantry_domain::id::{OrganizationId, PersonalAccessTokenId, UserId};
use tenantry_domain::page::{Slice, SliceRequest};
use tenantry_domain::personal_access_token::{
    IssueTokenError, PersonalAccessToken, PersonalAccessTokenStore as _, TokenFilter,
};
use tenantry_postgres::PostgresPersonalAccessTokenStore;
use tenantry_testkit::fixtures::{fresh, new_personal_access_token, now};
use time::Duration;

use crate::support::Stage;

fn store(stage: &Stage) -> PostgresPersonalAccessTokenStore {
    PostgresPersonalAccessTokenStore::new(stage.database.clone())
}

async fn list(
    stage: &Stage,
    user: UserId,
    organization: Option<OrganizationId>,
) -> Slice<PersonalAccessToken> {
    let (filter, slice) = (TokenFilter { organization }, SliceRequest::new(25, 0).unwrap());
    store(stage).list(&UserScope::for_tests(user), filter, slice, now()).await.unwrap()
}

async fn issue(
    stage: &Stage,
    user: UserId,
    organization: OrganizationId,
) -> Result<PersonalAccessToken, IssueTokenError> {
    let new = new_personal_access_token(organization, "laptop");
    store(stage).issue(&UserScope::for_tests(user), new, now()).await
}

#[tokio::test]
async fn a_list_shows_a_persons_tokens_of_all_tenants_the_newest_first() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.joins(ours.founder, &theirs, "MEMBER").await;
    stage.joins_organization(ours.founder, &theirs, "member").await;
    let fixtures = &stage.fixtures;
    let (first, _) = fixtures.personal_access_token(ours.founder, ours.organization, "first").await;
    let (second, _) =
        fixtures.personal_access_token(ours.founder, theirs.organization, "second").await;
    fixtures.personal_access_token(theirs.founder, theirs.organization, "not hers").await;

    let all = list(&stage, ours.founder, None).await;
    assert_eq!((all.items, all.total), (vec![second.clone(), first.clone()], 2));
    let here = list(&stage, ours.founder, Some(theirs.organization)).await;
    assert_eq!((here.items, here.total), (vec![second], 1));
    let nowhere = list(&stage, ours.founder, Some(OrganizationId::new(fresh()))).await;
    assert_eq!((nowhere.items, nowhere.total), (vec![], 0));
    let slice = SliceRequest::new(1, 1).unwrap();
    let part = store(&stage).list(&ours.own_rows(), TokenFilter::default(), slice, now()).await;
    let part = part.unwrap();
    assert_eq!((part.items, part.total), (vec![first], 2));
}

#[tokio::test]
async fn a_list_shows_what_lives() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.fixtures.personal_access_token(home.founder, home.organization, "laptop").await;
    for (end, back) in [
        ("organizations SET deleted_at = now()", "organizations SET deleted_at = NULL"),
        ("tenants SET deleted_at = now()", "tenants SET deleted_at = NULL"),
        (
            "personal_access_tokens SET revoked_at = now()",
            "personal_access_tokens SET revoked_at = NULL",
        ),
    ] {
        stage.test.sql(&format!("UPDATE {end}")).await;
        assert_eq!(list(&stage, home.founder, None).await.total, 0, "{end}");
        stage.test.sql(&format!("UPDATE {back}")).await;
        assert_eq!(list(&stage, home.founder, None).await.total, 1, "{back}");
    }
    let slice = SliceRequest::new(25, 0).unwrap();
    let later = now() + Duration::days(91);
    let over = store(&stage).list(&home.own_rows(), TokenFilter::default(), slice, later).await;
    assert_eq!(over.unwrap().total, 0);
    stage.test.sql("DELETE FROM organization_members").await;
    assert_eq!(list(&stage, home.founder, None).await.total, 0);
}

#[tokio::test]
async fn a_token_reads_as_it_was_written_and_is_told_of() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let new = new_personal_access_token(home.organization, "laptop");
    let at = now();
    let made = store(&stage).issue(&home.own_rows(), new.clone(), at).await.unwrap();
    let expected = PersonalAccessToken {
        id: new.id,
        organization: home.organization,
        name: new.name,
        prefix: new.prefix,
        created_at: at,
        expires_at: new.expires_at,
        revoked_at: None,
    };
    assert_eq!(made, expected);
    assert_eq!(list(&stage, home.founder, None).await.items, [made]);
    let told = "SELECT concat_ws(' ', action, target_kind, target, tenant_id, organization_id, user_id) \
        FROM audit_events ORDER BY ctid DESC LIMIT 1";
    let expected = format!(
        "personal_access_token.create personal_access_token {} {} {} {}",
        new.id, home.tenant, home.organization, home.founder
    );
    assert_eq!(stage.test.sql(told).await, [expected]);
}

#[tokio::test]
async fn only_a_member_of_an_organization_that_works_makes_a_token_for_it() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let refused = |outcome| matches!(outcome, Err(IssueTokenError::NoMember));
    assert!(refused(issue(&stage, home.founder, other.organization).await));
    assert!(refused(issue(&stage, home.founder, OrganizationId::new(fresh())).await));
    for table in ["organizations", "tenants"] {
        for (end, back) in [
            ("status = 'suspended'", "status = 'active'"),
            ("deleted_at = now()", "deleted_at = NULL"),
        ] {
            stage.test.sql(&format!("UPDATE {table} SET {end}")).await;
            let outcome = issue(&stage, home.founder, home.organization).await;
            assert!(refused(outcome), "{table} {end}");
            stage.test.sql(&format!("UPDATE {table} SET {back}")).await;
        }
    }
    stage.test.sql("UPDATE users SET status = 'suspended'").await;
    assert!(refused(issue(&stage, home.founder, home.organization).await));
    assert_eq!(stage.rows("personal_access_tokens").await, "0");
    assert_eq!(stage.rows("credentials").await, "0");
    stage.test.sql("UPDATE users SET status = 'active'").await;
    assert!(issue(&stage, home.founder, home.organization).await.is_ok());
    // Who runs the tenant is no member of all that is in it.
    stage.joins(other.founder, &home, "SUPER_ADMIN").await;
    assert!(refused(issue(&stage, other.founder, home.organization).await));
}

#[tokio::test]
async fn a_token_is_revoked_once_and_by_its_owner() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let (token, _) =
        stage.fixtures.personal_access_token(home.founder, home.organization, "laptop").await;
    let (mine, theirs) = (home.own_rows(), other.own_rows());
    assert!(!store(&stage).revoke(&theirs, token.id, now()).await.unwrap());
    let unknown = PersonalAccessTokenId::new(fresh());
    assert!(!store(&stage).revoke(&mine, unknown, now()).await.unwrap());
    assert!(store(&stage).revoke(&mine, token.id, now()).await.unwrap());
    assert!(!store(&stage).revoke(&mine, token.id, now()).await.unwrap());
    assert_eq!(list(&stage, home.founder, None).await.total, 0);
    let told = "SELECT concat_ws(' ', target, tenant_id, organization_id) FROM audit_events \
        WHERE action = 'personal_access_token.revoke'";
    let expected = format!("{} {} {}", token.id, home.tenant, home.organization);
    assert_eq!(stage.test.sql(told).await, [expected]);
}
