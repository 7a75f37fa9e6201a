//! The port [`OutboxStore`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::SystemScope;
use tenantry_domain::id::MessageId;
use tenantry_domain::notification::{
    MessageKind, NewMessage, OutboxDepth, OutboxMessage, OutboxStore, Settlement,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::insert::enqueue;
use super::row::OutboxRow;
use crate::database::Database;
use crate::row::count;
use crate::schema::outbox;

/// Keeps messages in PostgreSQL until they are sent.
#[derive(Clone, Debug)]
pub struct PostgresOutboxStore {
    database: Database,
}

impl PostgresOutboxStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

/// What this build can send. While nodes are replaced one by one, newer ones may write other kinds, which are theirs to send.
fn known_kinds() -> [&'static str; MessageKind::ALL.len()] {
    MessageKind::ALL.map(MessageKind::as_str)
}

/// Reads messages. One that makes no sense must not hold up those that do; whoever operates this is told.
fn readable(rows: Vec<OutboxRow>) -> Vec<OutboxMessage> {
    let read = |row: OutboxRow| {
        let id = row.id;
        OutboxMessage::try_from(row)
            .inspect_err(|error| tracing::error!(message = %id, %error, "a message can't be read"))
            .ok()
    };
    rows.into_iter().filter_map(read).collect()
}

#[async_trait]
impl OutboxStore for PostgresOutboxStore {
    async fn enqueue(
        &self,
        scope: &SystemScope,
        message: NewMessage,
        at: OffsetDateTime,
    ) -> Result<(), StoreError> {
        self.database
            .in_system(scope, async |connection| Ok(enqueue(connection, &message, at).await?))
            .await
    }

    async fn claim(
        &self,
        scope: &SystemScope,
        most: u32,
        at: OffsetDateTime,
        until: OffsetDateTime,
    ) -> Result<Vec<OutboxMessage>, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                // What another node is just taking is passed over, so that nobody waits.
                let due: Vec<Uuid> = outbox::table
                    .filter(outbox::given_up_at.is_null())
                    .filter(outbox::next_attempt_at.le(at))
                    .filter(outbox::kind.eq_any(known_kinds()))
                    .order(outbox::next_attempt_at)
                    .limit(most.into())
                    .select(outbox::id)
                    .for_update()
                    .skip_locked()
                    .load(connection)
                    .await?;
                if due.is_empty() {
                    return Ok(Vec::new());
                }
                let mut rows: Vec<OutboxRow> = diesel::update(outbox::table)
                    .filter(outbox::id.eq_any(due))
                    .set((
                        outbox::next_attempt_at.eq(until),
                        outbox::claimed_until.eq(until),
                        outbox::attempts.eq(outbox::attempts + 1),
                    ))
                    .returning(OutboxRow::as_returning())
                    .get_results(connection)
                    .await?;
                rows.sort_unstable_by_key(|row| row.id);
                Ok(readable(rows))
            })
            .await
    }

    async fn settle(
        &self,
        scope: &SystemScope,
        message: MessageId,
        settlement: Settlement,
        at: OffsetDateTime,
    ) -> Result<(), StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let message = outbox::table.find(message.uuid());
                // What another node has settled meanwhile stays as it left it. What was sent goes in any case.
                let claimed = message.filter(outbox::claimed_until.is_not_null());
                match settlement {
                    Settlement::Remove => diesel::delete(message).execute(connection).await?,
                    Settlement::Retry { next_attempt_at, error } => {
                        diesel::update(claimed)
                            .set((
                                outbox::next_attempt_at.eq(next_attempt_at),
                                outbox::claimed_until.eq(None::<OffsetDateTime>),
                                outbox::last_error.eq(error),
                            ))
                            .execute(connection)
                            .await?
                    }
                    Settlement::GiveUp { error } => {
                        diesel::update(claimed)
                            .set((
                                outbox::given_up_at.eq(at),
                                outbox::claimed_until.eq(None::<OffsetDateTime>),
                                outbox::last_error.eq(error),
                            ))
                            .execute(connection)
                            .await?
                    }
                };
                Ok(())
            })
            .await
    }

    async fn list(&self, scope: &SystemScope, most: u32) -> Result<Vec<OutboxMessage>, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let rows = outbox::table
                    .filter(outbox::kind.eq_any(known_kinds()))
                    .order((outbox::created_at, outbox::id))
                    .limit(most.into())
                    .select(OutboxRow::as_select())
                    .load(connection)
                    .await?;
                Ok(readable(rows))
            })
            .await
    }

    async fn retry(
        &self,
        scope: &SystemScope,
        which: Option<MessageId>,
        at: OffsetDateTime,
    ) -> Result<u64, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let now = (
                    outbox::next_attempt_at.eq(at),
                    outbox::given_up_at.eq(None::<OffsetDateTime>),
                );
                // What a node is just sending would go out twice.
                let is_idle = outbox::given_up_at
                    .is_not_null()
                    .or(outbox::claimed_until.is_null())
                    .or(outbox::claimed_until.le(at));
                let idle = diesel::update(outbox::table).filter(is_idle);
                let retried = match which {
                    Some(message) => {
                        let one = idle.filter(outbox::id.eq(message.uuid()));
                        one.set(now).execute(connection).await?
                    }
                    None => idle.set(now).execute(connection).await?,
                };
                Ok(u64::try_from(retried).unwrap_or(u64::MAX))
            })
            .await
    }

    async fn depth(&self, scope: &SystemScope) -> Result<OutboxDepth, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let (all, given_up): (i64, i64) = outbox::table
                    .select((diesel::dsl::count_star(), diesel::dsl::count(outbox::given_up_at)))
                    .first(connection)
                    .await?;
                Ok(OutboxDepth { waiting: count(all - given_up), given_up: count(given_up) })
            })
            .await
    }
}
