//! Invitations: the link that is sent, and what becomes of those who follow it.

use tenantry_domain::access::{
    Denied,
    OrganizationRole::{Admin, Member as Plain},
    TenantRole,
};
use tenantry_domain::id::MessageId;
use tenantry_domain::invitation::{
    INVITATION_LIFETIME, InvitationStore as _, InvitationSubject, JoinError,
};
use tenantry_domain::membership::{InvitingStore as _, Resend, ResendError, WholeTenant};
use tenantry_domain::notification::{MessageKind, NewMessage, Recipient};
use tenantry_domain::user::EmailAddress;
use tenantry_testkit::fixtures::{fresh, fresh_digest, message, now};
use time::Duration;

use crate::circle::{SYSTEM, add, list, subject};
use crate::support::Stage;

const GRACE: &str = "grace@example.com";

fn is_refused<T>(outcome: &Result<T, JoinError>) -> bool {
    matches!(outcome, Err(JoinError::InvalidInviteToken))
}

#[tokio::test]
async fn the_mail_says_who_invites_and_to_what() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.test.sql("UPDATE tenants SET name = 'Engines'").await;
    let of_organization =
        add(&stage.in_organization(), &home, home.organization, GRACE, Plain).await;
    let of_tenant = add(&stage.in_tenant(), &home, WholeTenant, GRACE, TenantRole::Member).await;
    let store = stage.invitations();
    for (member, group) in [(of_organization.id, "ada"), (of_tenant.id, "Engines")] {
        let (about, at) = (subject(&home, member), now());
        let letter = store.issue_link(&SYSTEM, about, fresh_digest(), at).await.unwrap().unwrap();
        assert_eq!((letter.group.as_str(), letter.inviter.as_str()), (group, "ada Example"));
        assert!(letter.expires_at > at + INVITATION_LIFETIME - Duration::MINUTE);
    }
    stage.test.sql("DELETE FROM organization_members; DELETE FROM tenant_members").await;
    let about = subject(&home, of_tenant.id);
    let letter = store.issue_link(&SYSTEM, about, fresh_digest(), now()).await.unwrap().unwrap();
    assert_eq!(letter.inviter, "Somebody");
}

#[tokio::test]
async fn there_is_no_link_to_what_does_not_hold() {
    for end in [
        "UPDATE invitations SET expires_at = now()",
        "UPDATE invitations SET cancelled_at = now()",
        "UPDATE invitations SET accepted_at = now()",
        "UPDATE organizations SET deleted_at = now()",
        "UPDATE organizations SET status = 'suspended'",
        "UPDATE tenants SET deleted_at = now()",
        "UPDATE tenants SET status = 'suspended'",
    ] {
        let stage = Stage::new().await;
        let home = stage.fixtures.home("ada").await;
        let grace = stage.fixtures.user("grace").await.id;
        let store = stage.in_organization();
        let invited = add(&store, &home, home.organization, GRACE, Plain).await.id;
        let link = stage.link(&home, invited).await.unwrap();
        stage.test.sql(end).await;
        assert_eq!(stage.link(&home, invited).await, None, "{end}");
        assert!(is_refused(&stage.accept(grace, link, GRACE).await), "{end}");
        assert_eq!(stage.rows("tenant_members").await, "1", "{end}");
    }
}

#[tokio::test]
async fn who_accepts_is_in_the_tenant_and_the_organization() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    stage.fixtures.session(grace).await;
    let store = stage.in_organization();
    let invited = add(&store, &home, home.organization, "GRACE@example.com", Admin).await.id;
    let link = stage.link(&home, invited).await.unwrap();
    let accepted = stage.accept(grace, link, GRACE).await.unwrap();
    assert_eq!(accepted.tenant.id, home.tenant);
    assert_eq!(accepted.organization.unwrap().id, home.organization);
    let places = format!(
        "SELECT concat_ws(' ', t.role, o.role) FROM tenant_members t JOIN organization_members o USING (tenant_id, user_id) \
         WHERE user_id = '{grace}'"
    );
    assert_eq!(stage.test.sql(&places).await, ["MEMBER admin"]);
    assert_eq!(stage.rows(&format!("sessions WHERE tenant_id = '{}'", home.tenant)).await, "1");
    assert_eq!(list(&store, &home, home.organization).await.total, 2);
    assert!(is_refused(&stage.accept(grace, link, GRACE).await));
    let told = "SELECT concat_ws(' ', action, target, organization_id, tenant_id, user_id, actor_id) \
        FROM audit_events ORDER BY ctid DESC LIMIT 1";
    let (organization, tenant) = (home.organization, home.tenant);
    let expected = format!("invitation.accept {invited} {organization} {tenant} {grace} {grace}");
    assert_eq!(stage.test.sql(told).await, [expected]);
}

