//! Leaving and being taken out: what goes along, what stays behind, and who can't go yet.

use tenantry_domain::access::{
    OrganizationRole::{Member as Plain, Owner},
    TenantRole, TenantScope,
};
use tenantry_domain::api_key::ApiKeyStore as _;
use tenantry_domain::membership::{RemainingApiKey, Removal, RosterError, WholeTenant};
use tenantry_postgres::PostgresApiKeyStore;
use tenantry_testkit::fixtures::{fresh, new_api_key, now};

use crate::circle::{add, leave, list, refused, remove};
use crate::support::Stage;

#[tokio::test]
async fn of_two_owners_who_leave_at_once_one_stays() {
    let stage = Stage::for_a_crowd_of(2).await;
    for _ in 0..5 {
        let (home, grace) = stage.shared_home().await;
        let (store, organization) = (stage.in_organization(), home.organization);
        let one = (stage.seat("organization_members", home.founder).await, home.founder);
        let other = (stage.seat("organization_members", grace).await, grace);
        let (one, other) = tokio::join!(
            leave(&store, &home, organization, one),
            leave(&store, &home, organization, other),
        );
        let (gone, stays): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
        assert_eq!(gone.len(), 1, "{stays:?}");
        assert_eq!(refused(stays.into_iter().next().unwrap()), RosterError::LastHead);
        assert_eq!(list(&store, &home, organization).await.total, 1);
        stage.test.sql("UPDATE users SET email_key = 'former ' || id").await;
    }
}

#[tokio::test]
async fn of_two_super_admins_who_leave_at_once_one_stays() {
    let stage = Stage::for_a_crowd_of(2).await;
    let (home, grace) = stage.shared_home().await;
    // Somebody else owns the organization, so that nothing but the tenant holds them.
    let alan = stage.fixtures.user("alan").await.id;
    stage.joins(alan, &home, "MEMBER").await;
    stage.joins_organization(alan, &home, "owner").await;
    let store = stage.in_tenant();
    let one = (stage.seat("tenant_members", home.founder).await, home.founder);
    let other = (stage.seat("tenant_members", grace).await, grace);
    let (one, other) = tokio::join!(
        leave(&store, &home, WholeTenant, one),
        leave(&store, &home, WholeTenant, other),
    );
    let (gone, stays): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
    assert_eq!(gone.len(), 1, "{stays:?}");
    assert_eq!(refused(stays.into_iter().next().unwrap()), RosterError::LastHead);
}

#[tokio::test]
async fn who_leaves_an_organization_leaves_its_projects_and_the_keys_that_they_made() {
    let stage = Stage::new().await;
    let (home, grace) = stage.shared_home().await;
    let project = stage.fixtures.project(&home, "Engine").await;
    stage.fixtures.api_key(&home, project, "of ada").await;
    let keys = PostgresApiKeyStore::new(stage.database.clone());
    let scope = TenantScope::for_tests(home.tenant, grace);
    let mut made = Vec::new();
    for name in ["first", "second", "deleted", "expired"] {
        let key = keys.issue(&scope, new_api_key(project, name), &|_| Ok(()), now()).await.unwrap();
        made.push(RemainingApiKey {
            id: key.id,
            name: name.to_owned(),
            project: project.project,
            created_by: grace,
        });
    }
    stage.test.sql("UPDATE api_keys SET deleted_at = now() WHERE name = 'deleted'").await;
    let expire =
        "UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE name = 'expired'";
    stage.test.sql(expire).await;
    let join = format!(
        "INSERT INTO project_members (tenant_id, id, organization_id, project_id, user_id, role, created_at) \
         VALUES ('{}', '{}', '{}', '{}', '{grace}', 'member', now())",
        home.tenant,
        fresh(),
        home.organization,
        project.project,
    );
    stage.test.sql(&join).await;
    let seat = stage.seat("organization_members", grace).await;
    let removal =
        remove(&stage.in_organization(), &home, home.organization, (seat, Owner)).await.unwrap();
    made.truncate(2);
    assert_eq!(removal, Removal { ended_credentials: Vec::new(), remaining_api_keys: made });
    for table in ["organization_members", "project_members"] {
        assert_eq!(stage.rows(&format!("{table} WHERE user_id = '{grace}'")).await, "0");
        assert_eq!(stage.rows(table).await, "1", "{table}");
    }
    assert_eq!(stage.rows("tenant_members").await, "2");
    let told = "SELECT concat_ws(' ', target_kind, target, organization_id) FROM audit_events \
        WHERE action = 'member.remove'";
    assert_eq!(stage.test.sql(told).await, [format!("member {seat} {}", home.organization)]);
}

