use std::sync::Arc;

use rstest::rstest;
use time::Duration;

use super::super::*;
use crate::audit::{Action, Outcome, Target};
use crate::fixtures::{
    AuditLog, Limited, PASSWORD, TENANT, USER, broken_throttle, comparing, full_queue,
    gate_finding, gate_knowing, gate_parts, login_facts, origin, outage,
};
use crate::secret::PlainSecret;
use crate::session::{LoginFacts, MockSessionDirectory};
use crate::user::UserStatus;

pub(super) const ADDRESS: &str = "ada@lovelace.example";

/// What is counted, and what is told.
pub(super) struct Traces {
    pub(super) limited: Limited,
    pub(super) log: AuditLog,
}

impl Traces {
    pub(super) fn new() -> Self {
        Self { limited: Limited::new(), log: AuditLog::default() }
    }

    /// A gate of these parts that leaves its traces here.
    pub(super) fn gate(&self, parts: GateParts) -> PasswordGate {
        let throttle = Arc::clone(&self.limited.throttle);
        PasswordGate::new(GateParts { throttle, audit: self.log.store(), ..parts })
    }

    /// How many wrong passwords count for the address and for the network, and that none is being looked at any more.
    pub(super) fn counted(&self) -> (u32, u32) {
        let (account, network) =
            (self.limited.passwords(ADDRESS), self.limited.passwords_of_the_network());
        assert_eq!((account.1, network.1), (0, 0));
        (account.0, network.0)
    }
}

pub(super) async fn pass(gate: &PasswordGate, email: &str) -> Result<LoginFacts, GateError> {
    gate.pass(email, PlainSecret::new(PASSWORD), Action::UserDelete, &origin()).await
}

fn suspended() -> LoginFacts {
    LoginFacts { status: UserStatus::Suspended, ..login_facts() }
}

#[tokio::test]
async fn the_right_password_passes_with_what_is_known_of_its_account() {
    let traces = Traces::new();
    let gate = traces.gate(gate_finding(Some(login_facts()), Verdict::Right));
    assert_eq!(pass(&gate, ADDRESS).await.unwrap(), login_facts());
    assert_eq!(traces.log.events(), []);
}

#[tokio::test]
async fn the_right_password_has_the_wrong_ones_before_it_forgotten() {
    let traces = Traces::new();
    traces.limited.fail(ADDRESS, 4).await;
    let gate = traces.gate(gate_finding(Some(login_facts()), Verdict::Right));
    assert!(pass(&gate, ADDRESS).await.is_ok());
    assert_eq!(traces.counted(), (0, 4));
}

#[rstest]
#[case::unknown(None, Verdict::Wrong)]
#[case::wrong(Some(login_facts()), Verdict::Wrong)]
#[case::suspended(Some(suspended()), Verdict::Right)]
#[case::suspended_with_an_outdated_hash(Some(suspended()), Verdict::RightButOutdated)]
#[case::suspended_and_wrong(Some(suspended()), Verdict::Wrong)]
#[tokio::test]
async fn every_cause_of_a_refusal_is_compared_counted_and_told_alike(
    #[case] facts: Option<LoginFacts>,
    #[case] verdict: Verdict,
) {
    let traces = Traces::new();
    let known = facts.is_some();
    let gate = traces.gate(gate_finding(facts, verdict));
    assert!(matches!(pass(&gate, ADDRESS).await, Err(GateError::Wrong)));
    assert_eq!(traces.counted(), (1, 1));

    let events = traces.log.events();
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.action, event.outcome), (Action::UserDelete, Outcome::Refused));
    assert_eq!(event.user, known.then_some(USER));
    assert_eq!(event.tenant, known.then_some(TENANT));
    assert_eq!(event.target, known.then_some(Target::User(USER)));
    assert_eq!((event.trail.actor, event.trail.credential), (None, None));
    assert_eq!(event.trail.origin, origin());
}

#[rstest]
#[case("", "")]
#[case("ada", "ada")]
#[case(" ADA ", "ada")]
#[case("ada@love\0lace.example", "ada@love\0lace.example")]
#[tokio::test]
async fn what_is_no_address_is_looked_up_nowhere_and_costs_and_counts_all_the_same(
    #[case] email: &str,
    #[case] counted: &str,
) {
    let traces = Traces::new();
    let hasher = comparing(None, Verdict::Wrong);
    let gate = traces.gate(GateParts { hasher, ..gate_parts() });
    assert!(matches!(pass(&gate, email).await, Err(GateError::Wrong)));
    assert_eq!(traces.limited.passwords(counted), (1, 0));
    assert_eq!(traces.log.events().len(), 1);
}

