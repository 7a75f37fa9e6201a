//! Passwords: changed by who knows them, reset by who has the link, and what ends with that.

use tenantry_domain::access::UserScope;
use tenantry_domain::id::SessionId;
use tenantry_domain::notification::{MessageKind, NewMessage, Recipient};
use tenantry_domain::password::{PasswordChange, PasswordHash, PasswordReset, PasswordStore as _};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{OpenError, SessionStore as _};
use tenantry_domain::user::{DeleteError, User, UserStore as _, may_depart};
use tenantry_domain::verification::{Challenge, ChallengeStore as _, Purpose};
use tenantry_postgres::{
    PostgresChallengeStore, PostgresPasswordStore, PostgresSessionStore, PostgresUserStore,
};
use tenantry_testkit::fixtures::{fresh, fresh_digest, message, new_session, now, password_hash};
use time::Duration;

use crate::support::Stage;

fn store(stage: &Stage) -> PostgresPasswordStore {
    PostgresPasswordStore::new(stage.database.clone())
}

fn scope(user: &User) -> UserScope {
    UserScope::for_tests(user.id)
}

fn news(user: &User) -> NewMessage {
    message(MessageKind::PasswordChanged, user.id, Recipient::Email(user.email.clone()))
}

async fn change(stage: &Stage, user: &User, old: PasswordHash, kept: SessionId) -> bool {
    let change = PasswordChange { old, new: PasswordHash::new("new"), kept, news: news(user) };
    store(stage).change(&scope(user), change, now()).await.unwrap()
}

/// Sends a link to a person's present address.
async fn send_link(stage: &Stage, user: &User) -> SecretDigest {
    let (purpose, digest) = (Purpose::PasswordReset, fresh_digest());
    let (address, expires_at) = (user.email.key().to_owned(), now() + Duration::minutes(30));
    let challenge = Challenge { purpose, address, digest, expires_at };
    let challenges = PostgresChallengeStore::new(stage.database.clone());
    challenges.put(&scope(user), challenge, now()).await.unwrap();
    digest
}

async fn reset(stage: &Stage, user: &User, digest: SecretDigest) -> bool {
    let reset = PasswordReset { digest, new: PasswordHash::new("reset"), news: news(user) };
    store(stage).reset(&scope(user), reset, now()).await.unwrap()
}

async fn stage() -> (Stage, User) {
    with_ada(Stage::new().await).await
}

/// A person without any message that waits.
async fn with_ada(stage: Stage) -> (Stage, User) {
    let user = stage.fixtures.user("ada").await;
    stage.test.sql("DELETE FROM outbox").await;
    (stage, user)
}

async fn hash(stage: &Stage) -> String {
    stage.test.sql("SELECT hash FROM passwords").await.remove(0)
}

const NEWS: &str = "SELECT concat_ws(' ', kind, recipient) FROM outbox";
const ENDS: &str = "SELECT concat_ws(' ', id, end_reason) FROM sessions ORDER BY id";

#[tokio::test]
async fn a_change_ends_the_other_sessions_and_is_told_of() {
    let (stage, user) = stage().await;
    let (kept, _) = stage.fixtures.session(user.id).await;
    let (other, _) = stage.fixtures.session(user.id).await;
    assert!(change(&stage, &user, password_hash(), kept).await);
    assert_eq!(hash(&stage).await, "new");
    let expected = [kept.to_string(), format!("{other} password_changed")];
    assert_eq!(stage.test.sql(ENDS).await, expected);
    assert_eq!(stage.test.sql(NEWS).await, ["password_changed ada@example.com"]);
    assert_eq!(stage.actions().await.last().unwrap(), "password.change");
}

#[tokio::test]
async fn a_link_that_was_sent_before_a_change_is_good_for_nothing_after_it() {
    let (stage, user) = stage().await;
    let (kept, _) = stage.fixtures.session(user.id).await;
    let link = send_link(&stage, &user).await;
    assert!(change(&stage, &user, password_hash(), kept).await);
    assert!(!reset(&stage, &user, link).await);
    assert_eq!(hash(&stage).await, "new");
}

#[tokio::test]
async fn a_password_that_was_changed_meanwhile_is_not_changed_again() {
    let (stage, user) = stage().await;
    let (kept, _) = stage.fixtures.session(user.id).await;
    let (other, _) = stage.fixtures.session(user.id).await;
    let before = stage.actions().await;
    assert!(!change(&stage, &user, PasswordHash::new("another"), kept).await);
    assert_eq!(stage.test.sql(ENDS).await, [kept.to_string(), other.to_string()]);
    assert_eq!(stage.test.sql(NEWS).await, [""; 0]);
    assert_eq!(stage.actions().await, before);
}

#[tokio::test]
async fn of_twenty_changes_at_once_one_succeeds() {
    let (stage, user) = with_ada(Stage::for_crowds().await).await;
    let (kept, _) = stage.fixtures.session(user.id).await;
    let changes = (0..20).map(|_| change(&stage, &user, password_hash(), kept));
    let outcomes = futures_util::future::join_all(changes).await;
    assert_eq!(outcomes.iter().filter(|changed| **changed).count(), 1);
    assert_eq!(stage.test.sql(NEWS).await.len(), 1);
}

