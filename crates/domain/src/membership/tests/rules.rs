//! The rules about a group's members.

use super::*;

#[rstest]
#[case::up_to_ones_own(3, Admin, Admin, Ok(Admin))]
#[case::above_ones_own(3, Owner, Admin, Err(RosterError::Denied(Denied::Forbidden)))]
#[case::of_somebody_above(1, Plain, Admin, Err(RosterError::Denied(Denied::Forbidden)))]
#[case::by_an_owner(3, Owner, Owner, Ok(Owner))]
#[case::the_last_owner(1, Admin, Owner, Err(RosterError::LastHead))]
#[case::the_last_owner_to_the_same(1, Owner, Owner, Ok(Owner))]
#[case::of_an_invitation(4, Plain, Owner, Ok(Plain))]
#[case::of_nobody(9, Plain, Owner, Err(RosterError::Denied(Denied::NotFound)))]
fn nobody_grants_or_changes_a_role_above_their_own(
    #[case] who: u128,
    #[case] role: OrganizationRole,
    #[case] most: OrganizationRole,
    #[case] expected: Result<OrganizationRole, RosterError>,
) {
    let changed = roster().change_role(member(who), role, most);
    assert_eq!(changed.map(|seat| seat.role), expected);
}

#[rstest]
#[case::by_an_admin(3, OTHER, Some(Admin), Ok(()))]
#[case::an_owner_by_an_admin(1, OTHER, Some(Admin), Err(RosterError::Denied(Denied::Forbidden)))]
#[case::by_a_plain_member(2, OTHER, None, Err(RosterError::Denied(Denied::Forbidden)))]
#[case::the_last_owner(1, OTHER, Some(Owner), Err(RosterError::LastHead))]
#[case::the_last_owner_leaving(1, USER, Some(Owner), Err(RosterError::LastHead))]
#[case::an_invitation(4, OTHER, Some(Owner), Ok(()))]
#[case::an_invitation_above_ones_own(
    4,
    OTHER,
    Some(Admin),
    Err(RosterError::Denied(Denied::Forbidden))
)]
#[case::nobody(9, OTHER, Some(Owner), Err(RosterError::Denied(Denied::NotFound)))]
fn nobody_takes_out_somebody_above_them_and_the_last_owner_stays(
    #[case] who: u128,
    #[case] by: UserId,
    #[case] most: Option<OrganizationRole>,
    #[case] expected: Result<(), RosterError>,
) {
    assert_eq!(roster().remove(member(who), Some(by), most).map(drop), expected);
}

#[test]
fn everybody_may_leave() {
    let leaver = UserId::new(Uuid::from_u128(3));
    assert_eq!(roster().remove(member(3), Some(leaver), None).map(|seat| seat.role), Ok(Plain));
}

#[test]
fn one_of_two_owners_may_go() {
    let mut two = roster();
    two.seats.push(seat(5, OTHER, Owner));
    assert!(two.remove(member(1), Some(USER), Some(Owner)).is_ok());
    assert!(two.change_role(member(1), Plain, Owner).is_ok());
}

#[test]
fn who_leaves_a_tenant_leaves_no_organization_without_an_owner() {
    let tenant = SoleHolding::Tenant { id: TENANT, name: "Acme".into() };
    assert_eq!(may_leave_tenant(vec![tenant.clone()]), Ok(()));
    let organization = SoleHolding::Organization { id: ORGANIZATION, name: "Engines".into() };
    let named = RosterError::LastOwnerOf(vec![(ORGANIZATION, "Engines".into())]);
    assert_eq!(may_leave_tenant(vec![tenant, organization]), Err(named));
}

#[test]
fn a_project_needs_no_administrator() {
    let alone = Roster { seats: vec![seat(1, USER, ProjectRole::Admin)] };
    assert!(alone.remove(member(1), Some(USER), None).is_ok());
}

#[rstest]
#[case::the_owner(in_organization(Owner), Owner)]
#[case::an_admin(in_organization(Admin), Admin)]
#[case::who_runs_the_tenant(in_tenant(TenantRole::Admin), Admin)]
#[case::who_owns_the_tenant(in_tenant(TenantRole::SuperAdmin), Owner)]
fn the_most_that_one_may_grant_is_ones_own(
    #[case] caller: SessionCaller,
    #[case] most: OrganizationRole,
) {
    assert_eq!(ORGANIZATION.most(&caller), most);
}

#[test]
fn only_a_super_admin_grants_that_role() {
    assert_eq!(WholeTenant.most(&in_tenant(TenantRole::Admin)), TenantRole::Admin);
    assert_eq!(WholeTenant.most(&in_tenant(TenantRole::SuperAdmin)), TenantRole::SuperAdmin);
}

/// Whoever is nobody, as a key is, sits in no seat, not even in one that nobody sits in yet.
#[rstest]
#[case::somebodys(3)]
#[case::nobodys_yet(4)]
fn who_is_nobody_does_not_leave(#[case] seat: u128) {
    let refused = Err(RosterError::Denied(Denied::Forbidden));
    assert_eq!(roster().remove(member(seat), None, None).map(drop), refused);
}

#[rstest]
#[case::a_member(3, Some(Admin), Ok(()))]
#[case::an_admin(2, Some(Admin), Ok(()))]
#[case::an_owner(1, Some(Admin), Err(RosterError::Denied(Denied::Forbidden)))]
#[case::the_last_owner(1, Some(Owner), Err(RosterError::LastHead))]
#[case::an_invitation(4, Some(Owner), Ok(()))]
#[case::an_invitation_above_its_own(4, Some(Admin), Err(RosterError::Denied(Denied::Forbidden)))]
#[case::nobody(9, Some(Owner), Err(RosterError::Denied(Denied::NotFound)))]
fn who_is_nobody_takes_out_what_they_may_take_out(
    #[case] who: u128,
    #[case] most: Option<OrganizationRole>,
    #[case] expected: Result<(), RosterError>,
) {
    assert_eq!(roster().remove(member(who), None, most).map(drop), expected);
}
