//! Codes that were sent: each good once, for its person, its purpose and its address.

use tenantry_domain::access::{CredentialUsed, SystemScope, Trail, UserScope};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::user::User;
use tenantry_domain::verification::{Challenge, ChallengeStore as _, Purpose};
use tenantry_postgres::PostgresChallengeStore;
use tenantry_testkit::fixtures::{fresh_digest, now};
use time::Duration;

use crate::support::{Stage, origin};

fn store(stage: &Stage) -> PostgresChallengeStore {
    PostgresChallengeStore::new(stage.database.clone())
}

fn scope(user: &User) -> UserScope {
    UserScope::for_tests(user.id)
}

/// Sends something to a person's present address.
async fn send(stage: &Stage, user: &User, purpose: Purpose) -> SecretDigest {
    let (digest, kept) = try_to_send(stage, user, purpose).await;
    assert!(kept);
    digest
}

async fn try_to_send(stage: &Stage, user: &User, purpose: Purpose) -> (SecretDigest, bool) {
    let address = user.email.key().to_owned();
    let (digest, expires_at) = (fresh_digest(), now() + Duration::minutes(10));
    let challenge = Challenge { purpose, address, digest, expires_at };
    let kept = store(stage).put(&scope(user), challenge, now()).await.unwrap();
    (digest, kept)
}

async fn verify(stage: &Stage, user: &User, digest: SecretDigest) -> bool {
    store(stage).verify_email(&scope(user), digest, now()).await.unwrap()
}

async fn count(stage: &Stage) -> String {
    stage.test.sql("SELECT count(*) FROM challenges").await.remove(0)
}

#[tokio::test]
async fn a_code_verifies_an_address_once() {
    let stage = Stage::new().await;
    let (ada, grace) = (stage.fixtures.user("ada").await, stage.fixtures.user("grace").await);
    let digest = send(&stage, &ada, Purpose::Email).await;
    assert!(verify(&stage, &ada, digest).await);
    let verified = "SELECT id FROM users WHERE email_verified_at IS NOT NULL";
    assert_eq!(stage.test.sql(verified).await, [ada.id.to_string()]);
    let entries = "SELECT concat_ws(' ', action, target) FROM audit_events WHERE action LIKE 'email.%' ORDER BY ctid";
    let expected = [format!("email.send_code {}", ada.id), format!("email.verify {}", ada.id)];
    assert_eq!(stage.test.sql(entries).await, expected);
    assert!(!verify(&stage, &ada, digest).await);
    assert!(!verify(&stage, &grace, digest).await);
}

#[tokio::test]
async fn a_wrong_code_is_told_of_as_a_strangers() {
    let stage = Stage::new().await;
    let ada = stage.fixtures.user("ada").await;
    stage.test.sql("DELETE FROM audit_events").await;
    let trail = Trail::of_person(ada.id, CredentialUsed::SentSecret, &origin("curl/8"));
    let scope = scope(&ada).by(trail);
    assert!(!store(&stage).verify_email(&scope, fresh_digest(), now()).await.unwrap());
    let told = "SELECT concat_ws(' ', action, outcome, target, 'user ' || user_id, 'by ' || actor_id, credential_kind, \
        user_agent) FROM audit_events";
    let expected = format!("email.verify refused {0} user {0} curl/8", ada.id);
    assert_eq!(stage.test.sql(told).await, [expected]);
}

#[tokio::test]
async fn of_twenty_submissions_of_a_code_at_once_one_succeeds() {
    let stage = Stage::for_crowds().await;
    let ada = stage.fixtures.user("ada").await;
    let digest = send(&stage, &ada, Purpose::Email).await;
    let submissions = (0..20).map(|_| verify(&stage, &ada, digest));
    let outcomes = futures_util::future::join_all(submissions).await;
    assert_eq!(outcomes.iter().filter(|verified| **verified).count(), 1);
}

#[tokio::test]
async fn a_code_is_good_for_its_person_and_its_purpose_alone() {
    let stage = Stage::new().await;
    let (ada, grace) = (stage.fixtures.user("ada").await, stage.fixtures.user("grace").await);
    let code = send(&stage, &ada, Purpose::Email).await;
    assert!(!verify(&stage, &grace, code).await);
    assert!(!store(&stage).verify_phone(&scope(&ada), code, now()).await.unwrap());
    let link = send(&stage, &ada, Purpose::PasswordReset).await;
    assert!(!verify(&stage, &ada, link).await);
    assert!(!verify(&stage, &ada, fresh_digest()).await);
    assert!(verify(&stage, &ada, code).await);
}

#[tokio::test]
async fn a_code_for_an_address_that_the_account_has_no_more_verifies_nothing() {
    let stage = Stage::new().await;
    let ada = stage.fixtures.user("ada").await;
    let code = send(&stage, &ada, Purpose::Email).await;
    stage.test.sql("UPDATE users SET email = 'a@b', email_key = 'a@b'").await;
    assert!(!verify(&stage, &ada, code).await);
    let verified = "SELECT count(*) FROM users WHERE email_verified_at IS NOT NULL";
    assert_eq!(stage.test.sql(verified).await, ["0"]);
}

#[tokio::test]
async fn what_is_sent_to_an_address_that_the_account_has_no_more_is_not_kept() {
    let stage = Stage::new().await;
    let ada = stage.fixtures.user("ada").await;
    stage.test.sql("UPDATE users SET email = 'a@b', email_key = 'a@b'").await;
    for purpose in [Purpose::Email, Purpose::PasswordReset, Purpose::Phone] {
        let (_, kept) = try_to_send(&stage, &ada, purpose).await;
        assert!(!kept, "{purpose:?}");
    }
    assert_eq!(count(&stage).await, "0");
    assert_eq!(stage.actions().await, ["user.sign_up"]);
}

#[tokio::test]
async fn a_new_code_ends_the_former_one_of_its_purpose() {
    let stage = Stage::new().await;
    let ada = stage.fixtures.user("ada").await;
    let first = send(&stage, &ada, Purpose::Email).await;
    send(&stage, &ada, Purpose::PasswordReset).await;
    let second = send(&stage, &ada, Purpose::Email).await;
    assert_eq!(count(&stage).await, "2");
    assert!(!verify(&stage, &ada, first).await);
    assert!(verify(&stage, &ada, second).await);
}

#[tokio::test]
async fn a_code_ends_by_itself_and_upkeep_removes_it() {
    let stage = Stage::new().await;
    let (ada, grace) = (stage.fixtures.user("ada").await, stage.fixtures.user("grace").await);
    let ended = send(&stage, &ada, Purpose::Email).await;
    stage.test.sql("UPDATE challenges SET expires_at = now()").await;
    send(&stage, &grace, Purpose::Email).await;
    assert!(!verify(&stage, &ada, ended).await);
    let job = SystemScope::for_job("test");
    assert_eq!(store(&stage).purge(&job, now()).await.unwrap(), 1);
    assert_eq!(count(&stage).await, "1");
}

#[tokio::test]
async fn nobody_without_an_account_has_a_challenge() {
    let stage = Stage::new().await;
    let ada = stage.fixtures.user("ada").await;
    stage.test.sql("UPDATE users SET deleted_at = now()").await;
    let (digest, kept) = try_to_send(&stage, &ada, Purpose::Email).await;
    assert!(!kept);
    assert_eq!(count(&stage).await, "0");
    assert!(!verify(&stage, &ada, digest).await);
}
