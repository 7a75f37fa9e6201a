use rstest::rstest;

use super::*;
use crate::audit::{Action, Outcome};
use crate::fixtures::{
    AuditLog, HASH, ORGANIZATION, TENANT, USER, gate_finding, gate_knowing, login_facts, outage,
    stranger,
};
use crate::password::{GateParts, HashingError, PasswordGate, Verdict};

fn tenant() -> SoleHolding {
    SoleHolding::Tenant { id: TENANT, name: "Analytical Engines".into() }
}

fn organization() -> SoleHolding {
    SoleHolding::Organization { id: ORGANIZATION, name: "Looms".into() }
}

/// A store with Ada's account, who alone runs these: it asks the rule, as a real one does.
fn store(holdings: Vec<SoleHolding>) -> MockUserStore {
    let mut users = with_account(Some(ada()));
    users.expect_delete().once().returning(move |scope, shown, decide, at| {
        assert_eq!((scope.user(), scope.tenant(), at), (USER, Some(TENANT), NOW));
        assert_eq!(scope.trail().actor, Some(USER.into()));
        assert_eq!(shown.expose(), HASH);
        Ok(decide(holdings.clone())?)
    });
    users
}

fn with_account(account: Option<User>) -> MockUserStore {
    let mut users = MockUserStore::new();
    users
        .expect_find()
        .once()
        .withf(|scope| scope.user() == USER)
        .returning(move |_| Ok(account.clone()));
    users
}

async fn delete(users: MockUserStore, gate: GateParts) -> Result<(), DeleteAccountError> {
    let gate = Arc::new(PasswordGate::new(gate));
    let service = UserService::new(UserParts { users: Arc::new(users), gate, ..parts() });
    service.delete(&stranger(), PlainSecret::new(PASSWORD)).await
}

fn open() -> GateParts {
    gate_finding(Some(login_facts()), Verdict::Right)
}

#[tokio::test]
async fn whoever_runs_nothing_alone_deletes_their_account_by_its_password() {
    assert!(delete(store(Vec::new()), open()).await.is_ok());
}

#[tokio::test]
async fn a_wrong_password_deletes_nothing_and_is_told_of() {
    let log = AuditLog::default();
    let closed = gate_finding(Some(login_facts()), Verdict::Wrong);
    let gate = GateParts { audit: log.store(), ..closed };
    let refusal = delete(with_account(Some(ada())), gate).await;
    assert!(matches!(refusal, Err(DeleteAccountError::WrongPassword)), "{refusal:?}");
    let told: Vec<_> = log.events().iter().map(|event| (event.action, event.outcome)).collect();
    assert_eq!(told, [(Action::UserDelete, Outcome::Refused)]);
}

#[rstest]
#[case::a_tenant(vec![tenant()])]
#[case::an_organization(vec![organization()])]
#[case::both(vec![tenant(), organization()])]
#[tokio::test]
async fn whoever_runs_something_alone_learns_what_to_hand_over(#[case] holdings: Vec<SoleHolding>) {
    let refusal = delete(store(holdings.clone()), open()).await;
    let Err(DeleteAccountError::SoleOwner(SoleOwner(told))) = refusal else {
        panic!("{refusal:?}")
    };
    assert_eq!(told, holdings);
}

#[test]
fn only_whoever_runs_nothing_alone_may_depart() {
    assert_eq!(may_depart(Vec::new()), Ok(()));
    assert_eq!(may_depart(vec![tenant()]), Err(SoleOwner(vec![tenant()])));
    assert_eq!(may_depart(vec![organization()]), Err(SoleOwner(vec![organization()])));
}

#[tokio::test]
async fn a_password_that_was_changed_meanwhile_is_a_wrong_one() {
    let mut users = with_account(Some(ada()));
    users.expect_delete().once().returning(|_, _, _, _| Err(DeleteError::Superseded));
    let refusal = delete(users, open()).await;
    assert!(matches!(refusal, Err(DeleteAccountError::WrongPassword)), "{refusal:?}");
}

#[tokio::test]
async fn an_account_that_is_gone_is_not_deleted_twice() {
    let service = UserService::new(UserParts { users: Arc::new(with_account(None)), ..parts() });
    let refusal = service.delete(&stranger(), PlainSecret::new(PASSWORD)).await;
    assert!(matches!(refusal, Err(DeleteAccountError::Gone)), "{refusal:?}");
}

#[tokio::test]
async fn it_draws_on_the_same_count_as_signing_in() {
    let limited = Limited::new();
    limited.fail(ada().email.key(), 5).await;
    let gate =
        GateParts { throttle: Arc::clone(&limited.throttle), ..gate_knowing(Some(login_facts())) };
    let refusal = delete(with_account(Some(ada())), gate).await;
    assert!(matches!(refusal, Err(DeleteAccountError::Throttled(_))), "{refusal:?}");
}

#[tokio::test]
async fn a_busy_hasher_deletes_nothing() {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_verify().returning(|_, _| Err(HashingError::Busy));
    let gate = GateParts { hasher: Arc::new(hasher), ..gate_knowing(Some(login_facts())) };
    let failure = delete(with_account(Some(ada())), gate).await;
    let busy = matches!(failure, Err(DeleteAccountError::Hashing(HashingError::Busy)));
    assert!(busy, "{failure:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut users = with_account(Some(ada()));
    users.expect_delete().returning(|_, _, _, _| Err(outage().into()));
    let failure = delete(users, open()).await;
    assert!(matches!(failure, Err(DeleteAccountError::Store(_))), "{failure:?}");
}
