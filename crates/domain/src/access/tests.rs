use std::fmt::Write as _;

use uuid::Uuid;

use super::*;
use crate::id::{OrganizationId, ProjectId, SessionId, TenantId, UserId};

mod identities;
mod service_caller;
mod session_caller;
mod trails;

const TENANT: TenantId = TenantId::new(Uuid::from_u128(1));
const ORGANIZATION: OrganizationId = OrganizationId::new(Uuid::from_u128(2));
const PROJECT: ProjectId = ProjectId::new(Uuid::from_u128(3));
const PLACE: Place = Place::Project(ORGANIZATION, PROJECT);
const USER: UserId = UserId::new(Uuid::from_u128(4));
const SESSION: SessionId = SessionId::new(Uuid::from_u128(5));
const BY_SESSION: Identity = Identity::Session { user: USER, session: SESSION };

fn caller(
    tenant: TenantRole,
    organization: Option<OrganizationRole>,
    project: Option<ProjectRole>,
) -> Caller {
    let grants = Grants {
        tenant: Some(TenantGrant { tenant: TENANT, role: tenant }),
        organization: Some(OrganizationGrant { organization: ORGANIZATION, role: organization }),
        project: Some(ProjectGrant { project: PROJECT, role: project }),
    };
    Caller::for_tests(BY_SESSION, grants)
}

/// The answer in a word, for a table.
fn in_a_word(answer: &Result<TenantScope, Denied>) -> &'static str {
    match answer {
        Ok(_) => "yes",
        Err(Denied::Forbidden) => "forbidden",
        Err(Denied::NotFound) => "not found",
        Err(Denied::SessionRequired) => "session required",
    }
}

/// The whole of who may do what. A change of this snapshot is a change of the product's promise: review it as one.
#[test]
fn the_matrix_of_roles_and_permissions_is_the_reviewed_one() {
    use TenantRole::{Admin, Member, SuperAdmin};
    let columns = [
        ("SUPER_ADMIN", caller(SuperAdmin, None, None)),
        ("ADMIN", caller(Admin, None, None)),
        ("org owner", caller(Member, Some(OrganizationRole::Owner), None)),
        ("org admin", caller(Member, Some(OrganizationRole::Admin), None)),
        ("org member", caller(Member, Some(OrganizationRole::Member), None)),
        ("project admin", caller(Member, None, Some(ProjectRole::Admin))),
        ("project member", caller(Member, None, Some(ProjectRole::Member))),
        ("MEMBER", caller(Member, None, None)),
    ];
    let mut table = String::new();
    for permission in Permission::ALL {
        writeln!(table, "{permission:?}").unwrap();
        for (name, caller) in &columns {
            let answer = in_a_word(&caller.authorize(permission, PLACE));
            writeln!(table, "  {name:<15} {answer}").unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_caller_without_a_tenant_finds_nothing() {
    let nobody = Caller::for_tests(BY_SESSION, Grants::default());
    for permission in Permission::ALL {
        assert_eq!(nobody.authorize(permission, Place::Tenant), Err(Denied::NotFound));
    }
}

#[test]
fn what_does_not_exist_is_not_found_even_by_the_strongest() {
    let strongest = caller(TenantRole::SuperAdmin, None, None);
    let elsewhere = OrganizationId::new(Uuid::from_u128(99));
    let other_project = ProjectId::new(Uuid::from_u128(98));
    for place in [
        Place::Organization(elsewhere),
        Place::Project(elsewhere, PROJECT),
        Place::Project(ORGANIZATION, other_project),
    ] {
        assert_eq!(
            strongest.authorize(Permission::DeleteOrganization, place),
            Err(Denied::NotFound)
        );
    }
}

#[test]
fn the_strongest_of_several_roles_counts() {
    let mixed =
        caller(TenantRole::Member, Some(OrganizationRole::Member), Some(ProjectRole::Admin));
    assert!(mixed.may(Permission::UpdateProject, PLACE));
    assert!(mixed.may(Permission::ReadOrganization, PLACE));
    assert!(!mixed.may(Permission::UpdateOrganization, PLACE));
}

#[test]
fn a_scope_names_the_tenant_and_the_person() {
    let scope =
        caller(TenantRole::Admin, None, None).authorize(Permission::ReadProject, PLACE).unwrap();
    assert_eq!(scope.tenant(), TENANT);
    assert_eq!(scope.actor(), Actor::User(USER));
}
