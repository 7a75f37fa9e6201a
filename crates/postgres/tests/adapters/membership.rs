//! Who is in an organization or a tenant: added, listed, given other roles.

use tenantry_domain::access::{
    Denied,
    OrganizationRole::{Admin, Member as Plain, Owner},
    TenantRole,
};
use tenantry_domain::id::{MemberId, OrganizationId};
use tenantry_domain::membership::{
    AddMemberError, InvitingStore as _, MemberStatus, Resend, ResendError, RosterError,
    RosterStore as _, WholeTenant,
};
use tenantry_domain::organization::OrganizationStore as _;
use tenantry_postgres::PostgresOrganizationStore;
use tenantry_testkit::fixtures::{fresh, new_organization, now};

use crate::circle::{add, change_role, list, new_member, refused, remove};
use crate::support::{Stage, page};

const NOT_FOUND: RosterError = RosterError::Denied(Denied::NotFound);

#[tokio::test]
async fn a_person_of_the_tenant_joins_an_organization_at_once_and_without_mail() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    stage.joins(grace, &home, "MEMBER").await;
    let store = stage.in_organization();
    let member = add(&store, &home, home.organization, "GRACE@example.com", Admin).await;
    assert_eq!(
        (member.user, member.status, member.role),
        (Some(grace), MemberStatus::Active, Admin)
    );
    assert_eq!(stage.rows("outbox WHERE kind = 'invitation'").await, "0");
    assert_eq!(stage.rows("invitations").await, "0");
    let page = list(&store, &home, home.organization).await;
    let seen: Vec<_> = page.items.iter().map(|it| (it.user, it.email.as_str(), it.role)).collect();
    let expected =
        [(Some(grace), "grace@example.com", Admin), (Some(home.founder), "ada@example.com", Owner)];
    assert_eq!((seen.as_slice(), page.total), (expected.as_slice(), 2));
    assert_eq!(page.items[0].id, member.id);
    let told = "SELECT concat_ws(' ', target, organization_id) FROM audit_events WHERE action = 'member.add'";
    assert_eq!(stage.test.sql(told).await, [format!("{} {}", member.id, home.organization)]);
}

#[tokio::test]
async fn anybody_else_is_invited_to_an_organization() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    // An account in no tenant or in another is as unknown here as none.
    stage.fixtures.home("grace").await;
    let store = stage.in_organization();
    for address in ["grace@example.com", "nobody@example.com"] {
        let member = add(&store, &home, home.organization, address, Plain).await;
        assert_eq!((member.user, member.status), (None, MemberStatus::Invited));
        let first = list(&store, &home, home.organization).await.items.remove(0);
        assert_eq!(first, member);
    }
    let waiting = "SELECT concat_ws(' ', kind, recipient, user_id, tenant_id) FROM outbox \
        WHERE kind = 'invitation' ORDER BY recipient";
    let expected =
        ["grace", "nobody"].map(|name| format!("invitation {name}@example.com {}", home.tenant));
    assert_eq!(stage.test.sql(waiting).await, expected);
    assert_eq!(stage.actions().await.split_off(4), ["invitation.create", "invitation.create"]);
}

#[tokio::test]
async fn nobody_is_added_where_they_are() {
    let stage = Stage::new().await;
    let (home, _) = stage.shared_home().await;
    let new = new_member(&home, "grace@example.com", Plain);
    let outcome = stage
        .in_organization()
        .add(&home.scope(), home.organization, new, &|_| Ok(()), now())
        .await;
    assert!(matches!(outcome, Err(AddMemberError::AlreadyMember)), "{outcome:?}");
    let new = new_member(&home, "grace@example.com", TenantRole::Member);
    let outcome = stage.in_tenant().add(&home.scope(), WholeTenant, new, &|_| Ok(()), now()).await;
    assert!(matches!(outcome, Err(AddMemberError::AlreadyMember)), "{outcome:?}");
}

#[tokio::test]
async fn a_tenant_invites_in_its_own_name() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let store = stage.in_tenant();
    let member = add(&store, &home, WholeTenant, "grace@example.com", TenantRole::Admin).await;
    let page = list(&store, &home, WholeTenant).await;
    assert_eq!((page.total, &page.items[0]), (2, &member));
    let founder = (page.items[1].user, page.items[1].role);
    assert_eq!(founder, (Some(home.founder), TenantRole::SuperAdmin));
    assert_eq!(list(&stage.in_organization(), &home, home.organization).await.total, 1);
}

