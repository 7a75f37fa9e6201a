//! How sessions end before their time.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use tenantry_domain::audit::Action;
use tenantry_domain::id::{SessionId, UserId};
use tenantry_domain::session::EndReason;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::prepared::prepared;
use crate::schema::sessions;

/// What the log says of an end.
pub(super) const fn action(reason: EndReason) -> Action {
    match reason {
        EndReason::SignedOut => Action::SessionLogOut,
        EndReason::TokenReplayed => Action::SessionReplay,
        EndReason::Revoked => Action::SessionRevoke,
        EndReason::PasswordChanged => Action::PasswordChange,
        EndReason::PasswordReset => Action::PasswordReset,
        EndReason::AccountDeleted => Action::UserDelete,
    }
}

/// Which of a person's sessions.
#[derive(Clone, Copy)]
pub(crate) enum Which {
    All,
    AllBut(SessionId),
}

/// Ends those that are live, and says how many that were. They are locked in the order of their names, so that two who do this
/// don't wait for each other.
pub(crate) async fn end_sessions(
    connection: &mut AsyncPgConnection,
    user: UserId,
    which: Which,
    reason: EndReason,
    at: OffsetDateTime,
) -> QueryResult<usize> {
    let mut live: Vec<Uuid> = sessions::table
        .filter(sessions::user_id.eq(user.uuid()))
        .filter(sessions::ended_at.is_null())
        .order(sessions::id)
        .select(sessions::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    if let Which::AllBut(kept) = which {
        live.retain(|session| *session != kept.uuid());
    }
    diesel::update(sessions::table.filter(sessions::id.eq_any(live)))
        .set((sessions::ended_at.eq(at), sessions::end_reason.eq(reason.as_str())))
        .execute(connection)
        .await
}

/// Ends one of a person's sessions, and says whether it was live.
pub(crate) async fn end_session(
    connection: &mut AsyncPgConnection,
    user: UserId,
    session: SessionId,
    reason: EndReason,
    at: OffsetDateTime,
) -> QueryResult<bool> {
    let end = diesel::update(sessions::table.find(session.uuid()))
        .filter(sessions::user_id.eq(user.uuid()))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::idle_expires_at.gt(at))
        .filter(sessions::absolute_expires_at.gt(at))
        .set((sessions::ended_at.eq(at), sessions::end_reason.eq(reason.as_str())));
    let ended = prepared(end).execute(connection).await?;
    Ok(ended == 1)
}

/// Forgets where a person's sessions were begun from, and by which program.
pub(crate) async fn forget_clients(
    connection: &mut AsyncPgConnection,
    user: UserId,
) -> QueryResult<()> {
    diesel::update(sessions::table.filter(sessions::user_id.eq(user.uuid())))
        .set((sessions::ip.eq(None::<IpNet>), sessions::user_agent.eq(None::<String>)))
        .execute(connection)
        .await?;
    Ok(())
}