#[tokio::test]
async fn a_session_that_begins_while_the_password_changes_is_ended_or_never_begins() {
    let (stage, user) = with_ada(Stage::for_crowds().await).await;
    let sessions = PostgresSessionStore::new(stage.database.clone());
    let scope = scope(&user);
    let opens = (0..20).map(|_| sessions.open(&scope, new_session(now()), password_hash(), now()));
    let kept = SessionId::new(fresh());
    let (outcomes, changed) = tokio::join!(
        futures_util::future::join_all(opens),
        change(&stage, &user, password_hash(), kept)
    );
    assert!(changed);
    assert!(outcomes.iter().all(|it| matches!(it, Ok(_) | Err(OpenError::Superseded))));
    let live = "SELECT count(*) FROM sessions WHERE ended_at IS NULL";
    assert_eq!(stage.test.sql(live).await, ["0"]);
}

#[tokio::test]
async fn a_reset_ends_all_sessions_verifies_the_address_and_is_told_of() {
    let (stage, user) = stage().await;
    stage.fixtures.session(user.id).await;
    let digest = send_link(&stage, &user).await;
    assert_eq!(store(&stage).find_reset(digest, now()).await.unwrap(), Some(user.id));
    assert!(reset(&stage, &user, digest).await);
    assert_eq!(hash(&stage).await, "reset");
    let ended = "SELECT end_reason FROM sessions";
    assert_eq!(stage.test.sql(ended).await, ["password_reset"]);
    assert_eq!(stage.test.sql(NEWS).await, ["password_changed ada@example.com"]);
    let verified = "SELECT email_verified_at IS NOT NULL FROM users";
    assert_eq!(stage.test.sql(verified).await, ["t"]);
    let last = stage.actions().await;
    assert_eq!(last[last.len() - 2..], ["password.request_reset", "password.reset"]);
    assert_eq!(store(&stage).find_reset(digest, now()).await.unwrap(), None);
    assert!(!reset(&stage, &user, digest).await);
}

#[tokio::test]
async fn of_twenty_resets_by_one_link_at_once_one_succeeds() {
    let (stage, user) = with_ada(Stage::for_crowds().await).await;
    let digest = send_link(&stage, &user).await;
    let resets = (0..20).map(|_| reset(&stage, &user, digest));
    let outcomes = futures_util::future::join_all(resets).await;
    assert_eq!(outcomes.iter().filter(|reset| **reset).count(), 1);
    assert_eq!(stage.test.sql(NEWS).await.len(), 1);
}

#[tokio::test]
async fn an_address_that_was_verified_long_ago_stays_so_since_then() {
    let (stage, user) = stage().await;
    stage.test.sql("UPDATE users SET email_verified_at = '2026-01-01 00:00:00Z'").await;
    let digest = send_link(&stage, &user).await;
    assert!(reset(&stage, &user, digest).await);
    let since = "SELECT email_verified_at = '2026-01-01 00:00:00Z' FROM users";
    assert_eq!(stage.test.sql(since).await, ["t"]);
}

#[tokio::test]
async fn a_link_that_was_sent_to_a_former_address_does_not_verify_the_present_one() {
    let (stage, user) = stage().await;
    let digest = send_link(&stage, &user).await;
    stage.test.sql("UPDATE users SET email = 'a@b', email_key = 'a@b'").await;
    assert!(reset(&stage, &user, digest).await);
    let verified = "SELECT email_verified_at IS NOT NULL FROM users";
    assert_eq!(stage.test.sql(verified).await, ["f"]);
}

#[tokio::test]
async fn a_link_that_has_ended_or_is_of_another_person_or_purpose_resets_nothing() {
    let (stage, user) = stage().await;
    let other = stage.fixtures.user("grace").await;
    let digest = send_link(&stage, &user).await;
    assert!(!reset(&stage, &other, digest).await);
    assert!(!reset(&stage, &user, fresh_digest()).await);
    for spoil in ["purpose = 'email'", "purpose = 'password_reset', expires_at = now()"] {
        stage.test.sql(&format!("UPDATE challenges SET {spoil}")).await;
        assert_eq!(store(&stage).find_reset(digest, now()).await.unwrap(), None, "{spoil}");
        assert!(!reset(&stage, &user, digest).await, "{spoil}");
    }
    let hashes = "SELECT count(*) FROM passwords WHERE hash = 'reset'";
    assert_eq!(stage.test.sql(hashes).await, ["0"]);
}

#[tokio::test]
async fn a_suspended_account_is_not_opened_by_a_link() {
    let (stage, user) = stage().await;
    let digest = send_link(&stage, &user).await;
    stage.test.sql("UPDATE users SET status = 'suspended'").await;
    assert!(!reset(&stage, &user, digest).await);
    stage.test.sql("UPDATE users SET status = 'active'").await;
    assert!(reset(&stage, &user, digest).await);
}

#[tokio::test]
async fn a_reset_and_a_deletion_at_once_both_come_to_an_end() {
    let stage = Stage::for_a_crowd_of(2).await;
    let users = PostgresUserStore::new(stage.database.clone());
    for number in 0..20 {
        let user = stage.fixtures.user(&format!("ada{number}")).await;
        let digest = send_link(&stage, &user).await;
        let scope = scope(&user);
        let (reset, deleted) = tokio::join!(
            reset(&stage, &user, digest),
            users.delete(&scope, password_hash(), &may_depart, now())
        );
        // Whichever comes first keeps the other from happening.
        assert!(matches!(
            (reset, &deleted),
            (true, Err(DeleteError::Superseded)) | (false, Ok(()))
        ));
    }
}
