//! Organizations as keys make and list them, and their end.

use tenantry_domain::access::{Actor, OrganizationRole, Place, TenantRole, TenantScope};
use tenantry_domain::authentication::CredentialDirectory as _;
use tenantry_domain::membership::WholeTenant;
use tenantry_domain::organization::{Membership, OrganizationStore as _};
use tenantry_domain::project::{ProjectFilter, ProjectStore as _, ProjectWriteError, Visibility};
use tenantry_postgres::{PostgresOrganizationStore, PostgresProjectStore};
use tenantry_testkit::fixtures::{Home, new_organization, new_project, now};

use crate::circle::{add, leave};
use crate::support::{Stage, page};

fn store(stage: &Stage) -> PostgresOrganizationStore {
    PostgresOrganizationStore::new(stage.database.clone())
}

/// A key's leave to work within the home's tenant.
async fn key_scope(stage: &Stage, home: &Home) -> TenantScope {
    let (key, _) = stage.fixtures.tenant_api_key(home, "ci").await;
    TenantScope::for_tests(home.tenant, Actor::TenantApiKey(key.id))
}

#[tokio::test]
async fn what_a_key_makes_has_no_members() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let scope = key_scope(&stage, &home).await;
    let (organizations, projects) = ("organization_members", "project_members");
    let before = (stage.rows(organizations).await, stage.rows(projects).await);
    let made = store(&stage).insert(&scope, new_organization("Made"), now()).await.unwrap();
    let store_of_projects = PostgresProjectStore::new(stage.database.clone());
    let project =
        store_of_projects.insert(&scope, new_project(made.id, "Engine"), now()).await.unwrap();
    assert_eq!(project.organization, made.id);
    assert_eq!((stage.rows(organizations).await, stage.rows(projects).await), before);
    let told = "SELECT concat_ws(' ', action, actor_id, 'user ' || user_id) FROM audit_events ORDER BY ctid DESC LIMIT 2";
    let key = scope.actor().uuid();
    let expected = [format!("project.create {key}"), format!("organization.create {key}")];
    assert_eq!(stage.test.sql(told).await, expected);
    // It belongs to no project, and sees all.
    for (visibility, total) in [(Visibility::Own, 0), (Visibility::All, 1)] {
        let filter = ProjectFilter::default();
        let list = store_of_projects.list(&scope, made.id, visibility, filter, page(1, 20)).await;
        assert_eq!(list.unwrap().total, total);
    }
}

#[tokio::test]
async fn a_key_belongs_to_no_organization_and_lists_all_without_a_role() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let scope = key_scope(&stage, &home).await;
    let own = store(&stage).list(&scope, Membership::Own, page(1, 20)).await.unwrap();
    assert_eq!((own.items, own.total), (vec![], 0));
    let all = store(&stage).list(&scope, Membership::All, page(1, 20)).await.unwrap();
    assert_eq!((all.items[0].organization.id, all.items[0].role), (home.organization, None));
    assert_eq!(all.total, 1);
}

#[tokio::test]
async fn a_list_of_one_shows_that_one_with_the_persons_role() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    store(&stage).insert(&home.scope(), new_organization("Second"), now()).await.unwrap();
    let one = Membership::One(home.organization);
    let list = store(&stage).list(&home.scope(), one, page(1, 20)).await.unwrap();
    let shown: Vec<_> = list.items.iter().map(|it| (it.organization.id, it.role)).collect();
    let owner = Some(OrganizationRole::Owner);
    assert_eq!((shown, list.total), (vec![(home.organization, owner)], 1));
    let foreign = Membership::One(other.organization);
    let list = store(&stage).list(&home.scope(), foreign, page(1, 20)).await.unwrap();
    assert_eq!((list.items, list.total), (vec![], 0));
}

