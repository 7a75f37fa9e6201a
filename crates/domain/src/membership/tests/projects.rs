//! Members of projects.

use super::*;

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
