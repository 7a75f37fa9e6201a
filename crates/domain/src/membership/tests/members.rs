//! Members that are there.

use super::*;

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
