//! How often something may be tried, counted over all nodes: the real rules on the real store.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tenantry_domain::access::Origin;
use tenantry_domain::clock::Clock;
use tenantry_domain::secret::{PlainSecret, SecretDigest, SecretSource};
use tenantry_domain::throttle::{
    Attempt, Throttle, ThrottleError, ThrottleLimits, Throttled, Window,
};
use tenantry_postgres::{Database, PostgresThrottleStore};
use tenantry_testkit::fixtures::now;
use time::{Duration, OffsetDateTime};

use crate::support::Stage;

const ADA: &str = "ada@example.com";

/// A clock that goes when it is told to.
struct TestClock {
    start: OffsetDateTime,
    seconds: AtomicI64,
}

impl TestClock {
    fn new() -> Arc<Self> {
        Arc::new(Self { start: now(), seconds: AtomicI64::new(0) })
    }

    fn advance(&self, by: Duration) {
        self.seconds.fetch_add(by.whole_seconds(), Ordering::Relaxed);
    }
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        self.start + Duration::seconds(self.seconds.load(Ordering::Relaxed))
    }
}

/// Nothing here needs to be unpredictable.
struct PlainDigests;

impl SecretSource for PlainDigests {
    fn entropy(&self) -> [u8; 32] {
        [7; 32]
    }

    fn successor(&self, _: &PlainSecret) -> [u8; 32] {
        [8; 32]
    }

    fn digest(&self, purpose: &str, text: &str) -> SecretDigest {
        SecretDigest::of(&format!("{purpose}|{text}"))
    }
}

fn node(database: &Database, clock: &Arc<TestClock>) -> Throttle {
    let minutes = |most, minutes| Window { most, within: Duration::minutes(minutes) };
    let limits = ThrottleLimits {
        passwords_of_a_network: minutes(100, 10),
        sign_ups_of_a_network: minutes(2, 60),
        mail_of_a_network: minutes(30, 60),
        invitations_of_a_tenant: minutes(30, 60),
    };
    let store = Arc::new(PostgresThrottleStore::new(database.clone()));
    let clock: Arc<dyn Clock> = clock.clone();
    Throttle::new(store, limits, Arc::new(PlainDigests), clock)
}

fn from(ip: [u8; 4]) -> Origin {
    Origin { ip: Some(IpAddr::from(ip)), ..Origin::default() }
}

fn origin() -> Origin {
    from([192, 0, 2, 7])
}

async fn begin(node: &Throttle) -> Result<Attempt, ThrottleError> {
    node.begin_attempt(ADA, &origin()).await
}

/// Tries a wrong password.
async fn fail(node: &Throttle) -> Result<(), ThrottleError> {
    let attempt = begin(node).await?;
    Ok(node.attempt_failed(attempt).await?)
}

fn throttled<T: std::fmt::Debug>(outcome: Result<T, ThrottleError>) -> Throttled {
    match outcome {
        Err(ThrottleError::Throttled(throttled)) => throttled,
        other => panic!("not throttled: {other:?}"),
    }
}

#[tokio::test]
async fn two_nodes_count_together() {
    let stage = Stage::new().await;
    let clock = TestClock::new();
    let (one, other) = (node(&stage.database, &clock), node(&stage.test.database(), &clock));
    for node in [&one, &other, &one, &other, &one] {
        fail(node).await.unwrap();
    }
    for node in [&one, &other] {
        let refused = throttled(begin(node).await);
        assert_eq!(refused, Throttled { retry_after: Duration::seconds(30), passing: false });
    }
    clock.advance(Duration::seconds(30));
    fail(&other).await.unwrap();
    assert_eq!(throttled(begin(&one).await).retry_after, Duration::minutes(1));
}

