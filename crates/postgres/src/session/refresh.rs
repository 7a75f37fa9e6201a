//! From a refresh token to its session, and what a decision about it writes.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::{SessionId, UserId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{EndReason, Refresh, Session};
use time::OffsetDateTime;
use uuid::Uuid;

use super::row::SessionRow;
use crate::credential::{insert_refresh_token, stored_kind};
use crate::database::WorkError;
use crate::row::ACTIVE;
use crate::schema::{credentials, sessions, users};

/// Whose session a refresh token is or was of.
pub(super) async fn find_owner(
    connection: &mut AsyncPgConnection,
    presented: SecretDigest,
) -> QueryResult<Option<(SessionId, UserId)>> {
    let found: Option<(Uuid, Option<Uuid>)> = credentials::table
        .find(presented.as_bytes().as_slice())
        .filter(credentials::kind.eq(stored_kind(CredentialKind::RefreshToken)))
        .select((credentials::id, credentials::user_id))
        .first(connection)
        .await
        .optional()?;
    Ok(found.and_then(|(session, user)| Some((SessionId::new(session), UserId::new(user?)))))
}

pub(super) async fn lock<E>(
    connection: &mut AsyncPgConnection,
    session: SessionId,
    user: UserId,
) -> Result<Option<Session>, WorkError<E>> {
    let row: Option<SessionRow> = sessions::table
        .find(session.uuid())
        .select(SessionRow::as_select())
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let status: Option<String> =
        users::table.find(user.uuid()).select(users::status).first(connection).await.optional()?;
    Ok(Some(row.into_session(status.is_some_and(|status| status == ACTIVE))?))
}

/// Writes what was decided, into the row and into the session at hand.
pub(super) async fn apply(
    connection: &mut AsyncPgConnection,
    session: &mut Session,
    decision: Refresh,
) -> QueryResult<()> {
    match decision {
        Refresh::Rotate { successor, idle_expires_at, at } => {
            let parent = std::mem::replace(&mut session.current, successor);
            session.parent = Some(parent);
            session.rotated_at = at;
            session.idle_expires_at = idle_expires_at;
            diesel::update(sessions::table.find(session.id.uuid()))
                .set((
                    sessions::parent_digest.eq(parent.as_bytes().as_slice()),
                    sessions::current_digest.eq(successor.as_bytes().as_slice()),
                    sessions::rotated_at.eq(at),
                    sessions::last_used_at.eq(at),
                    sessions::idle_expires_at.eq(idle_expires_at),
                ))
                .execute(connection)
                .await?;
            insert_refresh_token(connection, successor, session.id, session.user).await
        }
        Refresh::End(reason, at) => {
            end(connection, session.id, reason, at).await?;
            session.ended_at = session.ended_at.or(Some(at));
            Ok(())
        }
        Refresh::Repeat | Refresh::Refuse => Ok(()),
    }
}

/// Ends a session that is not over yet.
pub(super) async fn end(
    connection: &mut AsyncPgConnection,
    session: SessionId,
    reason: EndReason,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(sessions::table.find(session.uuid()))
        .filter(sessions::ended_at.is_null())
        .set((sessions::ended_at.eq(at), sessions::end_reason.eq(reason.as_str())))
        .execute(connection)
        .await?;
    Ok(())
}