#[tokio::test]
async fn a_tenants_invitation_gives_a_role_there_and_no_organization() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let invited = add(&stage.in_tenant(), &home, WholeTenant, GRACE, TenantRole::Admin).await.id;
    let link = stage.link(&home, invited).await.unwrap();
    let accepted = stage.accept(grace, link, GRACE).await.unwrap();
    assert_eq!((accepted.tenant.id, accepted.organization), (home.tenant, None));
    let role = format!("SELECT role FROM tenant_members WHERE user_id = '{grace}'");
    assert_eq!(stage.test.sql(&role).await, ["ADMIN"]);
    assert_eq!(stage.rows("organization_members").await, "1");
}

#[tokio::test]
async fn who_has_a_place_already_keeps_the_stronger_role() {
    for (held, invited_as, kept) in [("owner", Plain, "owner"), ("member", Admin, "admin")] {
        let stage = Stage::new().await;
        let home = stage.fixtures.home("ada").await;
        let grace = stage.fixtures.user("grace").await.id;
        let store = stage.in_organization();
        let invited = add(&store, &home, home.organization, GRACE, invited_as).await.id;
        let link = stage.link(&home, invited).await.unwrap();
        stage.joins(grace, &home, "ADMIN").await;
        stage.joins_organization(grace, &home, held).await;
        stage.accept(grace, link, GRACE).await.unwrap();
        let roles = format!(
            "SELECT concat_ws(' ', t.role, o.role) FROM tenant_members t \
             JOIN organization_members o USING (tenant_id, user_id) WHERE user_id = '{grace}'"
        );
        assert_eq!(stage.test.sql(&roles).await, [format!("ADMIN {kept}")]);
    }
}

#[tokio::test]
async fn of_twenty_acceptances_at_once_one_succeeds() {
    let stage = Stage::for_crowds().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let store = stage.in_organization();
    let invited = add(&store, &home, home.organization, GRACE, Plain).await.id;
    let link = stage.link(&home, invited).await.unwrap();
    let attempts = (0..20).map(|_| stage.accept(grace, link, GRACE));
    let outcomes = futures_util::future::join_all(attempts).await;
    let (accepted, late): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(accepted.len(), 1, "{late:?}");
    assert!(late.iter().all(is_refused), "{late:?}");
    for table in ["tenant_members", "organization_members"] {
        assert_eq!(stage.rows(&format!("{table} WHERE user_id = '{grace}'")).await, "1", "{table}");
    }
}

#[tokio::test]
async fn nobody_follows_an_invitation_to_another_address() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let alan = stage.fixtures.user("alan").await.id;
    let store = stage.in_organization();
    let invited = add(&store, &home, home.organization, GRACE, Plain).await.id;
    let link = stage.link(&home, invited).await.unwrap();
    // Neither by their own address, nor by one that is not theirs.
    for address in ["alan@example.com", GRACE] {
        assert!(is_refused(&stage.accept(alan, link, address).await), "{address}");
    }
    assert!(is_refused(&stage.accept(alan, fresh_digest(), "alan@example.com").await));
    assert_eq!(stage.rows("tenant_members").await, "1");
}

#[tokio::test]
async fn a_suspended_account_accepts_nothing() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let store = stage.in_organization();
    let invited = add(&store, &home, home.organization, GRACE, Plain).await.id;
    let link = stage.link(&home, invited).await.unwrap();
    stage.test.sql("UPDATE users SET status = 'suspended'").await;
    assert!(is_refused(&stage.accept(grace, link, GRACE).await));
}

