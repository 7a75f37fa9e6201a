use std::sync::Arc;

use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::access::{Caller, Denied, OrganizationRole, ProjectRole, TenantRole};
use crate::fixtures::{
    IN_TENANT, Limited, NOW, ORGANIZATION, PATH, TENANT, USER, ada, clock, homeless, ids,
    in_organization, in_project, in_tenant, page, stranger, within,
};
use crate::id::{MemberId, OrganizationId, UserId};
use crate::invitation::INVITATION_LIFETIME;
use crate::notification::{MessageKind, Recipient};
use crate::page::Page;
use crate::project::ProjectPath;
use crate::throttle::Throttle;
use crate::user::SoleHolding;

use OrganizationRole::{Admin, Member as Plain, Owner};

const OTHER: UserId = UserId::new(Uuid::from_u128(0xC1));

fn member(number: u128) -> MemberId {
    MemberId::new(Uuid::from_u128(number))
}

fn seat<R>(number: u128, user: UserId, role: R) -> Seat<R> {
    Seat { member: member(number), user: Some(user), role }
}

fn invited<R>(number: u128, role: R) -> Seat<R> {
    Seat { member: member(number), user: None, role }
}

/// An owner, an admin, a plain member, and somebody who is invited to own.
fn roster() -> Roster<OrganizationRole> {
    let person = |number| UserId::new(Uuid::from_u128(number));
    Roster {
        seats: vec![
            seat(1, USER, Owner),
            seat(2, person(2), Admin),
            seat(3, person(3), Plain),
            invited(4, Owner),
        ],
    }
}

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
    assert_eq!(roster().remove(member(who), by, most).map(drop), expected);
}

#[test]
fn everybody_may_leave() {
    let leaver = UserId::new(Uuid::from_u128(3));
    assert_eq!(roster().remove(member(3), leaver, None).map(|seat| seat.role), Ok(Plain));
}

#[test]
fn one_of_two_owners_may_go() {
    let mut two = roster();
    two.seats.push(seat(5, OTHER, Owner));
    assert!(two.remove(member(1), USER, Some(Owner)).is_ok());
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
    assert!(alone.remove(member(1), USER, None).is_ok());
}

#[rstest]
#[case::the_owner(in_organization(Owner), Owner)]
#[case::an_admin(in_organization(Admin), Admin)]
#[case::who_runs_the_tenant(in_tenant(TenantRole::Admin), Admin)]
#[case::who_owns_the_tenant(in_tenant(TenantRole::SuperAdmin), Owner)]
fn the_most_that_one_may_grant_is_ones_own(#[case] caller: Caller, #[case] most: OrganizationRole) {
    assert_eq!(ORGANIZATION.most(&caller), most);
}

#[test]
fn only_a_super_admin_grants_that_role() {
    assert_eq!(WholeTenant.most(&in_tenant(TenantRole::Admin)), TenantRole::Admin);
    assert_eq!(WholeTenant.most(&in_tenant(TenantRole::SuperAdmin)), TenantRole::SuperAdmin);
}

type Rosters = MockRosterStore<OrganizationId>;
type Inviting = MockInvitingStore<OrganizationId>;

fn service(rosters: Rosters, inviting: Inviting) -> MembershipService<OrganizationId> {
    limited(rosters, inviting, Limited::new().throttle)
}

fn limited(
    rosters: Rosters,
    inviting: Inviting,
    throttle: Arc<Throttle>,
) -> MembershipService<OrganizationId> {
    MembershipService::new(Arc::new(rosters), Arc::new(inviting), throttle, ids(), clock())
}

fn shown(role: OrganizationRole) -> Member<OrganizationRole> {
    Member {
        id: member(1),
        user: None,
        email: ada().email,
        role,
        status: MemberStatus::Invited,
        created_at: NOW,
    }
}

#[tokio::test]
async fn who_is_added_gets_an_invitation_where_they_are_not_put_in_at_once() {
    let mut inviting = Inviting::new();
    inviting
        .expect_add()
        .once()
        .withf(|scope, group, new, decide, at| {
            assert_eq!(
                [Plain, Admin, Owner].map(|former| decide(former).is_ok()),
                [true, true, false]
            );
            let invitation = &new.invitation;
            let about = invitation.message.invitation.map(|it| (it.tenant, it.invitation));
            (within(scope), *group, *at, new.role) == (IN_TENANT, ORGANIZATION, NOW, Admin)
                && about == Some((TENANT, invitation.id))
                && invitation.message.kind == MessageKind::Invitation
                && invitation.message.recipient == Recipient::Email(ada().email)
                && invitation.email == ada().email
                && invitation.expires_at == NOW + INVITATION_LIFETIME
        })
        .returning(|_, _, new, _, _| Ok(shown(new.role)));
    let added = service(Rosters::new(), inviting)
        .add(&in_organization(Admin), ORGANIZATION, ada().email, Admin)
        .await;
    assert_eq!(added.unwrap().status, MemberStatus::Invited);
}

#[rstest]
#[case::above_their_own(in_organization(Admin), Owner, Denied::Forbidden)]
#[case::a_plain_member(in_organization(Plain), Plain, Denied::Forbidden)]
#[case::a_stranger(stranger(), Plain, Denied::NotFound)]
#[case::homeless(homeless(), Plain, Denied::NotFound)]
#[tokio::test]
async fn who_may_not_add_adds_nobody(
    #[case] caller: Caller,
    #[case] role: OrganizationRole,
    #[case] denied: Denied,
) {
    let service = service(Rosters::new(), Inviting::new());
    let refused = service.add(&caller, ORGANIZATION, ada().email, role).await;
    assert!(matches!(refused, Err(MembershipError::Denied(why)) if why == denied), "{refused:?}");
}

