//! Which changes of which tables are told in the log.

use tenantry_domain::change::{Change, Subject};
use tenantry_domain::id::SessionId;
use tenantry_testkit::fixtures::{Home, fresh};
use uuid::Uuid;

use crate::change_log::Follower;
use crate::support::Stage;

/// A home with one of everything that rights are drawn from.
struct Scene {
    stage: Stage,
    home: Home,
    project: Subject,
    session: SessionId,
    key: Uuid,
    token: Uuid,
    tenant_key: Uuid,
    service: Uuid,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let fixtures = &stage.fixtures;
        let home = fixtures.home("ada").await;
        let path = fixtures.project(&home, "Engine").await;
        let (key, _) = fixtures.api_key(&home, path, "key").await;
        let (token, _) =
            fixtures.personal_access_token(home.founder, home.organization, "token").await;
        let (tenant_key, _) = fixtures.tenant_api_key(&home, "ci").await;
        let (session, _) = fixtures.session(home.founder).await;
        let service = fresh();
        let sql = format!(
            "INSERT INTO service_credentials (id, name, masked, created_at) VALUES ('{service}', 'x', 'x', now())"
        );
        stage.test.sql(&sql).await;
        let (key, token, tenant_key) = (key.id.uuid(), token.id.uuid(), tenant_key.id.uuid());
        let project = Subject::Project(path.project);
        Self { stage, home, project, session, key, token, tenant_key, service }
    }
}

#[tokio::test]
async fn whatever_rights_are_drawn_from_is_told_of_when_it_changes() {
    let scene = Scene::new().await;
    let mut follower = Follower::new(&scene.stage).await;
    let home = &scene.home;
    let (tenant, organization) =
        (Subject::Tenant(home.tenant), Subject::Organization(home.organization));
    let (user, session) = (Subject::User(home.founder), Subject::Session(scene.session));
    for (subject, statements) in [
        (
            tenant,
            vec![
                "UPDATE tenants SET status = 'suspended'",
                "UPDATE tenants SET deleted_at = now()",
            ],
        ),
        (
            organization,
            vec![
                "UPDATE organizations SET status = 'suspended'",
                "UPDATE organizations SET deleted_at = now()",
            ],
        ),
        (
            scene.project,
            vec![
                "UPDATE projects SET status = 'suspended'",
                "UPDATE projects SET deleted_at = now()",
            ],
        ),
        (
            user,
            vec![
                "UPDATE users SET status = 'suspended'",
                "UPDATE users SET email = 'x'",
                "UPDATE users SET deleted_at = now()",
                "UPDATE tenant_members SET role = 'MEMBER'",
                "UPDATE organization_members SET role = 'member'",
                "UPDATE project_members SET role = 'member'",
                "DELETE FROM project_members",
                "DELETE FROM organization_members",
                "DELETE FROM tenant_members",
            ],
        ),
        (
            session,
            vec![
                "UPDATE sessions SET tenant_id = NULL",
                "UPDATE sessions SET idle_expires_at = now()",
                "UPDATE sessions SET ended_at = now(), end_reason = 'revoked'",
                "DELETE FROM sessions",
            ],
        ),
        (
            Subject::Credential(scene.key),
            vec![
                "UPDATE api_keys SET deleted_at = now()",
                "UPDATE api_keys SET expires_at = now()",
            ],
        ),
        (
            Subject::Credential(scene.token),
            vec![
                "UPDATE personal_access_tokens SET revoked_at = now()",
                "UPDATE personal_access_tokens SET expires_at = now()",
            ],
        ),
        (
            Subject::Credential(scene.tenant_key),
            vec![
                "UPDATE tenant_api_keys SET deleted_at = now()",
                "UPDATE tenant_api_keys SET expires_at = now()",
            ],
        ),
        (
            Subject::Credential(scene.service),
            vec![
                "UPDATE service_credentials SET rights = '{referrals}'",
                "UPDATE service_credentials SET revoked_at = now()",
                "DELETE FROM service_credentials",
            ],
        ),
    ] {
        for sql in statements {
            scene.stage.test.sql(sql).await;
            assert_eq!(follower.read().await, [Change::To(subject)], "{sql}");
        }
    }
}

#[tokio::test]
async fn a_new_place_is_told_of_by_the_person() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let grace = stage.fixtures.user("grace").await.id;
    let mut follower = Follower::new(&stage).await;
    let told = [Change::To(Subject::User(grace))];
    stage.joins(grace, &home, "MEMBER").await;
    assert_eq!(follower.read().await, told);
    stage.joins_organization(grace, &home, "member").await;
    assert_eq!(follower.read().await, told);
    let sql = format!(
        "INSERT INTO project_members (tenant_id, id, organization_id, project_id, user_id, role, created_at) \
         VALUES ('{}', '{}', '{}', '{}', '{grace}', 'member', now())",
        home.tenant,
        fresh(),
        home.organization,
        project.project
    );
    stage.test.sql(&sql).await;
    assert_eq!(follower.read().await, told);
}

#[tokio::test]
async fn a_new_credential_is_told_of_but_for_refresh_tokens() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let mut follower = Follower::new(&stage).await;
    let fixtures = &stage.fixtures;
    fixtures.api_key(&home, project, "key").await;
    assert_eq!(follower.read().await, [Change::NewCredential]);
    fixtures.personal_access_token(home.founder, home.organization, "token").await;
    assert_eq!(follower.read().await, [Change::NewCredential]);
    fixtures.tenant_api_key(&home, "ci").await;
    assert_eq!(follower.read().await, [Change::NewCredential]);
    fixtures.session(home.founder).await;
    assert_eq!(follower.read().await, []);
}

#[tokio::test]
async fn what_gives_nobody_a_right_is_not_told() {
    let scene = Scene::new().await;
    let mut follower = Follower::new(&scene.stage).await;
    for sql in [
        "UPDATE tenants SET name = 'x', updated_at = now()",
        "UPDATE organizations SET name = 'x', updated_at = now()",
        "UPDATE projects SET name = 'x', updated_at = now()",
        "UPDATE users SET first_name = 'x', updated_at = now()",
        "UPDATE tenant_members SET last_used_at = now()",
        "UPDATE sessions SET last_used_at = now(), rotated_at = now()",
        "UPDATE api_keys SET last_used_at = now(), request_count = 7",
        "UPDATE personal_access_tokens SET last_used_at = now()",
        "UPDATE tenant_api_keys SET last_used_at = now()",
        "UPDATE service_credentials SET name = 'x'",
    ] {
        scene.stage.test.sql(sql).await;
        assert_eq!(follower.read().await, [], "{sql}");
    }
}
