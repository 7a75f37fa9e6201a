//! What a session allows at the place that it calls, read at that moment.

use tenantry_domain::access::{
    Grants, OrganizationGrant, OrganizationRole, Place, ProjectGrant, ProjectRole, TenantGrant,
    TenantRole,
};
use tenantry_domain::id::{OrganizationId, SessionId, TenantId};
use tenantry_domain::project::ProjectPath;
use tenantry_domain::session::{SessionDirectory as _, SessionFacts};
use tenantry_postgres::PostgresSessionDirectory;
use tenantry_testkit::fixtures::{Home, fresh};

use crate::support::Stage;

/// A founder with a project and a session.
struct Scene {
    stage: Stage,
    home: Home,
    path: ProjectPath,
    session: SessionId,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let home = stage.fixtures.home("ada").await;
        let path = stage.fixtures.project(&home, "Engine").await;
        let (session, _) = stage.fixtures.session(home.founder).await;
        Self { stage, home, path, session }
    }

    async fn facts(&self, claimed: Option<TenantId>, place: Place) -> Option<SessionFacts> {
        let directory = PostgresSessionDirectory::new(self.stage.database.clone());
        directory.find_session(self.session, claimed, place).await.unwrap()
    }

    async fn grants(&self, place: Place) -> Grants {
        self.facts(None, place).await.unwrap().grants
    }

    const fn tenant(&self) -> TenantGrant {
        TenantGrant { tenant: self.home.tenant, role: TenantRole::SuperAdmin }
    }

    const fn organization(&self, role: Option<OrganizationRole>) -> OrganizationGrant {
        OrganizationGrant { organization: self.home.organization, role }
    }

    const fn project(&self, role: Option<ProjectRole>) -> ProjectGrant {
        ProjectGrant { project: self.path.project, role }
    }
}

#[tokio::test]
async fn the_grants_are_those_of_the_place() {
    let scene = Scene::new().await;
    let tenant = Some(scene.tenant());
    let organization = Some(scene.organization(Some(OrganizationRole::Owner)));
    let project = Some(scene.project(Some(ProjectRole::Admin)));
    let at_tenant = Grants { tenant, ..Grants::default() };
    assert_eq!(scene.grants(Place::Tenant).await, at_tenant);
    let at_organization = Grants { organization, ..at_tenant };
    assert_eq!(scene.grants(Place::Organization(scene.home.organization)).await, at_organization);
    let at_project = Grants { project, ..at_organization };
    assert_eq!(scene.grants(scene.path.place()).await, at_project);
}

#[tokio::test]
async fn a_session_tells_whose_it_is_and_how_long_it_lasts() {
    let scene = Scene::new().await;
    let facts = scene.facts(None, Place::Tenant).await.unwrap();
    assert_eq!((facts.user, facts.username.as_str()), (scene.home.founder, "ada@example.com"));
    assert!(facts.user_active && !facts.ended);
    assert!(facts.idle_expires_at < facts.absolute_expires_at);
    scene.stage.test.sql("UPDATE users SET status = 'suspended'").await;
    let end = "UPDATE sessions SET ended_at = now(), end_reason = 'signed_out'";
    scene.stage.test.sql(end).await;
    let facts = scene.facts(None, Place::Tenant).await.unwrap();
    assert!(!facts.user_active && facts.ended);
}

#[tokio::test]
async fn a_session_that_nobody_opened_is_not_found() {
    let stage = Stage::new().await;
    let directory = PostgresSessionDirectory::new(stage.database.clone());
    let found = directory.find_session(SessionId::new(fresh()), None, Place::Tenant).await;
    assert_eq!(found.unwrap(), None);
}

#[tokio::test]
async fn a_role_that_changes_or_goes_does_so_at_the_next_look() {
    let scene = Scene::new().await;
    let place = scene.path.place();
    for (change, role) in [
        ("UPDATE organization_members SET role = 'member'", Some(OrganizationRole::Member)),
        ("DELETE FROM organization_members", None),
    ] {
        scene.stage.test.sql(change).await;
        let grants = scene.grants(place).await;
        assert_eq!(grants.organization, Some(scene.organization(role)), "{change}");
        assert_eq!(grants.project, Some(scene.project(Some(ProjectRole::Admin))), "{change}");
    }
    scene.stage.test.sql("DELETE FROM project_members").await;
    assert_eq!(scene.grants(place).await.project, Some(scene.project(None)));
    scene.stage.test.sql("UPDATE tenant_members SET role = 'MEMBER'").await;
    let tenant = TenantGrant { role: TenantRole::Member, ..scene.tenant() };
    assert_eq!(scene.grants(place).await.tenant, Some(tenant));
    scene.stage.test.sql("DELETE FROM tenant_members").await;
    assert_eq!(scene.grants(place).await, Grants::default());
}

