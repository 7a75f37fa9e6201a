use std::sync::{Arc, Mutex};

use uuid::Uuid;

use super::*;
use crate::access::CredentialUsed;
use crate::audit::{Action, MockAuditStore};
use crate::fixtures::{NOW, TENANT, clock, outage, secrets};
use crate::id::{InstallationId, SessionId};
use crate::password::{HashingError, MockPasswordHasher, PasswordHash};

const INSTALLATION: InstallationId = InstallationId::new(Uuid::from_u128(0xA0));

fn ending(kind: EndingKind, number: u128) -> Ending {
    let tenant = kind.lies_in_a_tenant().then_some(TENANT);
    Ending { kind, tenant, id: Uuid::from_u128(number), at: NOW }
}

fn position(number: u128) -> EndingPosition {
    EndingPosition { moment: NOW, tenant: Uuid::nil(), id: Uuid::from_u128(number) }
}

/// A store of the installation above.
fn store() -> MockEndingStore {
    let mut store = MockEndingStore::new();
    store.expect_installation().returning(|_| Ok(INSTALLATION));
    store
}

/// A store with two pages of sessions and one of every other kind.
fn full_store() -> MockEndingStore {
    let mut store = store();
    store.expect_page().returning(|scope, kind, after, _, at| {
        assert_eq!((scope.job(), at), ("export of revocations", NOW));
        let first = after.map_or(1, |position| position.id.as_u128() + 1);
        let next = (kind == EndingKind::Session && after.is_none()).then(|| position(first));
        Ok(EndingPage { endings: vec![ending(kind, first)], next })
    });
    store
}

#[tokio::test]
async fn the_export_goes_through_every_kind_page_by_page() {
    let export = Export::new(Arc::new(full_store()), clock());
    let (mut progress, mut told) = (export.begin().await.unwrap(), Vec::new());
    assert_eq!((progress.installation(), progress.begun_at()), (INSTALLATION, NOW));
    while let Some(page) = export.next(&mut progress).await.unwrap() {
        told.extend(page);
    }
    let mut expected = Vec::new();
    for kind in EndingKind::ALL {
        expected.push(ending(kind, 1));
        if kind == EndingKind::Session {
            expected.push(ending(kind, 2));
        }
    }
    assert_eq!(told, expected);
    assert_eq!(export.next(&mut progress).await.unwrap(), None);
}

#[tokio::test]
async fn an_export_that_fails_goes_on_where_it_was() {
    let mut store = store();
    store.expect_page().once().returning(|_, _, _, _, _| Err(outage()));
    store
        .expect_page()
        .once()
        .withf(|_, kind, after, _, _| (*kind, *after) == (EndingKind::ALL[0], None))
        .returning(|_, _, _, _, _| Ok(EndingPage { endings: Vec::new(), next: None }));
    let export = Export::new(Arc::new(store), clock());
    let mut progress = export.begin().await.unwrap();
    assert!(export.next(&mut progress).await.is_err());
    assert_eq!(export.next(&mut progress).await.unwrap(), Some(Vec::new()));
}

#[test]
fn every_kind_is_known_by_its_name_and_no_other_is() {
    for kind in EndingKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
    }
    assert_eq!("user_reactivated".parse::<EndingKind>(), Err(UnknownKind));
}

/// What a store was asked to end: the kind, how many, and whether there was a hash to put in a password's place.
type Asked = Arc<Mutex<Vec<(EndingKind, usize, bool)>>>;

/// A store in which the first of every step had come back.
fn forgetful_store() -> (MockEndingStore, Asked) {
    let (mut store, asked) = (MockEndingStore::new(), Asked::default());
    let log = Arc::clone(&asked);
    store.expect_end().returning(move |scope, kind, endings, unusable, at| {
        assert_eq!((scope.job(), at), ("guard after a restore", NOW));
        assert!(endings.iter().all(|ending| ending.kind == kind));
        assert!(unusable.is_none_or(|hash| hash == PasswordHash::new("nobody's")));
        let is_given = kind == EndingKind::Password;
        log.lock().unwrap().push((kind, endings.len(), is_given));
        let others = u64::try_from(endings.len()).unwrap() - 1;
        Ok(Counts { ended: 1, ended_before: others, unknown: 0 })
    });
    (store, asked)
}

fn guard(store: MockEndingStore, audit: MockAuditStore) -> RestoreGuard {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_hash().returning(|password| {
        assert_eq!(password.expose().len(), 64);
        Ok(PasswordHash::new("nobody's"))
    });
    RestoreGuard::new(GuardParts {
        store: Arc::new(store),
        hasher: Arc::new(hasher),
        secrets: secrets(),
        audit: Arc::new(audit),
        clock: clock(),
    })
}

#[tokio::test]
async fn what_ended_in_another_installation_is_not_let_through() {
    let guard = guard(store(), MockAuditStore::new());
    guard.admit(INSTALLATION).await.unwrap();
    let theirs = InstallationId::new(Uuid::from_u128(0xA1));
    let refusal = guard.admit(theirs).await.unwrap_err();
    assert!(matches!(refusal, GuardError::Foreign { .. }), "{refusal:?}");
    let said = refusal.to_string();
    for id in [theirs, INSTALLATION] {
        assert!(said.contains(&id.to_string()), "{said}");
    }
}

