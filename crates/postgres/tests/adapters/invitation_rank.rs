//! Open invitations that are in the way of others: who may replace them, and what is told of that.

use tenantry_domain::access::{
    Denied,
    OrganizationRole::{self, Admin, Member as Plain, Owner},
    TenantRole,
};
use tenantry_domain::invitation::INVITATION_LIFETIME;
use tenantry_domain::membership::{
    AddMemberError, Group, InvitingStore, Resend, ResendError, WholeTenant,
};
use tenantry_testkit::fixtures::{Home, now};
use time::Duration;

use crate::circle::{add, leave, list, new_member};
use crate::support::Stage;

const GRACE: &str = "grace@example.com";

/// All that may not change when something is refused.
async fn kept(stage: &Stage) -> [Vec<String>; 3] {
    let invitations = "SELECT concat_ws(' ', id, role, email, expires_at, cancelled_at, encode(digest, 'hex')) \
        FROM invitations ORDER BY id";
    let places = "SELECT concat_ws(' ', user_id, role) FROM organization_members ORDER BY id";
    let waiting = "SELECT id FROM outbox ORDER BY id";
    [
        [stage.test.sql(invitations).await, stage.actions().await].concat(),
        stage.test.sql(places).await,
        stage.test.sql(waiting).await,
    ]
}

/// Adds somebody, as one who may give this role at most.
async fn add_at_most<G: Group>(
    store: &impl InvitingStore<G>,
    home: &Home,
    group: G,
    (role, most): (G::Role, G::Role),
) -> Result<(), AddMemberError> {
    let decide = |open: G::Role| if open <= most { Ok(()) } else { Err(Denied::Forbidden) };
    let new = new_member(home, GRACE, role);
    store.add(&home.scope(), group, new, &decide, now()).await.map(|_| ())
}

fn is_forbidden(outcome: &Result<(), AddMemberError>) -> bool {
    matches!(outcome, Err(AddMemberError::Denied(Denied::Forbidden)))
}

#[tokio::test]
async fn nobody_replaces_an_invitation_to_more_than_they_may_give() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let organization = home.organization;
    add(&stage.in_organization(), &home, organization, GRACE, Owner).await;
    add(&stage.in_tenant(), &home, WholeTenant, GRACE, TenantRole::SuperAdmin).await;
    let before = kept(&stage).await;
    let roles = (Plain, Admin);
    let refused = add_at_most(&stage.in_organization(), &home, organization, roles).await;
    assert!(is_forbidden(&refused), "{refused:?}");
    let roles = (TenantRole::Member, TenantRole::Admin);
    let refused = add_at_most(&stage.in_tenant(), &home, WholeTenant, roles).await;
    assert!(is_forbidden(&refused), "{refused:?}");
    assert_eq!(kept(&stage).await, before);
    add_at_most(&stage.in_organization(), &home, organization, (Plain, Owner)).await.unwrap();
}

#[tokio::test]
async fn nobody_puts_in_who_is_invited_to_more_than_they_may_give() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let (store, organization) = (stage.in_organization(), home.organization);
    add(&store, &home, organization, GRACE, Owner).await;
    stage.joins(grace, &home, "MEMBER").await;
    let before = kept(&stage).await;
    let refused = add_at_most(&store, &home, organization, (Plain, Admin)).await;
    assert!(is_forbidden(&refused), "{refused:?}");
    assert_eq!(kept(&stage).await, before);
    add_at_most(&store, &home, organization, (Plain, Owner)).await.unwrap();
    assert_eq!(list(&store, &home, organization).await.total, 2);
}

#[tokio::test]
async fn an_invitation_that_ended_by_itself_asks_for_no_rank_and_leaves_no_entry() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (store, organization) = (stage.in_organization(), home.organization);
    add(&store, &home, organization, GRACE, Owner).await;
    stage.test.sql("UPDATE invitations SET expires_at = now() - interval '1 second'").await;
    add_at_most(&store, &home, organization, (Plain, Admin)).await.unwrap();
    assert!(!stage.actions().await.contains(&"invitation.cancel".to_owned()));
}

#[tokio::test]
async fn nobody_sends_an_invitation_to_more_than_they_may_give_once_more() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (store, organization) = (stage.in_organization(), home.organization);
    let member = add(&store, &home, organization, GRACE, Owner).await.id;
    stage.link(&home, member).await.unwrap();
    let before = kept(&stage).await;
    let compose = |_, _| unreachable!("nothing is sent");
    let expires_at = now() + INVITATION_LIFETIME + Duration::DAY;
    let resend = Resend { member, compose: &compose, expires_at };
    let decide = |role: OrganizationRole| {
        assert_eq!(role, Owner);
        Err(Denied::Forbidden)
    };
    let refused = store.resend(&home.scope(), organization, resend, &decide, now()).await;
    assert!(matches!(refused, Err(ResendError::Denied(Denied::Forbidden))), "{refused:?}");
    assert_eq!(kept(&stage).await, before);
}

/// What the log says of invitations that were taken back.
async fn cancelled(stage: &Stage) -> Vec<String> {
    let told = "SELECT concat_ws(' ', target_kind, target, organization_id, actor_id) FROM audit_events \
        WHERE action = 'invitation.cancel' ORDER BY target";
    stage.test.sql(told).await
}

#[tokio::test]
async fn the_log_tells_of_an_invitation_that_another_took_the_place_of() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let (store, organization) = (stage.in_organization(), home.organization);
    let first = add(&store, &home, organization, GRACE, Plain).await.id;
    assert_eq!(cancelled(&stage).await, [""; 0]);
    let second = add(&store, &home, organization, GRACE, Plain).await.id;
    let entry = |id| format!("invitation {id} {organization} {}", home.founder);
    assert_eq!(cancelled(&stage).await, [entry(first)]);
    stage.joins(grace, &home, "MEMBER").await;
    add(&store, &home, organization, GRACE, Plain).await;
    assert_eq!(cancelled(&stage).await, [entry(first), entry(second)]);
}

#[tokio::test]
async fn who_leaves_a_tenant_can_not_come_back_by_an_older_invitation() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let theirs = stage.fixtures.home("edsger").await;
    let grace = stage.fixtures.user("grace").await.id;
    let (store, organization) = (stage.in_organization(), home.organization);
    let of_organization = add(&store, &home, organization, GRACE, Admin).await.id;
    let of_tenant = add(&stage.in_tenant(), &home, WholeTenant, GRACE, TenantRole::Admin).await.id;
    let elsewhere = add(&store, &theirs, theirs.organization, GRACE, Plain).await.id;
    let other = add(&store, &home, organization, "alan@example.com", Plain).await.id;
    let mut links = Vec::new();
    for invited in [of_organization, of_tenant] {
        links.push(stage.link(&home, invited).await.unwrap());
    }
    stage.joins(grace, &home, "MEMBER").await;
    let seat = stage.seat("tenant_members", grace).await;
    leave(&stage.in_tenant(), &home, WholeTenant, (seat, grace)).await.unwrap();
    for link in links {
        assert!(stage.accept(grace, link, GRACE).await.is_err());
    }
    let open = "SELECT id FROM invitations WHERE cancelled_at IS NULL ORDER BY id";
    assert_eq!(stage.test.sql(open).await, [elsewhere.to_string(), other.to_string()]);
    assert_eq!(stage.rows("outbox WHERE kind = 'invitation'").await, "2");
    let expected = [
        format!("invitation {of_organization} {organization} {grace}"),
        format!("invitation {of_tenant} {grace}"),
    ];
    assert_eq!(cancelled(&stage).await, expected);
}
