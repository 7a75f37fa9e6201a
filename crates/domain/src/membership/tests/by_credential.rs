//! What tokens and keys do about members.

use super::*;
use crate::fixtures::{BY_KEY, ELSEWHERE, by_key, by_token, by_token_in};

#[track_caller]
fn assert_denied<T: std::fmt::Debug>(answer: &Result<T, MembershipError>, expected: Denied) {
    assert!(
        matches!(answer, Err(MembershipError::Denied(denied)) if *denied == expected),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_key_runs_an_organizations_members_as_an_administrator_does() {
    let service = service(asking(), Inviting::new());
    let admin = MemberChange { member: member(3), role: Admin };
    let changed = service.change_role(&by_key(), ORGANIZATION, admin).await;
    assert_eq!(changed.unwrap().role, Admin);
    let owner = MemberChange { member: member(3), role: Owner };
    let refused = service.change_role(&by_key(), ORGANIZATION, owner).await;
    assert_denied(&refused, Denied::Forbidden);
    assert!(service.remove(&by_key(), ORGANIZATION, member(3)).await.is_ok());
    let refused = service.remove(&by_key(), ORGANIZATION, member(1)).await;
    assert_denied(&refused, Denied::Forbidden);
}

#[tokio::test]
async fn a_key_takes_no_invitation_back_that_it_could_not_have_made() {
    // Nobody sits in that seat, and nobody is behind the key: it does not leave by that.
    let refused =
        service(asking(), Inviting::new()).remove(&by_key(), ORGANIZATION, member(4)).await;
    assert_denied(&refused, Denied::Forbidden);
}

#[tokio::test]
async fn a_key_invites_in_its_own_name() {
    let mut inviting = Inviting::new();
    inviting
        .expect_add()
        .once()
        .withf(|scope, group, new, _, _| {
            (within(scope), *group, new.role) == (BY_KEY, ORGANIZATION, Plain)
        })
        .returning(|_, _, new, _, _| Ok(shown(new.role)));
    let service = service(Rosters::new(), inviting);
    assert!(service.add(&by_key(), ORGANIZATION, ada().email, Plain).await.is_ok());
    let refused = service.add(&by_key(), ORGANIZATION, ada().email, Owner).await;
    assert_denied(&refused, Denied::Forbidden);
}

#[tokio::test]
async fn a_token_lets_its_owner_leave_the_organization_and_take_out_whom_they_may() {
    let with_another_owner = || {
        let mut two = roster();
        two.seats.push(seat(5, OTHER, Owner));
        two
    };
    let mut rosters = Rosters::new();
    rosters.expect_remove().returning(move |scope, _, decide, _| {
        assert_eq!(within(scope), IN_TENANT);
        decide(&with_another_owner()).map_err(ChangeRosterError::from)?;
        Ok(Removal::default())
    });
    let service = service(rosters, Inviting::new());
    let plain = by_token(Plain);
    // The fixture's person sits in the first seat, whatever the token's grants say.
    assert!(service.remove(&plain, ORGANIZATION, member(1)).await.is_ok());
    assert_denied(&service.remove(&plain, ORGANIZATION, member(3)).await, Denied::Forbidden);
    assert!(service.remove(&by_token(Admin), ORGANIZATION, member(3)).await.is_ok());
}

#[tokio::test]
async fn a_token_for_another_organization_finds_no_members() {
    let (service, token) = (service(Rosters::new(), Inviting::new()), by_token_in(ELSEWHERE));
    let change = MemberChange { member: member(3), role: Plain };
    assert_denied(&service.list(&token, ORGANIZATION, page()).await, Denied::NotFound);
    let added = service.add(&token, ORGANIZATION, ada().email, Plain).await;
    assert_denied(&added, Denied::NotFound);
    let changed = service.change_role(&token, ORGANIZATION, change).await;
    assert_denied(&changed, Denied::NotFound);
    assert_denied(&service.remove(&token, ORGANIZATION, member(1)).await, Denied::NotFound);
    let resent = service.resend_invitation(&token, ORGANIZATION, member(4)).await;
    assert_denied(&resent, Denied::NotFound);
}

/// The members of the tenant as a whole, whose store must not be touched.
fn of_the_tenant(rosters: MockRosterStore<WholeTenant>) -> MembershipService<WholeTenant> {
    let inviting = MockInvitingStore::<WholeTenant>::new();
    let throttle = Limited::new().throttle;
    MembershipService::new(Arc::new(rosters), Arc::new(inviting), throttle, ids(), clock())
}

#[rstest]
#[case::of_a_member(by_token(Plain))]
#[case::of_who_owns_the_tenant(by_token_in(ORGANIZATION))]
#[tokio::test]
async fn no_token_reaches_the_members_of_the_tenant_not_even_to_leave_it(#[case] token: Caller) {
    let service = of_the_tenant(MockRosterStore::new());
    let change = MemberChange { member: member(1), role: TenantRole::Member };
    let listed = service.list(&token, WholeTenant, page()).await;
    assert_denied(&listed, Denied::SessionRequired);
    let added = service.add(&token, WholeTenant, ada().email, TenantRole::Member).await;
    assert_denied(&added, Denied::SessionRequired);
    let changed = service.change_role(&token, WholeTenant, change).await;
    assert_denied(&changed, Denied::SessionRequired);
    let removed = service.remove(&token, WholeTenant, member(1)).await;
    assert_denied(&removed, Denied::SessionRequired);
}

#[tokio::test]
async fn a_key_runs_the_members_of_its_tenant_but_not_those_who_own_it() {
    let owner_and_member = || Roster {
        seats: vec![
            seat(1, USER, TenantRole::SuperAdmin),
            seat(2, OTHER, TenantRole::Member),
            seat(3, UserId::new(Uuid::from_u128(3)), TenantRole::SuperAdmin),
        ],
    };
    let mut rosters = MockRosterStore::<WholeTenant>::new();
    rosters.expect_remove().returning(move |scope, _, decide, _| {
        assert_eq!(within(scope), BY_KEY);
        decide(&owner_and_member()).map_err(ChangeRosterError::from)?;
        Ok(Removal::default())
    });
    let service = of_the_tenant(rosters);
    assert!(service.remove(&by_key(), WholeTenant, member(2)).await.is_ok());
    let refused = service.remove(&by_key(), WholeTenant, member(1)).await;
    assert_denied(&refused, Denied::Forbidden);
}
