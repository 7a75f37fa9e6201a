use rstest::rstest;

use super::log_in::{
    ADDRESS, asking_for_verified_addresses, behind, knowing, log_in, opening, unverified,
};
use super::*;
use crate::audit::{Action, Outcome};
use crate::fixtures::{
    AuditLog, Limited, comparing, gate_finding, gate_knowing, gate_parts, login_facts, outage,
};
use crate::password::{GateParts, HashingError, MockPasswordHasher, Verdict};
use crate::store_error::StoreError;
use crate::user::UserStatus;

fn suspended() -> LoginFacts {
    LoginFacts { status: UserStatus::Suspended, ..login_facts() }
}

async fn refusal(parts: SessionParts, email: &str) -> LoginError {
    log_in(parts, email).await.err().expect("nobody is signed in")
}

#[tokio::test]
async fn an_unknown_address_costs_a_comparison_too() {
    let parts = behind(gate_finding(None, Verdict::Wrong));
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::InvalidCredentials));
}

#[rstest]
#[case("")]
#[case("ada")]
#[case("ada@love\0lace.example")]
#[tokio::test]
async fn what_is_no_address_costs_a_comparison_too_and_no_look_up(#[case] email: &str) {
    let gate = GateParts { hasher: comparing(None, Verdict::Wrong), ..gate_parts() };
    assert!(matches!(refusal(behind(gate), email).await, LoginError::InvalidCredentials));
}

#[rstest]
#[case::wrong_password(login_facts(), Verdict::Wrong)]
#[case::wrong_and_unverified(unverified(), Verdict::Wrong)]
#[case::suspended(suspended(), Verdict::Right)]
#[case::suspended_with_an_outdated_hash(suspended(), Verdict::RightButOutdated)]
#[case::suspended_and_wrong(suspended(), Verdict::Wrong)]
#[case::suspended_and_unverified(LoginFacts { email_verified: false, ..suspended() }, Verdict::Right)]
#[tokio::test]
async fn every_other_cause_of_a_refusal_looks_the_same(
    #[case] facts: LoginFacts,
    #[case] verdict: Verdict,
) {
    let parts = asking_for_verified_addresses(knowing(facts, verdict));
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::InvalidCredentials));
}

#[tokio::test]
async fn only_who_knows_the_password_learns_that_the_address_is_to_be_verified() {
    let (log, limited) = (AuditLog::default(), Limited::new());
    let gate = GateParts {
        audit: log.store(),
        throttle: Arc::clone(&limited.throttle),
        ..gate_finding(Some(unverified()), Verdict::Right)
    };
    let parts = asking_for_verified_addresses(behind(gate));
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::EmailNotVerified));
    assert_eq!(limited.passwords(ADDRESS), (0, 0));

    let events = log.events();
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.action, event.outcome), (Action::SessionLogIn, Outcome::Refused));
    assert_eq!((event.user, event.tenant), (Some(USER), Some(TENANT)));
}

#[rstest]
#[case::wrong(Verdict::Wrong, &[(Action::SessionLogIn, Outcome::Refused)])]
#[case::right(Verdict::Right, &[])]
#[tokio::test]
async fn the_gate_tells_of_a_wrong_password_and_the_store_of_the_right_one(
    #[case] verdict: Verdict,
    #[case] told: &[(Action, Outcome)],
) {
    let log = AuditLog::default();
    let gate = GateParts { audit: log.store(), ..gate_finding(Some(login_facts()), verdict) };
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().returning(|_, _, _, _| Ok(None));
    let mut tokens = MockAccessTokens::new();
    tokens.expect_sign().returning(|_| Ok(PlainSecret::new(SIGNED)));
    let (sessions, tokens) = (Arc::new(sessions), Arc::new(tokens));
    let answer = log_in(SessionParts { sessions, tokens, ..behind(gate) }, ADDRESS).await;
    assert_eq!(answer.is_ok(), told.is_empty());
    let events: Vec<_> = log.events().iter().map(|event| (event.action, event.outcome)).collect();
    assert_eq!(events, told);
}

#[tokio::test]
async fn whoever_comes_too_often_learns_how_long_to_wait() {
    let limited = Limited::new();
    limited.fail(ADDRESS, 5).await;
    let gate =
        GateParts { throttle: Arc::clone(&limited.throttle), ..gate_knowing(Some(login_facts())) };
    let LoginError::Throttled(throttled) = refusal(behind(gate), ADDRESS).await else { panic!() };
    assert_eq!(throttled.retry_after_seconds(), 30);
}

#[tokio::test]
async fn a_password_that_was_changed_meanwhile_is_a_wrong_one_and_is_told_of() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().once().returning(|_, _, _, _| Err(OpenError::Superseded));
    let log = AuditLog::default();
    let known = gate_finding(Some(login_facts()), Verdict::Right);
    let gate = behind(GateParts { audit: log.store(), ..known });
    let parts = SessionParts { sessions: Arc::new(sessions), ..gate };
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::InvalidCredentials));
    let told: Vec<_> =
        log.events().iter().map(|event| (event.action, event.outcome, event.user)).collect();
    assert_eq!(told, [(Action::SessionLogIn, Outcome::Refused, Some(USER))]);
}

#[tokio::test]
async fn a_failure_of_the_directory_stays_one() {
    let mut directory = MockSessionDirectory::new();
    directory.expect_find_login().returning(|_| Err(outage()));
    let parts = behind(GateParts { directory: Arc::new(directory), ..gate_parts() });
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::Store(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut sessions = MockSessionStore::new();
    sessions.expect_open().returning(|_, _, _, _| Err(outage().into()));
    let parts =
        SessionParts { sessions: Arc::new(sessions), ..knowing(login_facts(), Verdict::Right) };
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::Store(_)));
}

#[tokio::test]
async fn a_busy_hasher_is_no_wrong_password() {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_verify().returning(|_, _| Err(HashingError::Busy));
    let gate = GateParts { hasher: Arc::new(hasher), ..gate_knowing(Some(login_facts())) };
    let refusal = refusal(behind(gate), ADDRESS).await;
    assert!(matches!(refusal, LoginError::Hashing(HashingError::Busy)));
}

#[tokio::test]
async fn a_token_that_cannot_be_signed_is_no_answer() {
    let mut tokens = MockAccessTokens::new();
    tokens.expect_sign().returning(|_| Err(InvalidAccessToken::Foreign));
    let parts = SessionParts {
        tokens: Arc::new(tokens),
        sessions: opening(None),
        ..knowing(login_facts(), Verdict::Right)
    };
    assert!(matches!(refusal(parts, ADDRESS).await, LoginError::Signing(_)));
}
