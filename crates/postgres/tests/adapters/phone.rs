//! Phone numbers: named, and shown to be their owner's.

use tenantry_domain::access::UserScope;
use tenantry_domain::notification::{MessageKind, Recipient};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::user::{PhoneNumber, User, UserStore as _};
use tenantry_domain::verification::{
    Challenge, ChallengeStore as _, DecidePhone, PhoneError, PhoneOnRecord, Purpose,
};
use tenantry_postgres::{PostgresChallengeStore, PostgresUserStore};
use tenantry_testkit::fixtures::{fresh_digest, message, new_user, now};
use time::Duration;

use crate::support::Stage;

const FIRST: &str = "+4915123456789";
const SECOND: &str = "+4915198765432";

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::new(text).unwrap()
}

fn store(stage: &Stage) -> PostgresChallengeStore {
    PostgresChallengeStore::new(stage.database.clone())
}

async fn name(
    stage: &Stage,
    scope: &UserScope,
    text: &str,
    decide: DecidePhone<'_>,
) -> Result<(), PhoneError> {
    let recipient = Recipient::Phone(number(text));
    let message = message(MessageKind::VerifyPhone, scope.user(), recipient);
    store(stage).change_phone(scope, number(text), message, decide, now()).await
}

async fn send(stage: &Stage, scope: &UserScope, to: &str) -> SecretDigest {
    let (purpose, digest) = (Purpose::Phone, fresh_digest());
    let expires_at = now() + Duration::minutes(10);
    let challenge = Challenge { purpose, address: to.to_owned(), digest, expires_at };
    store(stage).put(scope, challenge, now()).await.unwrap();
    digest
}

async fn verify(stage: &Stage, scope: &UserScope, digest: SecretDigest) -> bool {
    store(stage).verify_phone(scope, digest, now()).await.unwrap()
}

async fn user(stage: &Stage, scope: &UserScope) -> User {
    PostgresUserStore::new(stage.database.clone()).find(scope).await.unwrap().unwrap()
}

async fn stage() -> (Stage, UserScope) {
    let stage = Stage::new().await;
    let scope = UserScope::for_tests(stage.fixtures.user("ada").await.id);
    stage.test.sql("DELETE FROM outbox").await;
    (stage, scope)
}

#[tokio::test]
async fn a_number_is_kept_unverified_with_the_message_that_brings_its_code() {
    let (stage, scope) = stage().await;
    name(&stage, &scope, FIRST, &|_| Ok(())).await.unwrap();
    let found = user(&stage, &scope).await;
    assert_eq!((found.phone_number, found.phone_verified), (Some(number(FIRST)), false));
    let waiting = "SELECT concat_ws(' ', kind, channel, recipient) FROM outbox";
    assert_eq!(stage.test.sql(waiting).await, [format!("verify_phone phone {FIRST}")]);
    assert_eq!(stage.actions().await, ["user.sign_up", "phone.add"]);
}

#[tokio::test]
async fn the_rule_sees_what_is_on_record_and_its_refusal_changes_nothing() {
    let (stage, scope) = stage().await;
    let refuse = |on_record: Option<&PhoneOnRecord>| {
        assert_eq!(on_record, None);
        Err(PhoneError::AlreadyVerified)
    };
    assert!(name(&stage, &scope, FIRST, &refuse).await.is_err());
    assert_eq!(user(&stage, &scope).await.phone_number, None);
    name(&stage, &scope, FIRST, &|_| Ok(())).await.unwrap();
    for verified in [false, true] {
        let refuse = |on_record: Option<&PhoneOnRecord>| {
            assert_eq!(on_record, Some(&PhoneOnRecord { number: number(FIRST), verified }));
            Err(PhoneError::AlreadyVerified)
        };
        let outcome = name(&stage, &scope, SECOND, &refuse).await;
        assert!(matches!(outcome, Err(PhoneError::AlreadyVerified)), "{outcome:?}");
        stage.test.sql("UPDATE users SET phone_verified_at = now()").await;
    }
    assert_eq!(stage.test.sql("SELECT count(*) FROM outbox").await, ["1"]);
    assert_eq!(stage.actions().await, ["user.sign_up", "phone.add"]);
}

#[tokio::test]
async fn a_code_verifies_the_number_that_it_was_sent_to() {
    let (stage, scope) = stage().await;
    name(&stage, &scope, FIRST, &|_| Ok(())).await.unwrap();
    let digest = send(&stage, &scope, FIRST).await;
    assert!(!verify(&stage, &scope, fresh_digest()).await);
    assert!(verify(&stage, &scope, digest).await);
    assert!(!verify(&stage, &scope, digest).await);
    assert!(user(&stage, &scope).await.phone_verified);
    let told = "SELECT concat_ws(' ', action, outcome) FROM audit_events WHERE actor_id = user_id ORDER BY ctid OFFSET 1";
    let expected = [
        "phone.add success",
        "phone.send_code success",
        "phone.verify refused",
        "phone.verify success",
        "phone.verify refused",
    ];
    assert_eq!(stage.test.sql(told).await, expected);
}

#[tokio::test]
async fn another_number_ends_the_code_and_the_verification_of_the_former() {
    let (stage, scope) = stage().await;
    name(&stage, &scope, FIRST, &|_| Ok(())).await.unwrap();
    let used = send(&stage, &scope, FIRST).await;
    assert!(verify(&stage, &scope, used).await);
    let open = send(&stage, &scope, FIRST).await;
    name(&stage, &scope, SECOND, &|_| Ok(())).await.unwrap();
    assert!(!user(&stage, &scope).await.phone_verified);
    assert!(!verify(&stage, &scope, open).await);
}

#[tokio::test]
async fn a_code_that_reaches_the_former_number_late_leaves_that_of_the_present_one() {
    let (stage, scope) = stage().await;
    name(&stage, &scope, SECOND, &|_| Ok(())).await.unwrap();
    let present = send(&stage, &scope, SECOND).await;
    let late = send(&stage, &scope, FIRST).await;
    assert!(!verify(&stage, &scope, late).await);
    assert!(verify(&stage, &scope, present).await);
}

#[tokio::test]
async fn nobody_without_an_account_has_a_number() {
    let stage = Stage::new().await;
    let scope = UserScope::for_tests(new_user("nobody").id);
    let outcome = name(&stage, &scope, FIRST, &|_| Ok(())).await;
    assert!(matches!(outcome, Err(PhoneError::Gone)), "{outcome:?}");
}