#[tokio::test]
async fn an_address_counts_however_it_is_spelt() {
    let traces = Traces::new();
    let gate = traces.gate(gate_finding(Some(login_facts()), Verdict::Wrong));
    assert!(pass(&gate, " Ada@LOVELACE.example ").await.is_err());
    assert_eq!(traces.counted(), (1, 1));
}

#[rstest]
#[case::known(Some(login_facts()))]
#[case::unknown(None)]
#[tokio::test]
async fn whoever_comes_too_often_is_not_even_compared(#[case] facts: Option<LoginFacts>) {
    let traces = Traces::new();
    traces.limited.fail(ADDRESS, 5).await;
    let known = facts.is_some();
    let gate = traces.gate(gate_knowing(facts));

    let refusal = pass(&gate, ADDRESS).await;
    let Err(GateError::Throttled(throttled)) = refusal else { panic!("{refusal:?}") };
    assert_eq!(throttled.retry_after, Duration::seconds(30));
    assert_eq!(traces.counted(), (5, 5));
    let events = traces.log.events();
    let [event] = &events[..] else { panic!("{events:?}") };
    assert_eq!((event.action, event.outcome), (Action::UserDelete, Outcome::Throttled));
    assert_eq!((event.user, event.tenant), (known.then_some(USER), known.then_some(TENANT)));
}

#[tokio::test]
async fn a_busy_hasher_is_no_wrong_password() {
    let traces = Traces::new();
    traces.limited.fail(ADDRESS, 1).await;
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_verify().returning(|_, _| Err(HashingError::Busy));
    let parts = gate_knowing(Some(login_facts()));
    let gate = traces.gate(GateParts { hasher: Arc::new(hasher), ..parts });
    let refusal = pass(&gate, ADDRESS).await;
    assert!(matches!(refusal, Err(GateError::Hashing(HashingError::Busy))), "{refusal:?}");
    assert_eq!(traces.counted(), (1, 1));
    assert_eq!(traces.log.events(), []);
}

#[tokio::test]
async fn a_failure_of_the_directory_stays_one() {
    let mut directory = MockSessionDirectory::new();
    directory.expect_find_login().returning(|_| Err(outage()));
    let parts = GateParts { directory: Arc::new(directory), ..gate_parts() };
    let failure = pass(&PasswordGate::new(parts), ADDRESS).await;
    assert!(matches!(failure, Err(GateError::Store(_))), "{failure:?}");
}

#[tokio::test]
async fn nobody_is_compared_whose_attempts_cannot_be_counted() {
    let parts = gate_knowing(Some(login_facts()));
    let parts = GateParts { throttle: broken_throttle(), ..parts };
    let failure = pass(&PasswordGate::new(parts), ADDRESS).await;
    assert!(matches!(failure, Err(GateError::Store(_))), "{failure:?}");
}

#[tokio::test]
async fn a_refusal_that_cannot_be_told_is_an_outage_and_counts_all_the_same() {
    let limited = Limited::new();
    let mut audit = crate::audit::MockAuditStore::new();
    audit.expect_record().returning(|_, _, _| Err(outage()));
    let parts = GateParts {
        throttle: Arc::clone(&limited.throttle),
        audit: Arc::new(audit),
        ..gate_finding(Some(login_facts()), Verdict::Wrong)
    };
    let failure = pass(&PasswordGate::new(parts), ADDRESS).await;
    assert!(matches!(failure, Err(GateError::Store(_))), "{failure:?}");
    assert_eq!(limited.passwords(ADDRESS), (1, 0));
}

#[tokio::test]
async fn where_too_many_wait_nobody_is_asked_anything() {
    let parts = GateParts { queue: full_queue(), ..gate_parts() };
    let gate = PasswordGate::new(parts);
    let password = PlainSecret::new(PASSWORD);
    let refused =
        gate.pass("ada@lovelace.example", password, Action::SessionLogIn, &origin()).await;
    assert!(matches!(refused, Err(GateError::Hashing(HashingError::Busy))), "{refused:?}");
}
