use tenantry_domain::id::{TenantId, UserId};
use uuid::Uuid;

use crate::ledger::Ledger;
use crate::subjects::Subjects;
use tenantry_domain::change::{Change, Subject};

const TENANT: Subject = Subject::Tenant(TenantId::new(Uuid::from_u128(1)));
const USER: Subject = Subject::User(UserId::new(Uuid::from_u128(2)));

fn of(subjects: &[Subject]) -> Subjects {
    let mut all = [None; 6];
    for (at, subject) in subjects.iter().enumerate() {
        all[at] = Some(*subject);
    }
    Subjects::new(all)
}

fn numbered(number: u128) -> Subject {
    Subject::Credential(Uuid::from_u128(number))
}

#[test]
fn an_answer_holds_until_something_changes_that_it_draws_on() {
    let ledger = Ledger::new(1_000);
    let stamp = ledger.stamp();
    assert!(ledger.holds(stamp, &of(&[TENANT, USER])));
    ledger.enter([Change::To(TENANT)]);
    assert!(!ledger.holds(stamp, &of(&[TENANT, USER])));
    assert!(ledger.holds(stamp, &of(&[USER])));
    assert!(ledger.holds(ledger.stamp(), &of(&[TENANT, USER])));
}

#[test]
fn an_answer_that_was_asked_for_before_a_change_is_old_when_it_comes_after() {
    let ledger = Ledger::new(1_000);
    let asked = ledger.stamp();
    ledger.enter([Change::To(USER)]);
    let answered = of(&[USER]);
    assert!(!ledger.holds(asked, &answered));
}

#[test]
fn a_new_credential_makes_only_ignorance_old() {
    let ledger = Ledger::new(1_000);
    let stamp = ledger.stamp();
    ledger.enter([Change::NewCredential]);
    assert!(!ledger.knows_all_credentials(stamp));
    assert!(ledger.holds(stamp, &of(&[TENANT])));
    assert!(ledger.knows_all_credentials(ledger.stamp()));
}

#[test]
fn forgetting_all_makes_everything_old_once() {
    let ledger = Ledger::new(1_000);
    let stamp = ledger.stamp();
    ledger.forget_all();
    assert!(!ledger.holds(stamp, &of(&[])) && !ledger.knows_all_credentials(stamp));
    assert!(ledger.holds(ledger.stamp(), &of(&[TENANT])));
}

#[test]
fn a_full_ledger_takes_everything_for_changed_rather_than_forget_a_change() {
    let ledger = Ledger::new(160);
    let before = ledger.stamp();
    for number in 0..2_000 {
        ledger.enter([Change::To(numbered(number))]);
    }
    for number in 0..2_000 {
        assert!(!ledger.holds(before, &of(&[numbered(number)])), "{number}");
    }
    assert!(!ledger.holds(before, &of(&[TENANT])));
}

#[test]
fn a_change_that_is_not_understood_makes_everything_old() {
    let ledger = Ledger::new(1_000);
    let stamp = ledger.stamp();
    ledger.enter([Change::Everything]);
    assert!(!ledger.holds(stamp, &of(&[])) && !ledger.knows_all_credentials(stamp));
}