#[tokio::test]
async fn who_comes_into_the_tenant_another_way_is_not_invited_any_more_once_added() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let store = stage.in_organization();
    add(&store, &home, home.organization, "grace@example.com", Plain).await;
    stage.joins(grace, &home, "MEMBER").await;
    add(&store, &home, home.organization, "grace@example.com", Plain).await;
    assert_eq!(list(&store, &home, home.organization).await.total, 2);
}

#[tokio::test]
async fn a_list_is_read_by_pages_the_newest_first() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let store = stage.in_organization();
    for number in 0..4 {
        let address = format!("person{number}@example.com");
        add(&store, &home, home.organization, &address, Plain).await;
    }
    let mut seen = Vec::new();
    for number in 1..=3 {
        let page = store.list(&home.scope(), home.organization, page(number, 2)).await.unwrap();
        assert_eq!(page.total, 5);
        seen.extend(page.items.into_iter().map(|member| member.email.as_str().to_owned()));
    }
    let expected = ["person3", "person2", "person1", "person0", "ada"];
    assert_eq!(seen, expected.map(|name| format!("{name}@example.com")));
    let past = store.list(&home.scope(), home.organization, page(9, 2)).await.unwrap();
    assert_eq!((past.items.len(), past.total), (0, 5));
}

#[tokio::test]
async fn an_invitation_that_ended_is_neither_listed_nor_changed() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let store = stage.in_organization();
    let member = add(&store, &home, home.organization, "grace@example.com", Plain).await.id;
    stage.test.sql("UPDATE invitations SET expires_at = now() - interval '1 second'").await;
    assert_eq!(list(&store, &home, home.organization).await.total, 1);
    let outcome = change_role(&store, &home, home.organization, member, (Admin, Owner)).await;
    assert_eq!(refused(outcome), NOT_FOUND);
}

#[tokio::test]
async fn a_member_gets_another_role_and_an_invitation_too() {
    let stage = Stage::new().await;
    let (home, grace) = stage.shared_home().await;
    let (store, organization) = (stage.in_organization(), home.organization);
    let seat = stage.seat("organization_members", grace).await;
    let changed = change_role(&store, &home, organization, seat, (Plain, Owner)).await.unwrap();
    assert_eq!((changed.user, changed.role), (Some(grace), Plain));
    let invited = add(&store, &home, organization, "alan@example.com", Plain).await.id;
    let changed = change_role(&store, &home, organization, invited, (Admin, Owner)).await.unwrap();
    assert_eq!((changed.user, changed.role), (None, Admin));
    let seen = list(&store, &home, organization).await.items;
    let roles: Vec<_> = seen.iter().map(|member| (member.email.as_str(), member.role)).collect();
    assert!(roles.contains(&("grace@example.com", Plain)), "{roles:?}");
    assert!(roles.contains(&("alan@example.com", Admin)), "{roles:?}");
    let seat = stage.seat("tenant_members", grace).await;
    let role = (TenantRole::Member, TenantRole::SuperAdmin);
    change_role(&stage.in_tenant(), &home, WholeTenant, seat, role).await.unwrap();
    let kept = format!("SELECT role FROM tenant_members WHERE user_id = '{grace}'");
    assert_eq!(stage.test.sql(&kept).await, ["MEMBER"]);
    let told =
        "SELECT target_kind FROM audit_events WHERE action = 'member.change_role' ORDER BY ctid";
    assert_eq!(stage.test.sql(told).await, ["member", "invitation", "member"]);
}

#[tokio::test]
async fn of_two_owners_who_are_demoted_at_once_one_stays() {
    let stage = Stage::for_a_crowd_of(2).await;
    let (home, grace) = stage.shared_home().await;
    let store = stage.in_organization();
    let one = stage.seat("organization_members", home.founder).await;
    let other = stage.seat("organization_members", grace).await;
    for _ in 0..5 {
        let (one, other) = tokio::join!(
            change_role(&store, &home, home.organization, one, (Plain, Owner)),
            change_role(&store, &home, home.organization, other, (Plain, Owner)),
        );
        let (done, stays): (Vec<_>, Vec<_>) = [one, other].into_iter().partition(Result::is_ok);
        assert_eq!(done.len(), 1, "{stays:?}");
        assert_eq!(refused(stays.into_iter().next().unwrap()), RosterError::LastHead);
        stage.test.sql("UPDATE organization_members SET role = 'owner'").await;
    }
}

