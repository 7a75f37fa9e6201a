//! What a personal access token turns out to be at the place that it calls.

use tenantry_domain::access::{
    Grants, OrganizationGrant, OrganizationRole, Place, ProjectGrant, ProjectRole, TenantGrant,
    TenantRole,
};
use tenantry_domain::authentication::{CredentialDirectory as _, Fault, PersonalAccessTokenFacts};
use tenantry_domain::id::{OrganizationId, ProjectId};
use tenantry_domain::organization::OrganizationStore as _;
use tenantry_domain::project::ProjectPath;
use tenantry_domain::secret::SecretDigest;
use tenantry_postgres::PostgresOrganizationStore;
use tenantry_testkit::fixtures::{Home, fresh, new_organization, now};

use crate::support::Stage;

/// A founder with a project and a token.
struct Scene {
    stage: Stage,
    home: Home,
    path: ProjectPath,
    digest: SecretDigest,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let home = stage.fixtures.home("ada").await;
        let path = stage.fixtures.project(&home, "Engine").await;
        let (_, digest) =
            stage.fixtures.personal_access_token(home.founder, home.organization, "laptop").await;
        Self { stage, home, path, digest }
    }

    async fn facts(&self, place: Place) -> Option<PersonalAccessTokenFacts> {
        self.stage.directory().find_personal_access_token(self.digest, place).await.unwrap()
    }

    async fn grants(&self, place: Place) -> Grants {
        self.facts(place).await.unwrap().grants
    }

    async fn fault(&self) -> Option<Fault> {
        self.facts(Place::Tenant).await.unwrap().fault
    }

    /// What the founder's token grants anywhere, and in a project.
    const fn full(&self, project: Option<ProjectGrant>) -> Grants {
        let (organization, role) = (self.home.organization, Some(OrganizationRole::Owner));
        Grants {
            tenant: Some(TenantGrant { tenant: self.home.tenant, role: TenantRole::SuperAdmin }),
            organization: Some(OrganizationGrant { organization, role }),
            project,
        }
    }
}

#[tokio::test]
async fn a_token_tells_whose_it_is_and_where_it_acts() {
    let scene = Scene::new().await;
    let (token, digest) = scene
        .stage
        .fixtures
        .personal_access_token(scene.home.founder, scene.home.organization, "other")
        .await;
    let directory = scene.stage.directory();
    let found = directory.find_personal_access_token(digest, Place::Tenant).await.unwrap();
    let expected = PersonalAccessTokenFacts {
        id: token.id,
        user: scene.home.founder,
        username: "ada@example.com".to_owned(),
        tenant: scene.home.tenant,
        organization: scene.home.organization,
        role: OrganizationRole::Owner,
        grants: scene.full(None),
        created_at: token.created_at,
        expires_at: token.expires_at,
        fault: None,
    };
    assert_eq!(found, Some(expected));
}

#[tokio::test]
async fn the_role_in_its_own_organization_is_there_wherever_the_call_goes() {
    let scene = Scene::new().await;
    let organizations = PostgresOrganizationStore::new(scene.stage.database.clone());
    let new = new_organization("Elsewhere");
    let elsewhere = organizations.insert(&scene.home.scope(), new, now()).await.unwrap().id;
    for place in [
        Place::Tenant,
        Place::Organization(scene.home.organization),
        Place::Organization(elsewhere),
        Place::Organization(OrganizationId::new(fresh())),
        Place::Project(elsewhere, scene.path.project),
        Place::Project(scene.home.organization, ProjectId::new(fresh())),
    ] {
        assert_eq!(scene.grants(place).await, scene.full(None), "{place:?}");
    }
    let role = Some(ProjectRole::Admin);
    let project = Some(ProjectGrant { project: scene.path.project, role });
    assert_eq!(scene.grants(scene.path.place()).await, scene.full(project));
}

#[tokio::test]
async fn roles_are_those_of_the_moment() {
    let scene = Scene::new().await;
    let place = scene.path.place();
    let project = Some(ProjectGrant { project: scene.path.project, role: None });
    for end in ["UPDATE projects SET status = 'suspended'", "DELETE FROM project_members"] {
        scene.stage.test.sql(end).await;
        assert_eq!(scene.grants(place).await, scene.full(project), "{end}");
        scene.stage.test.sql("UPDATE projects SET status = 'active'").await;
    }
    scene.stage.test.sql("UPDATE projects SET deleted_at = now()").await;
    assert_eq!(scene.grants(place).await, scene.full(None));
    scene.stage.test.sql("UPDATE organization_members SET role = 'member'").await;
    scene.stage.test.sql("UPDATE tenant_members SET role = 'ADMIN'").await;
    let facts = scene.facts(place).await.unwrap();
    assert_eq!(facts.role, OrganizationRole::Member);
    assert_eq!(facts.grants.organization.unwrap().role, Some(OrganizationRole::Member));
    assert_eq!(facts.grants.tenant.unwrap().role, TenantRole::Admin);
}

#[tokio::test]
async fn a_token_works_while_its_owner_and_all_around_it_do() {
    let scene = Scene::new().await;
    for (table, named) in [
        ("users", Fault::OwnerInactive),
        ("organizations", Fault::OrganizationInactive),
        ("tenants", Fault::TenantInactive),
    ] {
        for (end, back) in [
            ("status = 'suspended'", "status = 'active'"),
            ("deleted_at = now()", "deleted_at = NULL"),
        ] {
            scene.stage.test.sql(&format!("UPDATE {table} SET {end}")).await;
            assert_eq!(scene.fault().await, Some(named), "{table} {end}");
            scene.stage.test.sql(&format!("UPDATE {table} SET {back}")).await;
            assert_eq!(scene.fault().await, None, "{table} {back}");
        }
    }
    scene.stage.test.sql("UPDATE personal_access_tokens SET revoked_at = now()").await;
    assert_eq!(scene.fault().await, Some(Fault::Revoked));
}

#[tokio::test]
async fn the_token_of_who_is_not_in_the_organization_any_more_is_not_found() {
    let scene = Scene::new().await;
    scene.stage.test.sql("DELETE FROM organization_members").await;
    assert_eq!(scene.facts(Place::Tenant).await, None);
}

#[tokio::test]
async fn the_token_of_somebody_else_is_not_found_by_ones_own_entry() {
    let scene = Scene::new().await;
    let stranger = scene.stage.fixtures.user("mallory").await.id;
    let entry = format!(
        "UPDATE credentials SET user_id = '{stranger}' WHERE kind = 'personal_access_token'"
    );
    scene.stage.test.sql(&entry).await;
    assert_eq!(scene.facts(Place::Tenant).await, None);
}
