use std::sync::Arc;

use rstest::rstest;

use super::*;
use crate::audit::{Action, Target};
use crate::fixtures::{NOW, ORGANIZATION, TENANT, USER, clock, outage};

const ALL: [Suspendable; 3] =
    [Suspendable::Tenant(TENANT), Suspendable::Organization(ORGANIZATION), Suspendable::User(USER)];

/// A service whose store has, or has not, what it is asked for.
fn service(subject: Suspendable, standing: Standing, there: bool) -> SuspensionService {
    let mut store = MockSuspensionStore::new();
    store
        .expect_set()
        .once()
        .withf(move |scope, asked, wanted, at| {
            (scope.job(), *asked, *wanted, *at) == ("suspension", subject, standing, NOW)
        })
        .returning(move |_, _, _, _| Ok(there));
    SuspensionService::new(Arc::new(store), clock())
}

#[tokio::test]
async fn an_operator_closes_and_opens_tenants_organizations_and_people() {
    for subject in ALL {
        for standing in [Standing::Suspended, Standing::Active] {
            let done = service(subject, standing, true).set(subject, standing).await;
            assert!(done.is_ok(), "{subject:?} {standing:?}: {done:?}");
        }
    }
}

#[tokio::test]
async fn what_is_not_there_is_neither_closed_nor_opened() {
    for subject in ALL {
        for standing in [Standing::Suspended, Standing::Active] {
            let refusal = service(subject, standing, false).set(subject, standing).await;
            assert!(matches!(refusal, Err(SuspensionError::NotFound)), "{refusal:?}");
        }
    }
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut store = MockSuspensionStore::new();
    store.expect_set().returning(|_, _, _, _| Err(outage()));
    let service = SuspensionService::new(Arc::new(store), clock());
    let failure = service.set(Suspendable::User(USER), Standing::Suspended).await;
    assert!(matches!(failure, Err(SuspensionError::Store(_))), "{failure:?}");
}

#[rstest]
#[case(Suspendable::Tenant(TENANT), Action::TenantSuspend, Action::TenantReactivate)]
#[case(
    Suspendable::Organization(ORGANIZATION),
    Action::OrganizationSuspend,
    Action::OrganizationReactivate
)]
#[case(Suspendable::User(USER), Action::UserSuspend, Action::UserReactivate)]
fn the_audit_log_has_a_word_for_each(
    #[case] subject: Suspendable,
    #[case] closing: Action,
    #[case] opening: Action,
) {
    assert_eq!(Standing::Suspended.action(subject), closing);
    assert_eq!(Standing::Active.action(subject), opening);
}

#[test]
fn the_audit_log_says_what_was_closed() {
    let targets = [Target::Tenant(TENANT), Target::Organization(ORGANIZATION), Target::User(USER)];
    assert_eq!(ALL.map(Suspendable::target), targets);
}

#[test]
fn standings_have_the_names_that_the_store_knows() {
    assert_eq!((Standing::Active.as_str(), Standing::Suspended.as_str()), ("active", "suspended"));
}
