//! Who is in a project. They come from the organization around it.

use tenantry_domain::access::ProjectRole;
use tenantry_domain::access::{
    Denied,
    ProjectRole::{Admin, Member as Plain},
};
use tenantry_domain::id::{MemberId, UserId};
use tenantry_domain::membership::{
    AddMemberError, Member, MemberStatus, ProjectMemberStore as _, Removal, RosterError,
};
use tenantry_domain::organization::OrganizationStore as _;
use tenantry_domain::project::ProjectPath;
use tenantry_postgres::PostgresOrganizationStore;
use tenantry_testkit::fixtures::{Home, fresh, new_organization, now};

use crate::circle::{change_role, leave, list, refused};
use crate::support::Stage;

const NOT_FOUND: RosterError = RosterError::Denied(Denied::NotFound);

async fn put_in(
    stage: &Stage,
    home: &Home,
    project: ProjectPath,
    of_organization: MemberId,
) -> Result<Member<ProjectRole>, AddMemberError> {
    let (scope, id) = (home.scope(), MemberId::new(fresh()));
    stage.in_project().add(&scope, project, of_organization, id, Plain, now()).await
}

/// A project of Ada's, and Grace's place in the organization.
async fn stage() -> (Stage, Home, ProjectPath, UserId, MemberId) {
    let stage = Stage::for_a_crowd_of(2).await;
    let (home, grace) = stage.shared_home().await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let seat = stage.seat("organization_members", grace).await;
    (stage, home, project, grace, seat)
}

#[tokio::test]
async fn a_member_of_the_organization_is_put_into_its_project_once() {
    let (stage, home, project, grace, seat) = stage().await;
    let member = put_in(&stage, &home, project, seat).await.unwrap();
    assert_eq!((member.user, member.email.as_str()), (Some(grace), "grace@example.com"));
    assert_eq!((member.role, member.status), (Plain, MemberStatus::Active));
    let page = list(&stage.in_project(), &home, project).await;
    assert_eq!((page.total, &page.items[0]), (2, &member));
    let again = put_in(&stage, &home, project, seat).await;
    assert!(matches!(again, Err(AddMemberError::AlreadyMember)), "{again:?}");
    let told = "SELECT concat_ws(' ', target, organization_id) FROM audit_events WHERE action = 'member.add'";
    assert_eq!(stage.test.sql(told).await, [format!("{} {}", member.id, home.organization)]);
}

#[tokio::test]
async fn nobody_else_is_put_into_a_project() {
    let (stage, home, project, _, seat) = stage().await;
    let theirs = stage.fixtures.home("edsger").await;
    let stranger = stage.seat("organization_members", theirs.founder).await;
    let their_project = stage.fixtures.project(&theirs, "Engine").await;
    let organizations = PostgresOrganizationStore::new(stage.database.clone());
    let second = organizations.insert(&home.scope(), new_organization("Second"), now()).await;
    let second = second.unwrap().id;
    let of_second =
        format!("SELECT id FROM organization_members WHERE organization_id = '{second}'");
    let of_second = MemberId::new(stage.test.sql(&of_second).await[0].parse().unwrap());
    for (project, member) in [
        (project, stranger),
        (project, of_second),
        (project, MemberId::new(fresh())),
        (their_project, seat),
        (their_project, stranger),
        (ProjectPath { organization: second, ..project }, of_second),
    ] {
        let outcome = put_in(&stage, &home, project, member).await;
        assert!(matches!(outcome, Err(AddMemberError::Gone)), "{outcome:?}");
    }
    for end in [
        "UPDATE projects SET deleted_at = now()",
        "UPDATE projects SET deleted_at = NULL, status = 'suspended'",
        "UPDATE projects SET status = 'active'; UPDATE organizations SET deleted_at = now()",
    ] {
        stage.test.sql(end).await;
        let outcome = put_in(&stage, &home, project, seat).await;
        assert!(matches!(outcome, Err(AddMemberError::Gone)), "{end}: {outcome:?}");
    }
    let suspend = "UPDATE organizations SET deleted_at = NULL, status = 'suspended'";
    stage.test.sql(suspend).await;
    put_in(&stage, &home, project, seat).await.unwrap();
}

#[tokio::test]
async fn a_member_of_a_project_changes_and_goes_though_nobody_runs_it_then() {
    let (stage, home, project, _, _) = stage().await;
    let store = stage.in_project();
    let seat = stage.seat("project_members", home.founder).await;
    let changed = change_role(&store, &home, project, seat, (Plain, Admin)).await.unwrap();
    assert_eq!((changed.user, changed.role), (Some(home.founder), Plain));
    let (key, _) = stage.fixtures.api_key(&home, project, "key").await;
    let removal = leave(&store, &home, project, (seat, home.founder)).await.unwrap();
    let remaining: Vec<_> = removal.remaining_api_keys.iter().map(|key| key.id).collect();
    assert_eq!(remaining, [key.id]);
    assert_eq!(list(&store, &home, project).await.total, 0);
    assert_eq!(stage.rows("organization_members").await, "2");
    let again = leave(&store, &home, project, (seat, home.founder)).await;
    assert_eq!(refused(again), NOT_FOUND);
}

#[tokio::test]
async fn another_projects_members_are_not_there() {
    let (stage, home, project, _, _) = stage().await;
    let seat = stage.seat("project_members", home.founder).await;
    let second = stage.fixtures.project(&home, "Second").await;
    let theirs = stage.fixtures.home("edsger").await;
    let store = stage.in_project();
    let change = change_role(&store, &home, second, seat, (Plain, Admin)).await;
    assert_eq!(refused(change), NOT_FOUND);
    let change = change_role(&store, &theirs, project, seat, (Plain, Admin)).await;
    assert_eq!(refused(change), NOT_FOUND);
    assert_eq!(list(&store, &theirs, project).await.total, 0);
}

#[tokio::test]
async fn who_leaves_the_organization_at_that_moment_is_in_none_of_its_projects() {
    let (stage, home, project, grace, seat) = stage().await;
    let rejoin = format!(
        "INSERT INTO organization_members (tenant_id, id, organization_id, user_id, role, created_at) \
         VALUES ('{}', '{seat}', '{}', '{grace}', 'member', now())",
        home.tenant, home.organization
    );
    for _ in 0..10 {
        let store = stage.in_organization();
        let (left, put) = tokio::join!(
            leave(&store, &home, home.organization, (seat, grace)),
            put_in(&stage, &home, project, seat),
        );
        assert_eq!(left.unwrap(), Removal::default());
        assert!(matches!(put, Ok(_) | Err(AddMemberError::Gone)), "{put:?}");
        assert_eq!(stage.rows(&format!("project_members WHERE user_id = '{grace}'")).await, "0");
        stage.test.sql(&rejoin).await;
    }
}