#[tokio::test]
async fn of_twenty_wrong_passwords_at_once_after_four_one_is_looked_at() {
    let stage = Stage::for_a_crowd_of(10).await;
    let clock = TestClock::new();
    let other = stage.another_for_a_crowd_of(10).await;
    let nodes = [node(&stage.database, &clock), node(&other, &clock)];
    for _ in 0..4 {
        fail(&nodes[0]).await.unwrap();
    }
    let attempts = (0..20).map(|number| fail(&nodes[number % 2]));
    let outcomes = futures_util::future::join_all(attempts).await;
    let (looked_at, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(looked_at.len(), 1);
    for outcome in refused {
        assert_eq!(throttled(outcome).retry_after, Duration::seconds(30));
    }
}

#[tokio::test]
async fn of_twenty_wrong_passwords_at_once_five_are_looked_at() {
    let stage = Stage::for_crowds().await;
    let node = node(&stage.database, &TestClock::new());
    let attempts = (0..20).map(|_| fail(&node));
    let outcomes = futures_util::future::join_all(attempts).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5, "{outcomes:?}");
    let counts = "SELECT concat_ws(' ', count, pending) FROM throttles";
    assert_eq!(stage.test.sql(counts).await, ["5 0", "5 0"]);
}

#[tokio::test]
async fn who_waits_for_another_try_holds_no_connection_and_goes_on_when_that_was_right() {
    let test = tenantry_testkit::TestDatabase::create().await;
    let node = node(&test.database_of_size(1), &TestClock::new());
    for _ in 0..4 {
        fail(&node).await.unwrap();
    }
    let first = begin(&node).await.unwrap();
    let settle = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        node.attempt_succeeded(first).await.unwrap();
    };
    let (second, ()) = tokio::join!(begin(&node), settle);
    assert!(second.is_ok(), "{second:?}");
}

#[tokio::test]
async fn who_waits_in_vain_is_told_to_come_back_in_a_moment() {
    let stage = Stage::new().await;
    let node = node(&stage.database, &TestClock::new());
    for _ in 0..4 {
        fail(&node).await.unwrap();
    }
    let _first = begin(&node).await.unwrap();
    let refused = throttled(begin(&node).await);
    assert_eq!(refused, Throttled { retry_after: Duration::SECOND, passing: true });
}

#[tokio::test]
async fn of_a_flood_only_some_wait_and_the_rest_is_refused_at_once() {
    let stage = Stage::for_a_crowd_of(41).await;
    let node = node(&stage.database, &TestClock::new());
    for _ in 0..4 {
        fail(&node).await.unwrap();
    }
    let first = begin(&node).await.unwrap();
    let flood = (0..40).map(|_| begin(&node));
    let settle = async {
        // Long after those without a place were refused, and before those with one give up.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        node.attempt_succeeded(first).await.unwrap();
    };
    let (outcomes, ()) = tokio::join!(futures_util::future::join_all(flood), settle);
    let refused = outcomes.iter().filter(|outcome| outcome.is_err()).count();
    assert!(refused >= 8, "{refused} of 40 were refused");
    assert!(outcomes.iter().any(Result::is_ok), "nobody waited");
}

#[tokio::test]
async fn a_refusal_leaves_nothing_behind() {
    let stage = Stage::new().await;
    let clock = TestClock::new();
    let node = node(&stage.database, &clock);
    node.send("codes", ADA).await.unwrap();
    for _ in 0..9 {
        throttled(node.send("codes", ADA).await);
    }
    let counts = "SELECT concat_ws(' ', count, pending) FROM throttles";
    assert_eq!(stage.test.sql(counts).await, ["1 0", "1 0"]);
    for _ in 0..4 {
        clock.advance(Duration::MINUTE);
        node.send("codes", ADA).await.unwrap();
    }
    clock.advance(Duration::MINUTE);
    assert_eq!(throttled(node.send("codes", ADA).await).retry_after, Duration::minutes(55));
}

