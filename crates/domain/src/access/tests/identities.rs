//! What each kind of credential reaches, whatever the one behind it may do.

use rstest::rstest;

use super::*;
use crate::fixtures::{
    ELSEWHERE, ORGANIZATION, PROJECT, TENANT, TENANT_KEY, USER, by_key, by_token, by_token_in,
    homeless, in_tenant,
};

const ORGANIZATION_PLACE: Place = Place::Organization(ORGANIZATION);
const PROJECT_PLACE: Place = Place::Project(ORGANIZATION, PROJECT);

/// What may be done by what, and where. Like the matrix of roles, a promise: review a change of it as one.
#[test]
fn what_each_kind_of_credential_reaches_is_the_reviewed_table() {
    let session = Caller::clone(&in_tenant(TenantRole::SuperAdmin));
    let callers = [
        ("a session of a SUPER_ADMIN", session),
        ("a SUPER_ADMIN's token for this organization", by_token_in(ORGANIZATION)),
        ("an organization owner's token for it", by_token(OrganizationRole::Owner)),
        ("an organization member's token for it", by_token(OrganizationRole::Member)),
        ("a SUPER_ADMIN's token for another organization", by_token_in(ELSEWHERE)),
        ("a tenant's API key", by_key()),
    ];
    let mut table = String::new();
    for (name, caller) in &callers {
        writeln!(table, "{name}").unwrap();
        let columns = ["tenant", "organization", "project"];
        writeln!(table, "  {:<20} {:<18}{:<18}{}", "", columns[0], columns[1], columns[2]).unwrap();
        for permission in Permission::ALL {
            let [tenant, organization, project] =
                [Place::Tenant, ORGANIZATION_PLACE, PROJECT_PLACE]
                    .map(|place| in_a_word(&caller.authorize(permission, place)));
            let permission = format!("{permission:?}");
            writeln!(table, "  {permission:<20} {tenant:<18}{organization:<18}{project}").unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_token_sees_the_tenant_around_it_and_does_nothing_else_there() {
    let token = by_token_in(ORGANIZATION);
    for permission in Permission::ALL {
        let answer = token.authorize(permission, Place::Tenant).map(drop);
        let expected = match permission {
            Permission::ReadTenant => Ok(()),
            _ => Err(Denied::SessionRequired),
        };
        assert_eq!(answer, expected, "{permission:?}");
    }
}

#[rstest]
#[case::the_organization(Place::Organization(ORGANIZATION))]
#[case::a_project_in_it(Place::Project(ORGANIZATION, PROJECT))]
fn another_organization_than_its_own_does_not_exist_for_a_token(#[case] place: Place) {
    // As if somebody had read its owner's roles there, who owns everything.
    let token = by_token_in(ELSEWHERE);
    for permission in Permission::ALL {
        assert_eq!(token.authorize(permission, place), Err(Denied::NotFound), "{permission:?}");
    }
}

#[rstest]
fn nobodys_token_changes_the_tenant_or_leaves_it_from_wherever(
    #[values(Permission::UpdateTenant, Permission::ManageTenant, Permission::LeaveTenant)]
    permission: Permission,
) {
    let owner = Caller::clone(&in_tenant(TenantRole::SuperAdmin));
    for place in [Place::Tenant, ORGANIZATION_PLACE, PROJECT_PLACE] {
        assert!(owner.may(permission, place));
        let refusal = by_token_in(ORGANIZATION).authorize(permission, place);
        assert_eq!(refusal, Err(Denied::SessionRequired), "{place:?}");
    }
    for place in [ORGANIZATION_PLACE, PROJECT_PLACE] {
        let refusal = by_token_in(ELSEWHERE).authorize(permission, place);
        assert_eq!(refusal, Err(Denied::NotFound), "{place:?}");
    }
}

#[test]
fn who_is_in_no_tenant_has_none_to_leave() {
    let answer = homeless().authorize(Permission::LeaveTenant, Place::Tenant);
    assert_eq!(answer, Err(Denied::NotFound));
}

#[test]
fn in_its_organization_a_token_may_do_exactly_what_its_owner_may() {
    // What changes the tenant is not of the organization, wherever it is asked for.
    let of_the_organization = Permission::ALL.into_iter().filter(|each| !each.changes_the_tenant());
    for role in OrganizationRole::ALL {
        let (token, owner) = (by_token(*role), crate::fixtures::in_organization(*role));
        for permission in of_the_organization.clone() {
            for place in [ORGANIZATION_PLACE, PROJECT_PLACE] {
                let (by_token, by_owner) =
                    (token.may(permission, place), owner.may(permission, place));
                assert_eq!(by_token, by_owner, "{permission:?} at {place:?} for {role:?}");
            }
        }
    }
}

#[test]
fn a_tenants_key_may_do_exactly_what_its_administrators_may() {
    let (key, admin) = (by_key(), in_tenant(TenantRole::Admin));
    for permission in Permission::ALL {
        for place in [Place::Tenant, ORGANIZATION_PLACE, PROJECT_PLACE] {
            assert_eq!(
                in_a_word(&key.authorize(permission, place)),
                in_a_word(&admin.authorize(permission, place)),
                "{permission:?} at {place:?}"
            );
        }
    }
}

#[test]
fn what_is_not_in_its_tenant_does_not_exist_for_a_tenants_key() {
    let elsewhere = Place::Organization(ELSEWHERE);
    let answer = by_key().authorize(Permission::ReadOrganization, elsewhere);
    assert_eq!(answer, Err(Denied::NotFound));
}

#[test]
fn a_token_reads_its_owners_account() {
    let token = by_token(OrganizationRole::Member);
    let scope = token.own_account().unwrap();
    assert_eq!((scope.user(), scope.tenant()), (USER, Some(TENANT)));
    assert_eq!(scope.trail(), token.trail());
}

#[test]
fn a_key_that_acts_for_nobody_has_no_account_of_its_own() {
    assert_eq!(by_key().own_account(), Err(Denied::SessionRequired));
}

#[test]
fn a_scope_by_a_key_names_the_key_and_nobody() {
    let scope = by_key().authorize(Permission::ManageTenant, Place::Tenant).unwrap();
    assert_eq!((scope.tenant(), scope.actor()), (TENANT, Actor::TenantApiKey(TENANT_KEY)));
    assert_eq!((scope.actor().user(), scope.actor().uuid()), (None, TENANT_KEY.uuid()));
}

#[test]
fn a_scope_by_a_token_names_its_owner() {
    let token = by_token(OrganizationRole::Member);
    let scope = token.authorize(Permission::ReadOrganization, ORGANIZATION_PLACE).unwrap();
    assert_eq!((scope.tenant(), scope.actor()), (TENANT, Actor::User(USER)));
    assert_eq!(scope.actor().user(), Some(USER));
}
