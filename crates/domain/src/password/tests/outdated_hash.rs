//! What becomes of a hash that is weaker than new ones are.

use std::sync::Arc;

use super::super::*;
use super::gate::{ADDRESS, Traces, pass};
use crate::fixtures::{
    HASH, PASSWORD, TENANT, USER, gate_knowing, gate_parts, login_facts, outage,
};
use crate::session::{LoginFacts, MockSessionDirectory};
use crate::user::MockUserStore;

const STRONGER: &str = "$argon2id$stronger";

/// A hasher that finds the password right and its hash outdated, and makes a stronger one or fails like this.
fn outdated(failure: Option<HashingError>) -> MockPasswordHasher {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_verify().once().returning(|_, _| Ok(Verdict::RightButOutdated));
    hasher
        .expect_hash()
        .once()
        .withf(|password| password.expose() == PASSWORD)
        .return_once(move |_| failure.map_or_else(|| Ok(PasswordHash::new(STRONGER)), Err));
    hasher
}

async fn pass_with(
    hasher: MockPasswordHasher,
    users: MockUserStore,
) -> Result<LoginFacts, GateError> {
    let parts = gate_knowing(Some(login_facts()));
    let parts = GateParts { hasher: Arc::new(hasher), users: Arc::new(users), ..parts };
    pass(&Traces::new().gate(parts), ADDRESS).await
}

#[tokio::test]
async fn an_outdated_hash_gives_way_to_a_stronger_one_which_whoever_passes_has_shown() {
    let facts = pass_with(outdated(None), upgrading(true)).await.unwrap();
    assert_eq!(facts, with_hash(STRONGER));
}

fn with_hash(hash: &str) -> LoginFacts {
    LoginFacts { password: PasswordHash::new(hash), ..login_facts() }
}

/// A store that is given the stronger hash once, and still has the old one or not.
fn upgrading(in_time: bool) -> MockUserStore {
    let mut users = MockUserStore::new();
    users.expect_upgrade_password_hash().once().returning(move |scope, old, new| {
        assert_eq!((scope.user(), scope.tenant()), (USER, Some(TENANT)));
        assert_eq!((old.expose(), new.expose()), (HASH, STRONGER));
        Ok(in_time)
    });
    users
}

/// What comes of an attempt whose outdated hash another one replaced meanwhile, which is compared then.
async fn pass_late(traces: &Traces, verdict: Verdict) -> Result<LoginFacts, GateError> {
    const CURRENT: &str = "$argon2id$by-another";
    let mut directory = MockSessionDirectory::new();
    directory.expect_find_login().once().return_once(|_| Ok(Some(login_facts())));
    directory.expect_find_login().once().return_once(|_| Ok(Some(with_hash(CURRENT))));
    let mut hasher = outdated(None);
    hasher
        .expect_verify()
        .once()
        .withf(|password, hash| {
            (password.expose(), hash) == (PASSWORD, &Some(PasswordHash::new(CURRENT)))
        })
        .return_once(move |_, _| Ok(verdict));
    let gate = traces.gate(GateParts {
        directory: Arc::new(directory),
        hasher: Arc::new(hasher),
        users: Arc::new(upgrading(false)),
        ..gate_parts()
    });
    let answer = pass(&gate, ADDRESS).await;
    if let Ok(facts) = &answer {
        assert_eq!(*facts, with_hash(CURRENT));
    }
    answer
}

#[tokio::test]
async fn of_several_at_once_with_an_outdated_hash_all_pass() {
    let traces = Traces::new();
    assert!(pass_late(&traces, Verdict::Right).await.is_ok());
    assert_eq!((traces.counted(), traces.log.events().len()), ((0, 0), 0));
}

#[tokio::test]
async fn a_password_that_was_changed_meanwhile_is_a_wrong_one() {
    let traces = Traces::new();
    let refusal = pass_late(&traces, Verdict::Wrong).await;
    assert!(matches!(refusal, Err(GateError::Wrong)), "{refusal:?}");
    assert_eq!((traces.counted(), traces.log.events().len()), ((1, 1), 1));
}

#[tokio::test]
async fn whoever_knows_the_password_passes_though_there_is_no_room_for_a_stronger_hash() {
    let facts = pass_with(outdated(Some(HashingError::Busy)), MockUserStore::new()).await;
    assert_eq!(facts.unwrap(), login_facts());
}

#[tokio::test]
async fn a_hasher_that_is_broken_lets_nobody_through() {
    let broken = outdated(Some(HashingError::Failed("no entropy".into())));
    let failure = pass_with(broken, MockUserStore::new()).await;
    assert!(matches!(failure, Err(GateError::Hashing(HashingError::Failed(_)))), "{failure:?}");
}

#[tokio::test]
async fn a_stronger_hash_that_cannot_be_kept_is_an_outage() {
    let mut users = MockUserStore::new();
    users.expect_upgrade_password_hash().returning(|_, _, _| Err(outage()));
    let failure = pass_with(outdated(None), users).await;
    assert!(matches!(failure, Err(GateError::Store(_))), "{failure:?}");
}