#[tokio::test]
async fn networks_count_apart_and_for_as_long_as_their_window() {
    let stage = Stage::new().await;
    let clock = TestClock::new();
    let node = node(&stage.database, &clock);
    let (ours, theirs) = (origin(), from([192, 0, 2, 8]));
    for _ in 0..2 {
        node.sign_up(&ours).await.unwrap();
    }
    clock.advance(Duration::minutes(59));
    assert_eq!(throttled(node.sign_up(&ours).await).retry_after, Duration::MINUTE);
    node.sign_up(&theirs).await.unwrap();
    clock.advance(Duration::MINUTE);
    node.sign_up(&ours).await.unwrap();
}

#[tokio::test]
async fn of_twenty_guesses_at_once_five_are_looked_at() {
    let stage = Stage::for_crowds().await;
    let node = node(&stage.database, &TestClock::new());
    let guesses = (0..20).map(|_| node.guess("email", ADA));
    let outcomes = futures_util::future::join_all(guesses).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5, "{outcomes:?}");
}

#[tokio::test]
async fn upkeep_removes_what_does_not_matter_any_more_and_nothing_else() {
    let stage = Stage::new().await;
    let clock = TestClock::new();
    let node = node(&stage.database, &clock);
    let count = async || stage.test.sql("SELECT count(*) FROM throttles").await.remove(0);
    let attempt = begin(&node).await.unwrap();
    assert_eq!(node.purge().await.unwrap(), 0, "a try is being looked at");
    node.attempt_succeeded(attempt).await.unwrap();
    assert_eq!(node.purge().await.unwrap(), 2, "nothing counts");
    begin(&node).await.unwrap();
    clock.advance(Duration::seconds(10));
    assert_eq!(node.purge().await.unwrap(), 2, "its node is dead");

    fail(&node).await.unwrap();
    node.sign_up(&origin()).await.unwrap();
    assert_eq!((node.purge().await.unwrap(), count().await), (0, "3".to_owned()));
    clock.advance(Duration::HOUR);
    assert_eq!((node.purge().await.unwrap(), count().await), (2, "1".to_owned()));
    clock.advance(Duration::DAY);
    assert_eq!((node.purge().await.unwrap(), count().await), (1, "0".to_owned()));
}

#[tokio::test]
async fn an_account_that_only_a_reset_can_open_is_never_forgotten() {
    let stage = Stage::new().await;
    let clock = TestClock::new();
    let node = node(&stage.database, &clock);
    fail(&node).await.unwrap();
    let nearly =
        "UPDATE throttles SET count = 99 WHERE matters_until > now() + interval '12 hours'";
    stage.test.sql(nearly).await;
    clock.advance(Duration::HOUR);
    fail(&node).await.unwrap();
    clock.advance(Duration::days(1000));
    node.purge().await.unwrap();
    throttled(begin(&node).await);
    node.forget_attempts(ADA).await.unwrap();
    begin(&node).await.unwrap();
}

#[tokio::test]
async fn nodes_that_count_and_remove_at_once_lose_no_count() {
    let stage = Stage::for_a_crowd_of(41).await;
    let node = node(&stage.database, &TestClock::new());
    let origin = origin();
    let counts = (0..40).map(|_| node.request_mail(&origin));
    let upkeep = async {
        for _ in 0..40 {
            node.purge().await.unwrap();
        }
    };
    let (outcomes, ()) = tokio::join!(futures_util::future::join_all(counts), upkeep);
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 30, "{outcomes:?}");
}

#[tokio::test]
async fn nobody_who_tries_is_troubled_by_upkeep() {
    let stage = Stage::for_a_crowd_of(11).await;
    let node = node(&stage.database, &TestClock::new());
    let origin = origin();
    let people = (0..10).map(async |number| {
        let account = format!("{number}@example.com");
        for _ in 0..30 {
            let attempt = node.begin_attempt(&account, &origin).await.unwrap();
            node.attempt_succeeded(attempt).await.unwrap();
        }
    });
    let upkeep = async {
        for _ in 0..300 {
            node.purge().await.unwrap();
        }
    };
    tokio::join!(futures_util::future::join_all(people), upkeep);
}
