//! From a refresh token to its session, and what a decision about it writes.

use std::sync::Arc;

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{CredentialUsed, Origin, Trail};
use tenantry_domain::audit::Target;
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::{SessionId, TenantId, UserId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{EndReason, Refresh, Session};
use time::OffsetDateTime;
use uuid::Uuid;

use super::end::{action, end_session};
use super::row::SessionRow;
use crate::audit::Entry;
use crate::credential::{insert_refresh_token, stored_kind};
use crate::database::WorkError;
use crate::prepared::prepared;
use crate::row::ACTIVE;
use crate::schema::{credentials, sessions, tenants, users};

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
    let tenant = match row.tenant_id {
        // One that is gone, or has let the person go, is no tenant to act in, though the row may name it for a while.
        Some(tenant) => tenants::table
            .find(tenant)
            .filter(tenants::deleted_at.is_null())
            .select(tenants::id)
            .first(connection)
            .await
            .optional()?,
        None => None,
    };
    let status: Option<String> =
        users::table.find(user.uuid()).select(users::status).first(connection).await.optional()?;
    let session = row.into_session(status.is_some_and(|status| status == ACTIVE))?;
    Ok(Some(Session { tenant: tenant.map(TenantId::new), ..session }))
}

/// Writes what was decided, into the row and into the session at hand.
pub(super) async fn apply(
    connection: &mut AsyncPgConnection,
    session: &mut Session,
    decision: Refresh,
    origin: &Arc<Origin>,
) -> QueryResult<()> {
    match decision {
        Refresh::Rotate { successor, idle_expires_at, at } => {
            let parent = std::mem::replace(&mut session.current, successor);
            session.parent = Some(parent);
            session.rotated_at = at;
            session.idle_expires_at = idle_expires_at;
            let rotate = diesel::update(sessions::table.find(session.id.uuid())).set((
                sessions::parent_digest.eq(parent.as_bytes().as_slice()),
                sessions::current_digest.eq(successor.as_bytes().as_slice()),
                sessions::rotated_at.eq(at),
                sessions::last_used_at.eq(at),
                sessions::idle_expires_at.eq(idle_expires_at),
            ));
            prepared(rotate).execute(connection).await?;
            insert_refresh_token(connection, successor, session.id, session.user).await
        }
        Refresh::End(reason, at) => {
            if end_session(connection, session.user, session.id, reason, at).await? {
                session.ended_at = Some(at);
                record_end(connection, session, reason, origin, at).await?;
            }
            Ok(())
        }
        Refresh::Repeat | Refresh::Refuse => Ok(()),
    }
}

/// A token can only have come from the session's owner, though somebody else may have shown it.
async fn record_end(
    connection: &mut AsyncPgConnection,
    session: &Session,
    reason: EndReason,
    origin: &Arc<Origin>,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let trail = Trail::of_person(session.user, CredentialUsed::RefreshToken, origin);
    let target = Target::Session(session.id);
    let entry = Entry::done(action(reason), &target, &trail, at);
    Entry { tenant: session.tenant, user: Some(session.user), ..entry }.record_own(connection).await
}