/// A store that asks the rule about the roster above.
fn asking() -> Rosters {
    let mut rosters = Rosters::new();
    rosters.expect_change_role().returning(|_, _, decide, _| {
        let seat = decide(&roster()).map_err(ChangeRosterError::from)?;
        Ok(shown(seat.role))
    });
    rosters.expect_remove().returning(|_, _, decide, _| {
        decide(&roster()).map_err(ChangeRosterError::from)?;
        Ok(Removal::default())
    });
    rosters
}

#[tokio::test]
async fn members_leave_by_themselves_and_are_taken_out_by_those_who_run_it() {
    let service = service(asking(), Inviting::new());
    let admin = in_organization(Admin);
    assert!(service.remove(&admin, ORGANIZATION, member(3)).await.is_ok());
    let refused = service.remove(&admin, ORGANIZATION, member(1)).await;
    // The fixture's person is the roster's only owner, whatever the caller's grants say.
    assert!(matches!(refused, Err(MembershipError::LastHead)), "{refused:?}");
    let plain = in_organization(Plain);
    let refused = service.remove(&plain, ORGANIZATION, member(3)).await;
    assert!(matches!(refused, Err(MembershipError::Denied(Denied::Forbidden))), "{refused:?}");
    let refused = service.remove(&stranger(), ORGANIZATION, member(3)).await;
    assert!(matches!(refused, Err(MembershipError::Denied(Denied::NotFound))), "{refused:?}");
}

#[tokio::test]
async fn roles_are_changed_by_those_who_run_it() {
    let service = service(asking(), Inviting::new());
    let change = MemberChange { member: member(3), role: Admin };
    let changed = service.change_role(&in_organization(Admin), ORGANIZATION, change).await;
    assert_eq!(changed.unwrap().role, Admin);
    let refused = service.change_role(&in_organization(Plain), ORGANIZATION, change).await;
    assert!(matches!(refused, Err(MembershipError::Denied(Denied::Forbidden))), "{refused:?}");
    let to_owner = MemberChange { member: member(3), role: Owner };
    let refused = service.change_role(&in_organization(Admin), ORGANIZATION, to_owner).await;
    assert!(matches!(refused, Err(MembershipError::Denied(Denied::Forbidden))), "{refused:?}");
}

#[tokio::test]
async fn every_member_sees_the_members() {
    let mut rosters = Rosters::new();
    rosters.expect_list().returning(|_, _, page| Ok(Page::empty(page)));
    let service = service(rosters, Inviting::new());
    assert!(service.list(&in_organization(Plain), ORGANIZATION, page()).await.is_ok());
    let refused = service.list(&stranger(), ORGANIZATION, page()).await;
    assert!(matches!(refused, Err(MembershipError::Denied(Denied::NotFound))), "{refused:?}");
}

/// A store in which an invitation to this role, or none, is to be sent once more.
fn resending(former: Option<OrganizationRole>) -> Inviting {
    let mut inviting = Inviting::new();
    inviting.expect_resend().returning(move |_, _, resend, decide, _| {
        assert_eq!((resend.member, resend.expires_at), (member(4), NOW + INVITATION_LIFETIME));
        decide(former.ok_or(Denied::NotFound)?)?;
        Ok(())
    });
    inviting
}

#[rstest]
#[case::up_to_ones_own(Some(Admin), None)]
#[case::above_ones_own(Some(Owner), Some(Denied::Forbidden))]
#[case::not_there(None, Some(Denied::NotFound))]
#[tokio::test]
async fn an_invitation_is_sent_once_more_by_who_could_have_made_it(
    #[case] former: Option<OrganizationRole>,
    #[case] expected: Option<Denied>,
) {
    let service = service(Rosters::new(), resending(former));
    let admin = in_organization(Admin);
    let refused = match service.resend_invitation(&admin, ORGANIZATION, member(4)).await {
        Ok(()) => None,
        Err(MembershipError::Denied(why)) => Some(why),
        Err(error) => panic!("{error:?}"),
    };
    assert_eq!(refused, expected);
}

#[tokio::test]
async fn an_address_is_not_flooded_with_invitations() {
    let limited_to = Limited::new();
    let mut inviting = Inviting::new();
    inviting.expect_add().times(10).returning(|_, _, new, _, _| Ok(shown(new.role)));
    let service = limited(Rosters::new(), inviting, Arc::clone(&limited_to.throttle));
    let admin = in_organization(Admin);
    for _ in 0..10 {
        service.add(&admin, ORGANIZATION, ada().email, Plain).await.unwrap();
    }
    let refused = service.add(&admin, ORGANIZATION, ada().email, Plain).await;
    assert!(matches!(refused, Err(MembershipError::Throttled(_))), "{refused:?}");
}

#[tokio::test]
async fn a_projects_administrators_put_members_of_the_organization_in() {
    let mut members = MockProjectMemberStore::new();
    members.expect_add().returning(|_, project, _, id, role, _| {
        assert_eq!(project, PATH);
        let (email, status) = (ada().email, MemberStatus::Active);
        Ok(Member { id, user: Some(OTHER), email, role, status, created_at: NOW })
    });
    let rosters = MockRosterStore::<ProjectPath>::new();
    let service =
        ProjectMembershipService::new(Arc::new(rosters), Arc::new(members), ids(), clock());
    let admin = in_project(ProjectRole::Admin);
    assert!(service.add(&admin, PATH, member(2), ProjectRole::Member).await.is_ok());
    let plain = in_project(ProjectRole::Member);
    let refused = service.add(&plain, PATH, member(2), ProjectRole::Member).await;
    assert!(matches!(refused, Err(MembershipError::Denied(Denied::Forbidden))), "{refused:?}");
}
