//! Reading the log of changes: nothing is missed, whatever the order in which transactions end.

use std::collections::HashSet;
use std::time::Duration;

use futures_util::FutureExt as _;
use tenantry_domain::change::{
    Change, ChangeLog as _, ChangeTrimStore as _, Horizon, Reading, Subject,
};
use tenantry_domain::id::UserId;
use tenantry_postgres::{ChangeCursor, PostgresChangeLog, PostgresChangeTrim};
use tenantry_testkit::{TestCluster, TestDatabase};

use crate::circle::SYSTEM;
use crate::support::{Stage, is_unavailable};

/// Somebody who reads the log from where they began, and knows by its number what comes once more.
pub(crate) struct Follower {
    log: PostgresChangeLog,
    cursor: ChangeCursor,
    seen: HashSet<u64>,
}

impl Follower {
    pub(crate) async fn new(stage: &Stage) -> Self {
        let log = PostgresChangeLog::new(stage.database.clone());
        let cursor = log.end().await.unwrap();
        // What was told before may be told again.
        let mut follower = Self { log, cursor, seen: HashSet::new() };
        follower.read().await;
        follower
    }

    /// What is new.
    pub(crate) async fn read(&mut self) -> Vec<Change> {
        let Reading { changes, next } = self.log.read(&self.cursor).await.unwrap().unwrap();
        self.cursor = next;
        let fresh = changes.into_iter().filter(|(number, _)| self.seen.insert(*number));
        fresh.map(|(_, change)| change).collect()
    }
}

fn suspend(user: UserId) -> String {
    format!("UPDATE users SET status = 'suspended' WHERE id = '{user}'")
}

fn to(user: UserId) -> Change {
    Change::To(Subject::User(user))
}

async fn three_users(stage: &Stage) -> [UserId; 3] {
    let mut users = Vec::new();
    for name in ["ada", "grace", "alan"] {
        users.push(stage.fixtures.user(name).await.id);
    }
    users.try_into().unwrap()
}

#[tokio::test]
async fn a_transaction_that_began_before_others_and_ends_after_them_is_not_missed() {
    let stage = Stage::new().await;
    let [first, second, third] = three_users(&stage).await;
    let mut follower = Follower::new(&stage).await;
    let early = stage.connection().await;
    early.batch_execute(&format!("BEGIN; {}", suspend(first))).await.unwrap();
    stage.test.sql(&suspend(second)).await;
    assert_eq!(follower.read().await, [to(second)]);
    stage.test.sql(&suspend(third)).await;
    assert_eq!(follower.read().await, [to(third)]);
    early.batch_execute("COMMIT").await.unwrap();
    assert_eq!(follower.read().await, [to(first)]);
    assert_eq!(follower.read().await, []);
}

#[tokio::test]
async fn a_long_transaction_holds_nothing_back() {
    let stage = Stage::new().await;
    let [first, second, third] = three_users(&stage).await;
    let mut follower = Follower::new(&stage).await;
    let long = stage.connection().await;
    long.batch_execute("BEGIN; SELECT pg_current_xact_id()").await.unwrap();
    for user in [first, second, third, first, second] {
        stage.test.sql(&suspend(user)).await;
        assert_eq!(follower.read().await, [to(user)]);
    }
    long.batch_execute(&suspend(third)).await.unwrap();
    assert_eq!(follower.read().await, []);
    long.batch_execute("COMMIT").await.unwrap();
    assert_eq!(follower.read().await, [to(third)]);
}

#[tokio::test]
async fn what_was_rolled_back_was_never_told() {
    let stage = Stage::new().await;
    let [first, second, _] = three_users(&stage).await;
    let mut follower = Follower::new(&stage).await;
    stage.test.sql(&format!("BEGIN; {}; ROLLBACK", suspend(first))).await;
    stage.test.sql(&suspend(second)).await;
    assert_eq!(follower.read().await, [to(second)]);
}

#[tokio::test]
async fn many_who_change_at_once_are_all_told_of() {
    let stage = Stage::new().await;
    let mut users = Vec::new();
    for number in 0..20 {
        users.push(stage.fixtures.user(&format!("user{number}")).await.id);
    }
    let mut follower = Follower::new(&stage).await;
    let mut missing: HashSet<UserId> = users.iter().copied().collect();
    let statements: Vec<_> = users.iter().map(|user| suspend(*user)).collect();
    // Nobody has to be let in while the log is read.
    let mut people = Vec::new();
    for _ in &statements {
        people.push(stage.connection().await);
    }
    let changes = people.iter().zip(&statements).map(|(person, statement)| async move {
        person.batch_execute(statement).await.unwrap();
    });
    let changes = futures_util::future::join_all(changes);
    let reads = async {
        while !missing.is_empty() {
            for change in follower.read().await {
                let Change::To(Subject::User(user)) = change else { panic!("{change:?}") };
                assert!(missing.remove(&user), "{user} was told of twice");
            }
        }
    };
    tokio::join!(changes, reads);
}

#[tokio::test]
async fn what_a_newer_build_tells_makes_everything_doubtful() {
    let stage = Stage::new().await;
    let mut follower = Follower::new(&stage).await;
    let sql = "ALTER TABLE changes DROP CONSTRAINT changes_kind_and_subject; \
        INSERT INTO changes (kind) VALUES ('new_kind')";
    stage.test.sql(sql).await;
    assert_eq!(follower.read().await, [Change::Everything]);
}