#[tokio::test]
async fn where_it_is_not_known_which_installation_this_is_nothing_is_told_and_nothing_let_through()
{
    let unknown = || {
        let mut store = MockEndingStore::new();
        store.expect_installation().returning(|_| Err(outage()));
        store
    };
    assert!(Export::new(Arc::new(unknown()), clock()).begin().await.is_err());
    let outcome = guard(unknown(), MockAuditStore::new()).admit(INSTALLATION).await;
    assert!(matches!(outcome, Err(GuardError::Store(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_list_is_ended_kind_by_kind_in_small_steps() {
    let (store, asked) = forgetful_store();
    let kinds = [(EndingKind::ApiKey, 450), (EndingKind::Password, 51), (EndingKind::User, 11)];
    let endings: Vec<Ending> = kinds
        .iter()
        .flat_map(|(kind, number)| (1..=*number).map(|number| ending(*kind, number)))
        .collect();
    let mut report = Report::default();
    guard(store, MockAuditStore::new()).replay(&endings, &mut report).await.unwrap();
    let expected = [
        (EndingKind::ApiKey, 200, false),
        (EndingKind::ApiKey, 200, false),
        (EndingKind::ApiKey, 50, false),
        (EndingKind::Password, 50, true),
        (EndingKind::Password, 1, true),
        (EndingKind::User, 10, false),
        (EndingKind::User, 1, false),
    ];
    assert_eq!(*asked.lock().unwrap(), expected);
    let keys = report.of(EndingKind::ApiKey);
    assert_eq!(keys, Counts { ended: 3, ended_before: 447, unknown: 0 });
    assert_eq!(report.of(EndingKind::Tenant), Counts::default());
    assert_eq!((report.total().ended, report.total().all()), (7, 512));
}

#[tokio::test]
async fn nothing_to_replay_touches_nothing() {
    let mut report = Report::default();
    let guard = guard(MockEndingStore::new(), MockAuditStore::new());
    guard.replay(&[], &mut report).await.unwrap();
    assert_eq!(report, Report::default());
}

#[tokio::test]
async fn a_failure_leaves_in_the_report_what_was_done_before() {
    let (mut store, mut report) = (MockEndingStore::new(), Report::default());
    let done = Counts { ended: 200, ended_before: 0, unknown: 0 };
    store.expect_end().once().returning(move |_, _, _, _, _| Ok(done));
    store.expect_end().once().returning(|_, _, _, _, _| Err(outage()));
    let endings: Vec<Ending> = (1..=300).map(|number| ending(EndingKind::ApiKey, number)).collect();
    let outcome = guard(store, MockAuditStore::new()).replay(&endings, &mut report).await;
    assert!(matches!(outcome, Err(GuardError::Store(_))), "{outcome:?}");
    assert_eq!(report.of(EndingKind::ApiKey), done);
}

#[tokio::test]
async fn without_a_hash_no_password_is_replaced() {
    let mut hasher = MockPasswordHasher::new();
    hasher.expect_hash().returning(|_| Err(HashingError::Busy));
    let parts = GuardParts {
        store: Arc::new(MockEndingStore::new()),
        hasher: Arc::new(hasher),
        secrets: secrets(),
        audit: Arc::new(MockAuditStore::new()),
        clock: clock(),
    };
    let endings = [ending(EndingKind::Password, 1)];
    let outcome = RestoreGuard::new(parts).replay(&endings, &mut Report::default()).await;
    assert!(matches!(outcome, Err(GuardError::Hashing(HashingError::Busy))), "{outcome:?}");
}

#[tokio::test]
async fn every_session_is_ended_step_by_step_also_behind_steps_that_find_none() {
    let mut store = MockEndingStore::new();
    for (after, ended, last) in
        [(None, 5, Some(1)), (Some(1), 0, Some(2)), (Some(2), 7, Some(3)), (Some(3), 0, None)]
    {
        let session = |number| SessionId::new(Uuid::from_u128(number));
        let (after, last) = (after.map(session), last.map(session));
        store
            .expect_end_sessions()
            .once()
            .withf(move |_, behind, most, at| (*behind, *most, *at) == (after, 1000, NOW))
            .returning(move |_, _, _, _| Ok(EndedSessions { ended, last }));
    }
    let ended = guard(store, MockAuditStore::new()).end_every_session().await;
    assert_eq!(ended.unwrap(), 12);
}

#[tokio::test]
async fn a_run_ends_with_its_codes_forgotten_and_the_log_told_by_the_operator() {
    let (mut store, mut audit) = (MockEndingStore::new(), MockAuditStore::new());
    store.expect_forget_challenges().once().returning(|_| Ok(3));
    audit
        .expect_record()
        .once()
        .withf(|_, event, at| {
            let by_operator = event.trail.credential == Some(CredentialUsed::Operator);
            (event.action, *at) == (Action::RestoreGuard, NOW) && by_operator
        })
        .returning(|_, _, _| Ok(()));
    assert_eq!(guard(store, audit).conclude().await.unwrap(), 3);
}

#[tokio::test]
async fn a_log_that_can_not_be_told_is_a_failure() {
    let (mut store, mut audit) = (MockEndingStore::new(), MockAuditStore::new());
    store.expect_forget_challenges().once().returning(|_| Ok(3));
    audit.expect_record().once().returning(|_, _, _| Err(outage()));
    let outcome = guard(store, audit).conclude().await;
    assert!(matches!(outcome, Err(GuardError::Store(_))), "{outcome:?}");
}
