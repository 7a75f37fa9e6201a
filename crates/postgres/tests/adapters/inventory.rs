//! Every live credential that opens something in an organization.

use tenantry_domain::access::Actor;
use tenantry_domain::api_key::ApiKeyStore as _;
use tenantry_domain::id::HeldCredentialId;
use tenantry_domain::id::OrganizationId;
use tenantry_domain::inventory::{HeldCredential, HeldKind, InventoryStore as _};
use tenantry_domain::page::Page;
use tenantry_postgres::{PostgresApiKeyStore, PostgresInventoryStore};
use tenantry_testkit::fixtures::{Home, fresh, new_api_key, now};
use time::Duration;
use uuid::Uuid;

use crate::support::{Stage, page};

fn store(stage: &Stage) -> PostgresInventoryStore {
    PostgresInventoryStore::new(stage.database.clone())
}

async fn list(stage: &Stage, home: &Home, kind: Option<HeldKind>) -> Page<HeldCredential> {
    let (scope, organization) = (home.scope(), home.organization);
    store(stage).list(&scope, organization, kind, page(1, 20), now()).await.unwrap()
}

async fn names(stage: &Stage, home: &Home, kind: Option<HeldKind>) -> Vec<String> {
    list(stage, home, kind).await.items.into_iter().map(|held| held.name).collect()
}

async fn revoke(stage: &Stage, home: &Home, organization: OrganizationId, id: Uuid) -> bool {
    let id = HeldCredentialId::new(id);
    store(stage).revoke(&home.scope(), organization, id, now()).await.unwrap()
}

/// A home with a key of a project, then a token, beside another one with the same.
async fn two_homes(stage: &Stage) -> (Home, Home) {
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    for each in [&home, &other] {
        let project = stage.fixtures.project(each, "Engine").await;
        stage.fixtures.api_key(each, project, "key").await;
        stage.fixtures.personal_access_token(each.founder, each.organization, "token").await;
    }
    (home, other)
}

#[tokio::test]
async fn a_list_shows_both_kinds_the_newest_first() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (key, _) = stage.fixtures.api_key(&home, project, "key").await;
    let (token, _) =
        stage.fixtures.personal_access_token(home.founder, home.organization, "token").await;
    let used = "UPDATE api_keys SET last_used_at = '2026-01-01T00:00:00Z'";
    stage.test.sql(used).await;
    let expected = [
        HeldCredential {
            id: HeldCredentialId::new(token.id.uuid()),
            kind: HeldKind::PersonalAccessToken,
            name: "token".to_owned(),
            masked: "pat-nc-abcd...wxyz".to_owned(),
            owner: home.founder.into(),
            project: None,
            created_at: token.created_at,
            last_used_at: None,
            expires_at: Some(token.expires_at),
        },
        HeldCredential {
            id: HeldCredentialId::new(key.id.uuid()),
            kind: HeldKind::ApiKey,
            name: "key".to_owned(),
            masked: key.masked,
            owner: home.founder.into(),
            project: Some(project.project),
            created_at: key.created_at,
            last_used_at: Some(time::macros::datetime!(2026-01-01 00:00 UTC)),
            expires_at: None,
        },
    ];
    let all = list(&stage, &home, None).await;
    assert_eq!((all.items.as_slice(), all.total), (expected.as_slice(), 2));
    let second = store(&stage)
        .list(&home.scope(), home.organization, None, page(2, 1), now())
        .await
        .unwrap();
    assert_eq!((second.items.as_slice(), second.total), (&expected[1..], 2));
    assert_eq!(names(&stage, &home, Some(HeldKind::ApiKey)).await, ["key"]);
    let tokens = list(&stage, &home, Some(HeldKind::PersonalAccessToken)).await;
    assert_eq!((tokens.items.as_slice(), tokens.total), (&expected[..1], 1));
}

#[tokio::test]
async fn a_key_that_a_key_made_is_owned_by_that_one() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (maker, _) = stage.fixtures.tenant_api_key(&home, "ci").await;
    let actor = Actor::TenantApiKey(maker.id);
    let scope = tenantry_domain::access::TenantScope::for_tests(home.tenant, actor);
    let keys = PostgresApiKeyStore::new(stage.database.clone());
    keys.issue(&scope, new_api_key(project, "made"), &|_| Ok(()), now()).await.unwrap();
    assert_eq!(list(&stage, &home, None).await.items[0].owner, actor.id());
}

