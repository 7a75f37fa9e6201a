//! The statements around a change of tallies. They name themselves to the statement cache, because every sign-in waits for them.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Binary, Integer, Nullable, Timestamptz};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::throttle::{Tally, ThrottleKey};
use time::OffsetDateTime;

use crate::schema::throttles;

type Columns = (
    Vec<u8>,
    i32,
    Option<OffsetDateTime>,
    Option<OffsetDateTime>,
    i32,
    Option<OffsetDateTime>,
    Option<OffsetDateTime>,
);

/// Makes the rows that are missing, then locks all: both in the order of the keys, so that two nodes never wait for each other.
/// `None` where one of them was removed in between.
pub(super) async fn lock(
    connection: &mut AsyncPgConnection,
    keys: &[ThrottleKey],
) -> QueryResult<Option<Vec<Tally>>> {
    let keys: Vec<&[u8]> = keys.iter().map(|key| key.as_bytes().as_slice()).collect();
    InsertMissing { keys: &keys }.execute(connection).await?;
    let rows: Vec<Columns> = throttles::table
        .filter(throttles::key.eq_any(&keys))
        .order(throttles::key)
        .for_update()
        .load(connection)
        .await?;
    let of_key = |key: &&[u8]| rows.iter().find(|row| row.0 == *key).map(tally);
    Ok(keys.iter().map(of_key).collect())
}

fn tally(row: &Columns) -> Tally {
    let (_, count, since, last, pending, pending_until, matters_until) = row;
    Tally {
        count: u32::try_from(*count).unwrap_or_default(),
        since: *since,
        last: *last,
        pending: u32::try_from(*pending).unwrap_or_default(),
        pending_until: *pending_until,
        matters_until: *matters_until,
    }
}

/// Writes locked tallies back.
pub(super) async fn keep(
    connection: &mut AsyncPgConnection,
    keys: &[ThrottleKey],
    tallies: &[Tally],
) -> QueryResult<()> {
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let keep = Keep {
        keys: keys.iter().map(|key| key.as_bytes().as_slice()).collect(),
        counts: tallies.iter().map(|tally| number(tally.count)).collect(),
        since: tallies.iter().map(|tally| tally.since).collect(),
        last: tallies.iter().map(|tally| tally.last).collect(),
        pending: tallies.iter().map(|tally| number(tally.pending)).collect(),
        pending_until: tallies.iter().map(|tally| tally.pending_until).collect(),
        matters_until: tallies.iter().map(|tally| tally.matters_until).collect(),
    };
    keep.execute(connection).await?;
    Ok(())
}

struct InsertMissing<'a> {
    keys: &'a Vec<&'a [u8]>,
}

impl QueryId for InsertMissing<'_> {
    type QueryId = InsertMissing<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for InsertMissing<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("INSERT INTO throttles (key) SELECT key FROM unnest(");
        out.push_bind_param::<Array<Binary>, _>(self.keys)?;
        out.push_sql(") AS wanted (key) ORDER BY key ON CONFLICT DO NOTHING");
        Ok(())
    }
}

struct Keep<'a> {
    keys: Vec<&'a [u8]>,
    counts: Vec<i32>,
    since: Vec<Option<OffsetDateTime>>,
    last: Vec<Option<OffsetDateTime>>,
    pending: Vec<i32>,
    pending_until: Vec<Option<OffsetDateTime>>,
    matters_until: Vec<Option<OffsetDateTime>>,
}

impl QueryId for Keep<'_> {
    type QueryId = Keep<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for Keep<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "UPDATE throttles \
                SET count = kept.count, since = kept.since, last = kept.last, pending = kept.pending, \
                    pending_until = kept.pending_until, matters_until = kept.matters_until \
               FROM unnest(",
        );
        out.push_bind_param::<Array<Binary>, _>(&self.keys)?;
        out.push_sql(", ");
        out.push_bind_param::<Array<Integer>, _>(&self.counts)?;
        for moments in [&self.since, &self.last] {
            out.push_sql(", ");
            out.push_bind_param::<Array<Nullable<Timestamptz>>, _>(moments)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Array<Integer>, _>(&self.pending)?;
        for moments in [&self.pending_until, &self.matters_until] {
            out.push_sql(", ");
            out.push_bind_param::<Array<Nullable<Timestamptz>>, _>(moments)?;
        }
        out.push_sql(
            ") AS kept (key, count, since, last, pending, pending_until, matters_until) \
              WHERE throttles.key = kept.key",
        );
        Ok(())
    }
}