#[tokio::test]
async fn in_a_suspended_organization_no_role_counts_yet_it_exists() {
    let scene = Scene::new().await;
    scene.stage.test.sql("UPDATE organizations SET status = 'suspended'").await;
    let grants = scene.grants(scene.path.place()).await;
    assert_eq!(grants.tenant, Some(scene.tenant()));
    assert_eq!(grants.organization, Some(scene.organization(None)));
    assert_eq!(grants.project, Some(scene.project(None)));
}

#[tokio::test]
async fn in_a_suspended_project_only_its_own_roles_do_not_count() {
    let scene = Scene::new().await;
    scene.stage.test.sql("UPDATE projects SET status = 'suspended'").await;
    let grants = scene.grants(scene.path.place()).await;
    let owner = Some(OrganizationRole::Owner);
    assert_eq!(grants.organization, Some(scene.organization(owner)));
    assert_eq!(grants.project, Some(scene.project(None)));
}

#[tokio::test]
async fn what_was_deleted_does_not_exist() {
    let scene = Scene::new().await;
    scene.stage.test.sql("UPDATE projects SET deleted_at = now()").await;
    let grants = scene.grants(scene.path.place()).await;
    assert!(grants.organization.is_some() && grants.project.is_none());
    scene.stage.test.sql("UPDATE organizations SET deleted_at = now()").await;
    let grants = scene.grants(scene.path.place()).await;
    assert_eq!(grants, Grants { tenant: Some(scene.tenant()), ..Grants::default() });
}

#[tokio::test]
async fn a_suspended_or_deleted_tenant_is_no_tenant() {
    let scene = Scene::new().await;
    let claimed = Some(scene.home.tenant);
    assert!(scene.facts(claimed, Place::Tenant).await.unwrap().claimed_tenant_lives);
    for end in ["status = 'suspended'", "status = 'active', deleted_at = now()"] {
        scene.stage.test.sql(&format!("UPDATE tenants SET {end}")).await;
        let facts = scene.facts(claimed, scene.path.place()).await.unwrap();
        assert_eq!(facts.grants, Grants::default(), "{end}");
        assert!(!facts.claimed_tenant_lives, "{end}");
    }
}

#[tokio::test]
async fn a_claimed_tenant_counts_as_long_as_the_person_is_in_it() {
    let scene = Scene::new().await;
    let other = scene.stage.fixtures.home("grace").await;
    let claims = async || scene.facts(Some(other.tenant), Place::Tenant).await.unwrap();
    assert!(!claims().await.claimed_tenant_lives);
    let joins = format!(
        "INSERT INTO tenant_members (tenant_id, id, user_id, role, created_at) \
         VALUES ('{}', '{}', '{}', 'MEMBER', now())",
        other.tenant,
        fresh(),
        scene.home.founder
    );
    scene.stage.test.sql(&joins).await;
    let facts = claims().await;
    assert!(facts.claimed_tenant_lives);
    assert_eq!(facts.grants.tenant, Some(scene.tenant()));
    let unknown = Some(TenantId::new(fresh()));
    assert!(!scene.facts(unknown, Place::Tenant).await.unwrap().claimed_tenant_lives);
}

#[tokio::test]
async fn another_tenants_place_and_a_place_below_the_wrong_organization_do_not_exist() {
    let scene = Scene::new().await;
    let other = scene.stage.fixtures.home("grace").await;
    let foreign = scene.stage.fixtures.project(&other, "Engine").await;
    let only_tenant = Grants { tenant: Some(scene.tenant()), ..Grants::default() };
    let nowhere = Place::Organization(OrganizationId::new(fresh()));
    let beside = Place::Project(other.organization, scene.path.project);
    for place in [Place::Organization(other.organization), foreign.place(), nowhere, beside] {
        assert_eq!(scene.grants(place).await, only_tenant, "{place:?}");
    }
    let crossed = Place::Project(scene.home.organization, foreign.project);
    let grants = scene.grants(crossed).await;
    assert!(grants.organization.is_some() && grants.project.is_none());
}
