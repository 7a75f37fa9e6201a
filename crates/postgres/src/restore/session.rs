//! The end of sessions, each by the role of the person whose it is: the installation itself has no right on any.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_types::{Array, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::{SessionId, UserId};
use tenantry_domain::restore::EndedSessions;
use time::OffsetDateTime;
use uuid::Uuid;

use super::end::Known;
use crate::database::{enter_directory, enter_user};
use crate::schema::sessions;

/// A session that lives, whose it is, and when it should have ended.
type Living = (Uuid, Uuid, OffsetDateTime);

/// Ends these, each as of its own moment.
pub(super) async fn end_known(
    connection: &mut AsyncPgConnection,
    living: &[Known],
) -> QueryResult<usize> {
    let ids: Vec<Uuid> = living.iter().map(|known| known.id).collect();
    let owners: Vec<(Uuid, Uuid)> = sessions::table
        .filter(sessions::id.eq_any(ids))
        .select((sessions::id, sessions::user_id))
        .load(connection)
        .await?;
    let moment = |id: Uuid| living.iter().find(|known| known.id == id).map(|known| known.at);
    let living = owners.into_iter().filter_map(|(id, user)| Some((id, user, moment(id)?)));
    end(connection, living.collect()).await
}

/// Looks at so many behind one, whatever became of them, so that no step has to look for long; ends those that live.
pub(super) async fn end_next(
    connection: &mut AsyncPgConnection,
    after: Option<SessionId>,
    most: u32,
    at: OffsetDateTime,
) -> QueryResult<EndedSessions> {
    enter_directory(connection).await?;
    let looked_at: Vec<(Uuid, Uuid, Option<OffsetDateTime>)> = sessions::table
        .filter(sessions::id.gt(after.map(SessionId::uuid).unwrap_or_default()))
        .order(sessions::id)
        .limit(most.into())
        .select((sessions::id, sessions::user_id, sessions::ended_at))
        .load(connection)
        .await?;
    let last = looked_at.last().map(|(id, ..)| SessionId::new(*id));
    let living = looked_at.into_iter().filter(|(.., ended_at)| ended_at.is_none());
    let ended = end(connection, living.map(|(id, user, _)| (id, user, at)).collect()).await?;
    Ok(EndedSessions { ended: u64::try_from(ended).unwrap_or(u64::MAX), last })
}

/// One person after the other.
async fn end(connection: &mut AsyncPgConnection, mut living: Vec<Living>) -> QueryResult<usize> {
    living.sort_unstable_by_key(|(id, user, _)| (*user, *id));
    let mut ended = 0;
    for of_one in living.chunk_by(|(_, one, _), (_, next, _)| one == next) {
        let Some((_, user, _)) = of_one.first() else { continue };
        enter_user(connection, UserId::new(*user)).await?;
        let statement = "UPDATE sessions SET ended_at = named.at, end_reason = 'revoked' \
               FROM unnest($1, $2) AS named (id, at) \
              WHERE sessions.user_id = $3 AND sessions.id = named.id AND sessions.ended_at IS NULL";
        ended += diesel::sql_query(statement)
            .bind::<Array<SqlUuid>, _>(of_one.iter().map(|(id, ..)| *id).collect::<Vec<_>>())
            .bind::<Array<Timestamptz>, _>(of_one.iter().map(|(.., at)| *at).collect::<Vec<_>>())
            .bind::<SqlUuid, _>(user)
            .execute(connection)
            .await?;
    }
    Ok(ended)
}