#[tokio::test]
async fn an_organization_ends_once_and_everything_in_it_at_once() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let project = stage.fixtures.project(&home, "Engine").await;
    let (_, key) = stage.fixtures.api_key(&home, project, "key").await;
    let (_, token) =
        stage.fixtures.personal_access_token(home.founder, home.organization, "token").await;
    let id = home.organization;
    assert!(!store(&stage).delete(&other.scope(), id, now()).await.unwrap());
    assert!(store(&stage).delete(&home.scope(), id, now()).await.unwrap());
    assert!(!store(&stage).delete(&home.scope(), id, now()).await.unwrap());
    assert_eq!(store(&stage).find(&home.scope(), id).await.unwrap(), None);
    let directory = stage.directory();
    assert!(directory.find_api_key(key).await.unwrap().unwrap().fault.is_some());
    let found = directory.find_personal_access_token(token, Place::Tenant).await.unwrap();
    assert!(found.unwrap().fault.is_some());
    let projects = PostgresProjectStore::new(stage.database.clone());
    let late = projects.insert(&home.scope(), new_project(id, "Late"), now()).await;
    assert!(matches!(late, Err(ProjectWriteError::Gone)), "{late:?}");
    let told = "SELECT concat_ws(' ', target, organization_id) FROM audit_events WHERE action = 'organization.delete'";
    assert_eq!(stage.test.sql(told).await, [format!("{id} {id}")]);
}

#[tokio::test]
async fn the_keys_of_a_deleted_organization_are_not_what_somebody_leaves_behind() {
    let stage = Stage::new().await;
    let (home, _) = stage.shared_home().await;
    let project = stage.fixtures.project(&home, "Engine").await;
    stage.fixtures.api_key(&home, project, "key").await;
    store(&stage).delete(&home.scope(), home.organization, now()).await.unwrap();
    let seat = stage.seat("tenant_members", home.founder).await;
    let outcome = leave(&stage.in_tenant(), &home, WholeTenant, (seat, home.founder)).await;
    assert_eq!(outcome.unwrap().remaining_api_keys, []);
}

#[tokio::test]
async fn ones_own_list_leaves_suspended_organizations_out_and_the_tenants_shows_them() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let second = store(&stage).insert(&home.scope(), new_organization("Second"), now()).await;
    let second = second.unwrap().id;
    let suspend = format!("UPDATE organizations SET status = 'suspended' WHERE id = '{second}'");
    stage.test.sql(&suspend).await;
    for (membership, shown) in [
        (Membership::Own, vec![home.organization]),
        (Membership::All, vec![second, home.organization]),
    ] {
        let list = store(&stage).list(&home.scope(), membership, page(1, 20)).await.unwrap();
        let ids: Vec<_> = list.items.iter().map(|it| it.organization.id).collect();
        assert_eq!((list.total, ids), (shown.len() as u64, shown), "{membership:?}");
    }
}

#[tokio::test]
async fn with_an_organization_go_its_open_invitations_and_what_is_known_of_whom_they_invite() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let second = store(&stage).insert(&home.scope(), new_organization("Second"), now()).await;
    let second = second.unwrap().id;
    let (inner, outer) = (stage.in_organization(), stage.in_tenant());
    for address in ["grace@example.com", "alan@example.com", "late@example.com"] {
        add(&inner, &home, home.organization, address, OrganizationRole::Member).await;
    }
    let late = "UPDATE invitations SET expires_at = now() WHERE email = 'late@example.com'";
    stage.test.sql(late).await;
    add(&inner, &home, second, "grace@example.com", OrganizationRole::Member).await;
    add(&outer, &home, WholeTenant, "grace@example.com", TenantRole::Member).await;
    assert!(store(&stage).delete(&home.scope(), home.organization, now()).await.unwrap());
    let gone = format!(
        "invitations WHERE organization_id = '{}' AND cancelled_at IS NOT NULL \
            AND email = '' AND email_key = '' AND digest IS NULL",
        home.organization
    );
    assert_eq!(stage.rows(&gone).await, "3");
    let open = "SELECT email || ' ' || coalesce(organization_id::text, 'tenant') FROM invitations \
        WHERE cancelled_at IS NULL ORDER BY created_at";
    let left = [format!("grace@example.com {second}"), "grace@example.com tenant".to_owned()];
    assert_eq!(stage.test.sql(open).await, left);
    assert_eq!(stage.rows("outbox WHERE invitation_id IS NOT NULL").await, "2");
}
