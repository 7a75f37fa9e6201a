//! Organizations: made, found, listed and changed, within one tenant.

use tenantry_domain::access::{OrganizationRole, TenantScope};
use tenantry_domain::id::OrganizationId;
use tenantry_domain::membership::{RosterError, WholeTenant};
use tenantry_domain::organization::{
    Membership, Organization, OrganizationChange, OrganizationName, OrganizationStore as _,
};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::text::Description;
use tenantry_postgres::PostgresOrganizationStore;
use tenantry_testkit::fixtures::{Home, fresh, new_organization, now};

use crate::circle::{leave, refused};
use crate::support::{Stage, is_unavailable, page};

fn store(stage: &Stage) -> PostgresOrganizationStore {
    PostgresOrganizationStore::new(stage.database.clone())
}

/// Changes the organization that the home began with.
async fn change_first(
    stage: &Stage,
    home: &Home,
    change: OrganizationChange,
) -> Result<Option<Organization>, StoreError> {
    store(stage).change(&home.scope(), home.organization, change, now()).await
}

#[tokio::test]
async fn an_organization_reads_as_it_was_written() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let mut new = new_organization("Research");
    new.description = Some(Description::new("Two\nlines").unwrap());
    let made = store(&stage).insert(&home.scope(), new.clone(), now()).await.unwrap();
    let found = store(&stage).find(&home.scope(), new.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&made));
    assert_eq!((made.name, made.description), (new.name, new.description));
}

#[tokio::test]
async fn a_list_shows_the_newest_first_with_the_persons_role() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let own = store(&stage).insert(&home.scope(), new_organization("Own"), now()).await.unwrap();
    let other = stage.fixtures.user("grace").await;
    let membership = format!(
        "INSERT INTO tenant_members (tenant_id, id, user_id, role, created_at) \
         VALUES ('{}', '{}', '{}', 'ADMIN', now())",
        home.tenant,
        fresh(),
        other.id
    );
    stage.test.sql(&membership).await;
    let scope = TenantScope::for_tests(home.tenant, other.id);
    let theirs = store(&stage).insert(&scope, new_organization("Theirs"), now()).await.unwrap();

    let list = store(&stage).list(&home.scope(), Membership::Own, page(1, 20)).await.unwrap();
    let shown: Vec<_> = list.items.iter().map(|item| (item.organization.id, item.role)).collect();
    let owner = Some(OrganizationRole::Owner);
    assert_eq!(shown, [(own.id, owner), (home.organization, owner)]);
    assert_eq!(list.total, 2);

    let list = store(&stage).list(&home.scope(), Membership::All, page(1, 20)).await.unwrap();
    let shown: Vec<_> = list.items.iter().map(|item| (item.organization.id, item.role)).collect();
    assert_eq!(shown, [(theirs.id, None), (own.id, owner), (home.organization, owner)]);
    assert_eq!(list.total, 3);
}

#[tokio::test]
async fn a_page_beyond_the_end_is_empty_and_knows_the_total() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    for membership in [Membership::Own, Membership::All] {
        let list = store(&stage).list(&home.scope(), membership, page(9, 20)).await.unwrap();
        assert_eq!((list.items.len(), list.total), (0, 1));
        let farthest = page(u32::MAX, 100);
        let list = store(&stage).list(&home.scope(), membership, farthest).await.unwrap();
        assert_eq!((list.items.len(), list.total), (0, 1));
    }
}

#[tokio::test]
async fn an_organization_changes_in_what_is_given_and_stays_in_the_rest() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let before = store(&stage).find(&home.scope(), home.organization).await.unwrap().unwrap();
    let description = Some(Description::new("Engines").unwrap());
    let change = OrganizationChange { name: None, description: Some(description.clone()) };
    let change = change_first(&stage, &home, change);
    let after = change.await.unwrap().unwrap();
    assert_eq!((&after.name, &after.description), (&before.name, &description));
    let name = OrganizationName::new("Renamed").unwrap();
    let change = OrganizationChange { name: Some(name.clone()), description: Some(None) };
    let change = change_first(&stage, &home, change);
    let after = change.await.unwrap().unwrap();
    assert_eq!((after.name, after.description), (name, None));
}

#[tokio::test]
async fn another_tenants_organization_does_not_exist() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    for id in [theirs.organization, OrganizationId::new(fresh())] {
        assert_eq!(store(&stage).find(&ours.scope(), id).await.unwrap(), None);
        let change = OrganizationChange { description: Some(None), ..Default::default() };
        assert_eq!(store(&stage).change(&ours.scope(), id, change, now()).await.unwrap(), None);
    }
    let list = store(&stage).list(&ours.scope(), Membership::All, page(1, 20)).await.unwrap();
    assert_eq!(list.total, 1);
}

#[tokio::test]
async fn a_deleted_organization_does_not_exist() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.test.sql("UPDATE organizations SET deleted_at = now()").await;
    assert_eq!(store(&stage).find(&home.scope(), home.organization).await.unwrap(), None);
    let change = OrganizationChange::default();
    let change = change_first(&stage, &home, change);
    assert_eq!(change.await.unwrap(), None);
    for membership in [Membership::Own, Membership::All] {
        let list = store(&stage).list(&home.scope(), membership, page(1, 20)).await.unwrap();
        assert_eq!(list.total, 0);
    }
}

#[tokio::test]
async fn who_is_not_in_the_tenant_any_more_makes_nothing_there() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let scope = TenantScope::for_tests(home.tenant, grace);
    let outcome = store(&stage).insert(&scope, new_organization("Research"), now()).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    stage.test.sql("UPDATE tenants SET status = 'suspended'").await;
    let outcome = store(&stage).insert(&home.scope(), new_organization("Research"), now()).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    assert_eq!(stage.rows("organizations").await, "1");
}

#[tokio::test]
async fn who_leaves_a_tenant_while_they_make_an_organization_leaves_none_without_an_owner() {
    let stage = Stage::for_a_crowd_of(2).await;
    for _ in 0..10 {
        let (home, grace) = stage.shared_home().await;
        let seat = stage.seat("tenant_members", grace).await;
        let (tenants, organizations) = (stage.in_tenant(), store(&stage));
        let scope = TenantScope::for_tests(home.tenant, grace);
        let (left, made) = tokio::join!(
            leave(&tenants, &home, WholeTenant, (seat, grace)),
            organizations.insert(&scope, new_organization("Research"), now()),
        );
        match (left, made) {
            (Ok(_), made) => assert!(is_unavailable(&made), "{made:?}"),
            (left, made) => {
                let expected = vec![(made.unwrap().id, "Research".to_owned())];
                assert_eq!(refused(left), RosterError::LastOwnerOf(expected));
            }
        }
        stage.test.sql("UPDATE users SET email_key = 'former ' || id").await;
    }
    let orphans = "organizations o WHERE NOT EXISTS \
        (SELECT 1 FROM organization_members m WHERE m.organization_id = o.id AND role = 'owner')";
    assert_eq!(stage.rows(orphans).await, "0");
}