#[tokio::test]
async fn who_leaves_a_tenant_leaves_all_that_is_in_it() {
    let stage = Stage::new().await;
    let (home, grace) = stage.shared_home().await;
    let theirs = stage.fixtures.home("edsger").await;
    stage.joins(grace, &theirs, "MEMBER").await;
    stage.joins_organization(grace, &theirs, "owner").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let move_in = format!("UPDATE project_members SET user_id = '{grace}'");
    stage.test.sql(&move_in).await;
    stage.fixtures.api_key(&home, project, "of ada").await;
    let seat = format!(
        "SELECT id FROM tenant_members WHERE user_id = '{grace}' AND tenant_id = '{}'",
        home.tenant
    );
    let seat = stage.test.sql(&seat).await[0].parse().unwrap();
    let seat = tenantry_domain::id::MemberId::new(seat);
    let removal = leave(&stage.in_tenant(), &home, WholeTenant, (seat, grace)).await.unwrap();
    assert_eq!(removal, Removal::default());
    for table in ["tenant_members", "organization_members", "project_members"] {
        let left = format!("SELECT tenant_id FROM {table} WHERE user_id = '{grace}'");
        let elsewhere =
            if table == "project_members" { vec![] } else { vec![theirs.tenant.to_string()] };
        assert_eq!(stage.test.sql(&left).await, elsewhere, "{table}");
    }
}

#[tokio::test]
async fn who_alone_owns_an_organization_does_not_leave_its_tenant() {
    let stage = Stage::new().await;
    let (home, grace) = stage.shared_home().await;
    let demote = format!(
        "UPDATE organization_members SET role = 'admin' WHERE user_id = '{}'",
        home.founder
    );
    stage.test.sql(&demote).await;
    let seat = stage.seat("tenant_members", grace).await;
    let expected = RosterError::LastOwnerOf(vec![(home.organization, "ada".to_owned())]);
    let outcome =
        remove(&stage.in_tenant(), &home, WholeTenant, (seat, TenantRole::SuperAdmin)).await;
    assert_eq!(refused(outcome), expected);
    assert_eq!(stage.rows("tenant_members").await, "2");
    stage.test.sql("UPDATE organizations SET deleted_at = now()").await;
    leave(&stage.in_tenant(), &home, WholeTenant, (seat, grace)).await.unwrap();
    assert_eq!(stage.rows("tenant_members").await, "1");
}

#[tokio::test]
async fn an_invitation_that_is_taken_back_takes_its_mail_and_its_link_along() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let store = stage.in_organization();
    let address = "grace@example.com";
    let invited = add(&store, &home, home.organization, address, Plain).await.id;
    let link = stage.link(&home, invited).await.unwrap();
    let removal = remove(&store, &home, home.organization, (invited, Owner)).await.unwrap();
    assert_eq!(removal, Removal::default());
    assert_eq!(stage.rows("outbox WHERE kind = 'invitation'").await, "0");
    assert_eq!(list(&store, &home, home.organization).await.total, 1);
    assert!(stage.accept(grace, link, address).await.is_err());
    assert_eq!(stage.link(&home, invited).await, None);
    let told = "SELECT concat_ws(' ', action, target_kind, target) FROM audit_events ORDER BY ctid DESC LIMIT 1";
    assert_eq!(stage.test.sql(told).await, [format!("invitation.cancel invitation {invited}")]);
}

#[tokio::test]
async fn people_who_go_and_come_at_once_never_wait_for_each_other_in_vain() {
    let stage = Stage::for_a_crowd_of(3).await;
    for _ in 0..5 {
        let (home, grace) = stage.shared_home().await;
        let seat = stage.seat("tenant_members", grace).await;
        let place = stage.seat("organization_members", grace).await;
        let (tenants, organizations) = (stage.in_tenant(), stage.in_organization());
        let (of_tenant, of_organization, _) = tokio::join!(
            leave(&tenants, &home, WholeTenant, (seat, grace)),
            leave(&organizations, &home, home.organization, (place, grace)),
            add(&organizations, &home, home.organization, "alan@example.com", Plain),
        );
        of_tenant.unwrap();
        if let Err(error) = of_organization {
            assert!(matches!(error, tenantry_domain::membership::ChangeRosterError::Roster(_)));
        }
        assert_eq!(
            stage.rows(&format!("organization_members WHERE user_id = '{grace}'")).await,
            "0"
        );
        stage.test.sql("UPDATE users SET email_key = 'former ' || id").await;
    }
}
