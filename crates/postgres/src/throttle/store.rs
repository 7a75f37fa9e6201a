//! The port [`ThrottleStore`].

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use tenantry_domain::access::SystemScope;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::throttle::{
    DecideTallies, ThrottleError, ThrottleKey, ThrottleStore, Throttled,
};
use time::OffsetDateTime;
use tokio::sync::Semaphore;

use super::statements::{keep, lock};
use crate::database::{Database, WorkError};

/// How long to wait before a rule is asked again that refused in passing, and how often it is asked in all.
const PAUSE: Duration = Duration::from_millis(50);
const TRIES: u32 = 20;

/// How many wait like that on one node. A flood must not become one of questions to the database.
const WAITING_AT_ONCE: usize = 32;

/// How many tallies are removed at once: few enough for one unit of work, however many there are.
const PURGED_AT_ONCE: i64 = 5000;

/// A crash may lose the last moments of a count, which harms nobody. A sign-in must not wait for the disk on its behalf.
const DONT_WAIT_FOR_THE_DISK: &str = "SET LOCAL synchronous_commit TO off";

/// Rows that others hold matter to them.
const PURGE: &str = "DELETE FROM throttles WHERE key IN (
    SELECT key FROM throttles
     WHERE (count = 0 OR matters_until <= $1) AND (pending = 0 OR pending_until <= $1)
     LIMIT $2
       FOR UPDATE SKIP LOCKED
)";

/// Keeps tallies in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresThrottleStore {
    database: Database,
    waiting: Arc<Semaphore>,
}

impl PostgresThrottleStore {
    /// A store in this database.
    pub fn new(database: Database) -> Self {
        Self { database, waiting: Arc::new(Semaphore::new(WAITING_AT_ONCE)) }
    }

    async fn try_update(
        &self,
        scope: &SystemScope,
        keys: &[ThrottleKey],
        decide: DecideTallies<'_>,
    ) -> Result<(), Hindrance> {
        self.database
            .in_system(scope, async |connection| {
                connection.batch_execute(DONT_WAIT_FOR_THE_DISK).await?;
                let locked = lock(connection, keys).await?;
                let mut tallies = locked.ok_or(WorkError::Refused(Hindrance::Vanished))?;
                decide(&mut tallies)
                    .map_err(|throttled| WorkError::Refused(Hindrance::Throttled(throttled)))?;
                Ok(keep(connection, keys, &tallies).await?)
            })
            .await
    }
}

/// Why tallies were not changed this time.
enum Hindrance {
    Throttled(Throttled),
    /// Upkeep removed a tally between its making and its locking.
    Vanished,
    Store(StoreError),
}

impl From<StoreError> for Hindrance {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A tally that vanishes as often as it is made.
#[derive(Debug, thiserror::Error)]
#[error("a tally was removed over and over again")]
struct NeverThere;

/// Leaves the row to others for a while, as long as whoever asks has the patience.
async fn pause() -> Result<(), StoreError> {
    let paused = tenantry_patience::wait(tokio::time::sleep(PAUSE)).await;
    paused.map_err(StoreError::unavailable)
}

#[async_trait]
impl ThrottleStore for PostgresThrottleStore {
    /// Each try is a transaction of its own, so that whoever waits holds neither a connection nor a lock.
    async fn update<'a>(
        &self,
        scope: &SystemScope,
        keys: Vec<ThrottleKey>,
        decide: DecideTallies<'a>,
    ) -> Result<(), ThrottleError> {
        let (mut tries, mut place) = (0, None);
        loop {
            let outcome = self.try_update(scope, &keys, decide).await;
            tries += 1;
            match outcome {
                Ok(()) => return Ok(()),
                Err(Hindrance::Throttled(throttled)) if !throttled.passing || tries == TRIES => {
                    return Err(throttled.into());
                }
                Err(Hindrance::Vanished) if tries == TRIES => {
                    return Err(StoreError::unavailable(NeverThere).into());
                }
                Err(Hindrance::Store(error)) => return Err(error.into()),
                Err(Hindrance::Throttled(throttled)) => {
                    place = match place.take().or_else(|| self.waiting.try_acquire().ok()) {
                        Some(place) => Some(place),
                        None => return Err(throttled.into()),
                    };
                    pause().await?;
                }
                Err(Hindrance::Vanished) => pause().await?,
            }
        }
    }

    async fn purge(&self, scope: &SystemScope, at: OffsetDateTime) -> Result<u64, StoreError> {
        let mut purged = 0;
        loop {
            let some = self
                .database
                .in_system(scope, async |connection| {
                    connection.batch_execute(DONT_WAIT_FOR_THE_DISK).await?;
                    let some = diesel::sql_query(PURGE)
                        .bind::<Timestamptz, _>(at)
                        .bind::<BigInt, _>(PURGED_AT_ONCE)
                        .execute(connection)
                        .await?;
                    Ok::<_, WorkError<StoreError>>(i64::try_from(some).unwrap_or_default())
                })
                .await?;
            purged += some;
            if some < PURGED_AT_ONCE {
                return Ok(crate::row::count(purged));
            }
        }
    }
}
