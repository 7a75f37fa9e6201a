//! Many at once: connections for all of them, patience with them, and a look at who waits for whom.

use std::fmt::Debug;
use std::time::Duration;

use futures_util::future::join_all;
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::Database;
use tenantry_testkit::PATIENCE;
use tokio::sync::Barrier;
use tokio::time::{sleep, timeout};

use crate::circle::SYSTEM;
use crate::support::Stage;

/// How many connections are opened at once: of too many, a slow machine may finish none in the time that each has.
const AT_ONCE: usize = 5;
/// How long one of a crowd waits for the others. A unit of work may take longer, so that whoever waits in vain still keeps the connection.
const MOMENT: Duration = Duration::from_secs(1);
/// How often something is tried before it is given up.
const TRIES: u32 = 60;

/// Opens so many connections, so that a crowd that comes after has nothing to wait for but each other.
pub(crate) async fn open(database: &Database, connections: usize) {
    let mut opened = 0;
    for _ in 0..TRIES {
        let crowd = connections.min(opened + AT_ONCE);
        if meets(database, crowd).await {
            opened = crowd;
        }
        if opened == connections {
            return;
        }
    }
    panic!("only {opened} of {connections} connections could be opened");
}

/// Whether so many units of work were under way at the same moment, each on a connection of its own.
async fn meets(database: &Database, crowd: usize) -> bool {
    let meeting = Barrier::new(crowd);
    let units = (0..crowd).map(|_| comes(database, &meeting));
    join_all(units).await.into_iter().all(|came| came)
}

/// Whether one who comes to a meeting finds the others there.
async fn comes(database: &Database, meeting: &Barrier) -> bool {
    let met: Result<bool, StoreError> = database
        .in_system(&SYSTEM, async |_| Ok(timeout(MOMENT, meeting.wait()).await.is_ok()))
        .await;
    matches!(met, Ok(true))
}

/// Asks until there is an answer: in a crowd some may have to wait too long, and ask again. A deadlock is no crowd, however well it goes
/// the next time.
pub(crate) async fn in_a_crowd<T: Debug>(
    ask: impl AsyncFn() -> T,
    is_crowded: impl Fn(&T) -> bool,
) -> T {
    for _ in 1..TRIES {
        let answer = ask().await;
        if !is_crowded(&answer) {
            return answer;
        }
        let told = format!("{answer:?}");
        assert!(!told.contains("deadlock detected"), "{told}");
    }
    ask().await
}

/// Sees who waits for a lock, by a connection that is there before anybody does: they have no patience to wait for it.
pub(crate) struct Watcher(tokio_postgres::Client);

impl Watcher {
    pub(crate) async fn of(stage: &Stage) -> Self {
        Self(stage.connection().await)
    }

    /// Until so many wait. Only those of this database: others at the same server are other tests'.
    pub(crate) async fn until_waiting(&self, many: i64) {
        let waiting = "SELECT count(*) FROM pg_stat_activity \
            WHERE wait_event_type = 'Lock' AND datname = current_database()";
        let they_wait = async {
            while self.0.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) < many {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, they_wait).await.unwrap();
    }
}