#[tokio::test]
async fn a_list_shows_what_lives() {
    let stage = Stage::new().await;
    let (home, _) = two_homes(&stage).await;
    assert_eq!(names(&stage, &home, None).await, ["token", "key"]);
    for (end, back, left) in [
        ("projects SET deleted_at = now()", "projects SET deleted_at = NULL", "token"),
        ("api_keys SET deleted_at = now()", "api_keys SET deleted_at = NULL", "token"),
        ("api_keys SET expires_at = now()", "api_keys SET expires_at = NULL", "token"),
        (
            "personal_access_tokens SET revoked_at = now()",
            "personal_access_tokens SET revoked_at = NULL",
            "key",
        ),
    ] {
        stage.test.sql(&format!("UPDATE {end}")).await;
        assert_eq!(names(&stage, &home, None).await, [left], "{end}");
        stage.test.sql(&format!("UPDATE {back}")).await;
        assert_eq!(names(&stage, &home, None).await, ["token", "key"], "{back}");
    }
    let later = now() + Duration::days(91);
    let over = store(&stage)
        .list(&home.scope(), home.organization, None, page(1, 20), later)
        .await
        .unwrap();
    assert_eq!((over.items[0].name.as_str(), over.total), ("key", 1));
    stage.test.sql("DELETE FROM organization_members").await;
    assert_eq!(names(&stage, &home, None).await, ["key"]);
}

#[tokio::test]
async fn another_organizations_credentials_are_neither_seen_nor_ended() {
    let stage = Stage::new().await;
    let (home, other) = two_homes(&stage).await;
    let theirs = list(&stage, &other, None).await.items;
    let organization = other.organization;
    let foreign = store(&stage).list(&home.scope(), organization, None, page(1, 20), now()).await;
    assert_eq!(foreign.unwrap().total, 0);
    for held in &theirs {
        let id = held.id.uuid();
        assert!(!revoke(&stage, &home, home.organization, id).await);
        assert!(!revoke(&stage, &home, other.organization, id).await);
    }
    assert!(!revoke(&stage, &home, home.organization, fresh()).await);
    assert_eq!(list(&stage, &other, None).await.items, theirs);
}

#[tokio::test]
async fn either_kind_is_ended_once_and_told_of() {
    let stage = Stage::new().await;
    let (home, _) = two_homes(&stage).await;
    for action in ["personal_access_token.revoke", "api_key.revoke"] {
        let id = list(&stage, &home, None).await.items[0].id.uuid();
        assert!(revoke(&stage, &home, home.organization, id).await);
        assert!(!revoke(&stage, &home, home.organization, id).await);
        let told = "SELECT concat_ws(' ', action, target, organization_id, user_id) FROM audit_events ORDER BY ctid DESC LIMIT 1";
        let expected = format!("{action} {id} {} {}", home.organization, home.founder);
        assert_eq!(stage.test.sql(told).await, [expected]);
    }
    assert_eq!(list(&stage, &home, None).await.total, 0);
}

#[tokio::test]
async fn what_the_list_does_not_show_is_not_ended_either() {
    let stage = Stage::new().await;
    let (home, _) = two_homes(&stage).await;
    let shown = list(&stage, &home, None).await.items;
    let (token, key) = (shown[0].id.uuid(), shown[1].id.uuid());
    for (id, end, back) in [
        (key, "projects SET deleted_at = now()", "projects SET deleted_at = NULL"),
        (key, "api_keys SET expires_at = now()", "api_keys SET expires_at = NULL"),
        (
            token,
            "personal_access_tokens SET expires_at = now()",
            "personal_access_tokens SET expires_at = now() + interval '1 day'",
        ),
    ] {
        stage.test.sql(&format!("UPDATE {end}")).await;
        assert!(!revoke(&stage, &home, home.organization, id).await, "{end}");
        stage.test.sql(&format!("UPDATE {back}")).await;
    }
    stage.test.sql("DELETE FROM organization_members").await;
    assert!(!revoke(&stage, &home, home.organization, token).await);
    assert!(revoke(&stage, &home, home.organization, key).await);
    let ended = "personal_access_tokens WHERE revoked_at IS NOT NULL";
    assert_eq!(stage.rows(ended).await, "0");
}