#[tokio::test]
async fn a_change_wakes_who_waits() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await.id;
    let mut follower = Follower::new(&stage).await;
    assert_eq!(follower.log.woken().now_or_never(), None);
    stage.test.sql(&suspend(user)).await;
    follower.log.woken().await;
    assert_eq!(follower.read().await, [to(user)]);
}

#[tokio::test]
async fn whose_connection_was_lost_begins_anew() {
    let stage = Stage::new().await;
    let [first, second, _] = three_users(&stage).await;
    let mut follower = Follower::new(&stage).await;
    let others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    stage.test.sql(others).await;
    // Whoever waits is woken, and finds out.
    follower.log.woken().await;
    let lost = follower.log.read(&follower.cursor).await;
    assert!(is_unavailable(&lost), "{lost:?}");
    stage.test.sql(&suspend(first)).await;
    // The next connection may be to another server, so that the cursor is of no log any more.
    for _ in 0..2 {
        assert_eq!(follower.log.read(&follower.cursor).await.unwrap(), None);
    }
    follower.cursor = follower.log.end().await.unwrap();
    follower.read().await;
    stage.test.sql(&suspend(second)).await;
    assert_eq!(follower.read().await, [to(second)]);
}

#[tokio::test]
async fn old_changes_are_trimmed_and_none_that_may_not_have_been_read() {
    let stage = Stage::new().await;
    let [first, second, third] = three_users(&stage).await;
    let trim = PostgresChangeTrim::new(stage.database.clone());
    stage.test.sql("DELETE FROM changes").await;
    stage.test.sql(&suspend(first)).await;
    let long = stage.connection().await;
    long.batch_execute(&format!("BEGIN; {}", suspend(second))).await.unwrap();
    stage.test.sql(&suspend(third)).await;
    // What other tests do at the same server may hold the moment back for a while.
    let gone_before_the_long_one = async || {
        let horizon = trim.horizon(&SYSTEM).await.unwrap();
        trim.trim(&SYSTEM, horizon, 10).await.unwrap();
        stage.test.sql("SELECT subject FROM changes ORDER BY id").await
    };
    while gone_before_the_long_one().await != [third.to_string()] {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    long.batch_execute("COMMIT").await.unwrap();
    let kept = "SELECT subject FROM changes ORDER BY id";
    assert_eq!(stage.test.sql(kept).await, [second, third].map(|user| user.to_string()));
    while !gone_before_the_long_one().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn they_are_trimmed_in_steps_the_oldest_first() {
    let cluster = TestCluster::private();
    let stage = Stage::of(TestDatabase::create_on(&cluster).await);
    let users = three_users(&stage).await;
    let trim = PostgresChangeTrim::new(stage.database.clone());
    stage.test.sql("DELETE FROM changes").await;
    for user in users {
        stage.test.sql(&suspend(user)).await;
    }
    let horizon = trim.horizon(&SYSTEM).await.unwrap();
    assert_eq!(trim.trim(&SYSTEM, horizon, 2).await.unwrap(), 2);
    assert_eq!(stage.test.sql("SELECT subject FROM changes").await, [users[2].to_string()]);
    assert_eq!(trim.trim(&SYSTEM, horizon, 2).await.unwrap(), 1);
    assert_eq!(trim.trim(&SYSTEM, horizon, 2).await.unwrap(), 0);
}

#[tokio::test]
async fn a_place_in_the_log_of_one_server_is_none_in_that_of_another() {
    let old = Stage::new().await;
    let cluster = TestCluster::private();
    let new = Stage::of(TestDatabase::create_on(&cluster).await);
    let (old_log, mut follower) =
        (PostgresChangeLog::new(old.database.clone()), Follower::new(&new).await);
    let theirs = old_log.end().await.unwrap();
    // Both are places of a first connection, as behind something that keeps connections while servers change.
    assert_eq!(follower.log.read(&theirs).await.unwrap(), None);
    let [user, _, _] = three_users(&new).await;
    follower.read().await;
    new.test.sql(&suspend(user)).await;
    assert_eq!(follower.read().await, [to(user)]);
}

#[tokio::test]
async fn what_was_told_at_a_server_is_not_trimmed_by_the_moment_of_the_one_before() {
    let cluster = TestCluster::private();
    let stage = Stage::of(TestDatabase::create_on(&cluster).await);
    let [user, _, _] = three_users(&stage).await;
    let trim = PostgresChangeTrim::new(stage.database.clone());
    stage.test.sql("DELETE FROM changes").await;
    let before = trim.horizon(&SYSTEM).await.unwrap();
    // The one that takes over has not come as far as the one that is gone.
    let further = Horizon { transaction: before.transaction + 1_000_000, ..before };
    cluster.stop();
    cluster.start();
    stage.test.sql(&suspend(user)).await;
    assert_eq!(trim.trim(&SYSTEM, further, 10).await.unwrap(), 0);
    let now = trim.horizon(&SYSTEM).await.unwrap();
    assert_ne!(now.server, before.server);
    let further = Horizon { transaction: now.transaction + 1_000_000, ..now };
    assert_eq!(trim.trim(&SYSTEM, further, 10).await.unwrap(), 1);
}
