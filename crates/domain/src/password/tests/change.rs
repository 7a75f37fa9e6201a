use rstest::rstest;

use super::*;
use crate::audit::{Action, Outcome};
use crate::fixtures::{
    AuditLog, HASH, Limited, NOW, PASSWORD, SESSION, TENANT, USER, gate_finding, gate_knowing,
    login_facts, outage, stranger,
};
use crate::secret::PlainSecret;
use crate::session::LoginFacts;

/// Parts whose gate finds this about the current password of Ada's account.
fn finding(facts: LoginFacts, verdict: Verdict) -> PasswordParts {
    behind(gate_finding(Some(facts), verdict), ada())
}

fn behind(gate: GateParts, account: User) -> PasswordParts {
    PasswordParts {
        users: users(Some(account)),
        gate: Arc::new(PasswordGate::new(gate)),
        ..parts(&Limited::new().throttle, &Outbox::default())
    }
}

fn changing(answer: bool) -> Arc<dyn PasswordStore> {
    let mut passwords = MockPasswordStore::new();
    passwords.expect_change().once().returning(move |scope, change, at| {
        assert_eq!((scope.user(), scope.tenant(), at), (USER, Some(TENANT), NOW));
        assert_eq!((change.old.expose(), change.new.expose()), (HASH, NEW_HASH));
        assert_eq!(change.kept, SESSION);
        assert!(is_the_news(&change.news), "{:?}", change.news);
        Ok(answer)
    });
    Arc::new(passwords)
}

async fn change(parts: PasswordParts, new: &str) -> Result<(), ChangePasswordError> {
    let current = PlainSecret::new(PASSWORD);
    PasswordService::new(parts).change(&stranger(), current, PlainSecret::new(new)).await
}

#[tokio::test]
async fn whoever_knows_the_current_password_puts_a_new_one_in_place() {
    let parts = finding(login_facts(), Verdict::Right);
    let parts = PasswordParts { passwords: changing(true), hasher: hashing(), ..parts };
    assert!(change(parts, NEW).await.is_ok());
}

#[tokio::test]
async fn a_password_that_was_changed_meanwhile_is_a_wrong_one() {
    let parts = finding(login_facts(), Verdict::Right);
    let parts = PasswordParts { passwords: changing(false), hasher: hashing(), ..parts };
    let refusal = change(parts, NEW).await;
    assert!(matches!(refusal, Err(ChangePasswordError::WrongPassword)), "{refusal:?}");
}

#[tokio::test]
async fn a_wrong_password_changes_nothing_and_is_told_of() {
    let log = AuditLog::default();
    let gate =
        GateParts { audit: log.store(), ..gate_finding(Some(login_facts()), Verdict::Wrong) };
    let refusal = change(behind(gate, ada()), NEW).await;
    assert!(matches!(refusal, Err(ChangePasswordError::WrongPassword)), "{refusal:?}");
    let told: Vec<_> = log.events().iter().map(|event| (event.action, event.outcome)).collect();
    assert_eq!(told, [(Action::PasswordChange, Outcome::Refused)]);
}

#[rstest]
#[case::too_short("xK9#qLz")]
#[case::common("password1")]
#[case::their_address("ada@lovelace.example")]
#[case::their_name("lovelace.ada")]
#[case::the_service("tenantry!")]
#[case::their_phone("+4915123456789")]
#[tokio::test]
async fn a_weak_password_is_neither_hashed_nor_kept(#[case] new: &str) {
    let phone_number = Some(crate::user::PhoneNumber::new("+4915123456789").unwrap());
    let gate = gate_finding(Some(login_facts()), Verdict::Right);
    let refusal = change(behind(gate, User { phone_number, ..ada() }), new).await;
    assert!(matches!(refusal, Err(ChangePasswordError::WeakPassword(_))), "{refusal:?}");
}

#[tokio::test]
async fn whoever_does_not_know_the_current_password_learns_nothing_about_the_new_one() {
    let refusal = change(finding(login_facts(), Verdict::Wrong), "password1").await;
    assert!(matches!(refusal, Err(ChangePasswordError::WrongPassword)), "{refusal:?}");
}

#[tokio::test]
async fn an_account_that_is_gone_has_no_password() {
    let parts = parts(&Limited::new().throttle, &Outbox::default());
    let refusal = change(PasswordParts { users: users(None), ..parts }, NEW).await;
    assert!(matches!(refusal, Err(ChangePasswordError::Gone)), "{refusal:?}");
}

#[tokio::test]
async fn it_draws_on_the_same_count_as_signing_in() {
    let limited = Limited::new();
    limited.fail(ada().email.key(), 5).await;
    let gate =
        GateParts { throttle: Arc::clone(&limited.throttle), ..gate_knowing(Some(login_facts())) };
    let refusal = change(behind(gate, ada()), NEW).await;
    assert!(matches!(refusal, Err(ChangePasswordError::Throttled(_))), "{refusal:?}");
}

#[tokio::test]
async fn a_busy_hasher_changes_nothing() {
    let parts = PasswordParts { hasher: busy(), ..finding(login_facts(), Verdict::Right) };
    let failure = change(parts, NEW).await;
    let busy = matches!(failure, Err(ChangePasswordError::Hashing(HashingError::Busy)));
    assert!(busy, "{failure:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut passwords = MockPasswordStore::new();
    passwords.expect_change().returning(|_, _, _| Err(outage()));
    let parts = PasswordParts {
        passwords: Arc::new(passwords),
        hasher: hashing(),
        ..finding(login_facts(), Verdict::Right)
    };
    let failure = change(parts, NEW).await;
    assert!(matches!(failure, Err(ChangePasswordError::Store(_))), "{failure:?}");
}