#[tokio::test]
async fn of_two_super_admins_who_are_demoted_at_once_one_stays() {
    let stage = Stage::for_a_crowd_of(2).await;
    let (home, grace) = stage.shared_home().await;
    let (store, role) = (stage.in_tenant(), (TenantRole::Member, TenantRole::SuperAdmin));
    let one = stage.seat("tenant_members", home.founder).await;
    let other = stage.seat("tenant_members", grace).await;
    let (one, other) = tokio::join!(
        change_role(&store, &home, WholeTenant, one, role),
        change_role(&store, &home, WholeTenant, other, role),
    );
    assert_ne!(one.is_ok(), other.is_ok(), "{one:?} {other:?}");
}

#[tokio::test]
async fn what_is_another_tenants_or_organizations_is_not_there() {
    let stage = Stage::new().await;
    let (home, _) = stage.shared_home().await;
    let theirs = stage.fixtures.home("edsger").await;
    let store = stage.in_organization();
    let (stranger, guest) = (
        stage.seat("organization_members", theirs.founder).await,
        add(&store, &theirs, theirs.organization, "alan@example.com", Plain).await.id,
    );
    let organizations = PostgresOrganizationStore::new(stage.database.clone());
    let second = organizations.insert(&home.scope(), new_organization("Second"), now()).await;
    let second = second.unwrap().id;
    let grace = stage.test.sql("SELECT om.id FROM organization_members om JOIN users u ON u.id = user_id WHERE email = 'grace@example.com'").await.remove(0);
    let grace = MemberId::new(grace.parse().unwrap());
    let nothing = OrganizationId::new(fresh());
    for (organization, member) in [
        (theirs.organization, stranger),
        (theirs.organization, guest),
        (home.organization, stranger),
        (home.organization, guest),
        (second, grace),
        (nothing, grace),
    ] {
        let change = change_role(&store, &home, organization, member, (Admin, Owner)).await;
        assert_eq!(refused(change), NOT_FOUND);
        let removal = remove(&store, &home, organization, (member, Owner)).await;
        assert_eq!(refused(removal), NOT_FOUND);
        let compose = |_, _| unreachable!("there is no invitation");
        let at = now();
        let resend = Resend { member, compose: &compose, expires_at: at };
        let decide = |_| unreachable!("there is no invitation");
        let sent = store.resend(&home.scope(), organization, resend, &decide, at).await;
        assert!(matches!(sent, Err(ResendError::Denied(Denied::NotFound))), "{sent:?}");
    }
    assert_eq!(list(&store, &home, theirs.organization).await.total, 0);
    for organization in [theirs.organization, nothing] {
        let new = new_member(&home, "alan@example.com", Plain);
        let outcome = store.add(&home.scope(), organization, new, &|_| Ok(()), now()).await;
        assert!(matches!(outcome, Err(AddMemberError::Gone)), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_suspended_organization_is_run_on_by_its_tenant() {
    let stage = Stage::new().await;
    let (home, grace) = stage.shared_home().await;
    let store = stage.in_organization();
    let seat = stage.seat("organization_members", grace).await;
    stage.test.sql("UPDATE organizations SET status = 'suspended'").await;
    change_role(&store, &home, home.organization, seat, (Admin, Owner)).await.unwrap();
    add(&store, &home, home.organization, "alan@example.com", Plain).await;
    remove(&store, &home, home.organization, (seat, Owner)).await.unwrap();
    let left = list(&store, &home, home.organization).await;
    let left: Vec<_> = left.items.iter().map(|member| member.email.as_str()).collect();
    assert_eq!(left, ["alan@example.com", "ada@example.com"]);
}

#[tokio::test]
async fn nothing_changes_in_what_was_deleted_nor_in_a_suspended_tenant() {
    for end in ["deleted_at = now()", "status = 'suspended'"] {
        let stage = Stage::new().await;
        let (home, grace) = stage.shared_home().await;
        let store = stage.in_organization();
        let seat = stage.seat("organization_members", grace).await;
        stage.test.sql("UPDATE organizations SET deleted_at = now()").await;
        let change = change_role(&store, &home, home.organization, seat, (Admin, Owner)).await;
        assert_eq!(refused(change), NOT_FOUND, "{end}");
        let new = new_member(&home, "alan@example.com", Plain);
        let outcome = store.add(&home.scope(), home.organization, new, &|_| Ok(()), now()).await;
        assert!(matches!(outcome, Err(AddMemberError::Gone)), "{end}: {outcome:?}");
        stage.test.sql(&format!("UPDATE tenants SET {end}")).await;
        let seat = stage.seat("tenant_members", grace).await;
        let role = (TenantRole::Member, TenantRole::SuperAdmin);
        let change = change_role(&stage.in_tenant(), &home, WholeTenant, seat, role).await;
        assert_eq!(refused(change), NOT_FOUND, "{end}");
    }
}