#[tokio::test]
async fn who_is_invited_again_follows_the_newer_link_to_the_newer_role() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let store = stage.in_organization();
    let former = add(&store, &home, home.organization, GRACE, Plain).await.id;
    let older = stage.link(&home, former).await.unwrap();
    let invited = add(&store, &home, home.organization, "Grace@Example.com", Admin).await.id;
    assert_eq!(list(&store, &home, home.organization).await.total, 2);
    assert_eq!(stage.rows("outbox WHERE kind = 'invitation'").await, "1");
    assert!(is_refused(&stage.accept(grace, older, GRACE).await));
    let newer = stage.link(&home, invited).await.unwrap();
    stage.accept(grace, newer, GRACE).await.unwrap();
    let role = format!("SELECT role FROM organization_members WHERE user_id = '{grace}'");
    assert_eq!(stage.test.sql(&role).await, ["admin"]);
}

#[tokio::test]
async fn an_invitation_that_ended_is_no_obstacle_to_another() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let store = stage.in_organization();
    add(&store, &home, home.organization, GRACE, Plain).await;
    stage.test.sql("UPDATE invitations SET expires_at = now() - interval '1 second'").await;
    let invited = add(&store, &home, home.organization, GRACE, Plain).await.id;
    let link = stage.link(&home, invited).await.unwrap();
    stage.accept(grace, link, GRACE).await.unwrap();
}

#[tokio::test]
async fn twenty_invitations_of_one_address_at_once_leave_one_open() {
    let stage = Stage::for_crowds().await;
    let home = stage.fixtures.home("ada").await;
    let store = stage.in_organization();
    let attempts = (0..20).map(|_| add(&store, &home, home.organization, GRACE, Plain));
    futures_util::future::join_all(attempts).await;
    assert_eq!(list(&store, &home, home.organization).await.total, 2);
    assert_eq!(stage.rows("outbox WHERE kind = 'invitation'").await, "1");
}

#[tokio::test]
async fn an_invitation_that_is_sent_once_more_lives_longer_by_a_new_link() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let store = stage.in_organization();
    let invited = add(&store, &home, home.organization, GRACE, Plain).await.id;
    let older = stage.link(&home, invited).await.unwrap();
    let again = MessageId::new(fresh());
    let compose = |about: InvitationSubject, email: EmailAddress| {
        assert_eq!((about, email.as_str()), (subject(&home, invited), GRACE));
        let letter = message(MessageKind::Invitation, home.founder, Recipient::Email(email));
        NewMessage { id: again, user: None, ..letter }.about(about)
    };
    let (at, until) = (now(), now() + Duration::days(9));
    let (scope, group) = (home.scope(), home.organization);
    let resend = || Resend { member: invited, compose: &compose, expires_at: until };
    store.resend(&scope, group, resend(), &|_| Ok(()), at).await.unwrap();
    assert!(is_refused(&stage.accept(grace, older, GRACE).await));
    let waiting = "SELECT id FROM outbox WHERE kind = 'invitation'";
    assert_eq!(stage.test.sql(waiting).await, [again.to_string()]);
    let about = subject(&home, invited);
    let link = fresh_digest();
    let letter = stage.invitations().issue_link(&SYSTEM, about, link, at).await.unwrap().unwrap();
    assert_eq!(letter.expires_at, until);
    stage.accept(grace, link, GRACE).await.unwrap();
    let over = store.resend(&scope, group, resend(), &|_| Ok(()), at).await;
    assert!(matches!(over, Err(ResendError::Denied(Denied::NotFound))), "{over:?}");
    assert_eq!(
        stage.actions().await.split_off(3),
        ["invitation.create", "invitation.resend", "invitation.accept"]
    );
}

#[tokio::test]
async fn of_an_invitation_that_is_over_neither_the_address_nor_the_link_is_kept() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let grace = stage.fixtures.user("grace").await.id;
    let store = stage.in_organization();
    let former = add(&store, &home, home.organization, GRACE, Plain).await.id;
    stage.link(&home, former).await.unwrap();
    let invited = add(&store, &home, home.organization, GRACE, Plain).await.id;
    let link = stage.link(&home, invited).await.unwrap();
    stage.accept(grace, link, GRACE).await.unwrap();
    let kept = "SELECT DISTINCT concat(email, email_key, digest) FROM invitations";
    assert_eq!(stage.test.sql(kept).await, [""]);
}
