//! The port [`SessionStore`].

use std::sync::Arc;

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::{Origin, UserScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{SessionId, TenantId};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{
    DecideRefresh, EndReason, NewSession, OpenError, Refreshed, SessionEntry, SessionStore,
    TenantSwitch,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use super::end::{Which, action, end_session, end_sessions};
use super::open::{choose_tenant, holds, insert, is_new_device, mark_used};
use super::refresh::{apply, find_owner, lock};
use super::row::SessionEntryRow;
use super::switch::switch_tenant;
use crate::audit::{Entry, record_own};
use crate::database::{Database, WorkError, enter_user};
use crate::outbox::enqueue;
use crate::schema::sessions;

/// Keeps sessions in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresSessionStore {
    database: Database,
}

impl PostgresSessionStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl SessionStore for PostgresSessionStore {
    async fn open(
        &self,
        scope: &UserScope,
        new: NewSession,
        shown: PasswordHash,
        at: OffsetDateTime,
    ) -> Result<Option<TenantId>, OpenError> {
        self.database
            .in_user(scope, async |connection| {
                let (user, origin) = (scope.user(), &*scope.trail().origin);
                if !holds(connection, user, &shown).await? {
                    return Err(WorkError::Refused(OpenError::Superseded));
                }
                if let Some(news) = &new.news
                    && is_new_device(connection, user, origin.user_agent.as_deref()).await?
                {
                    enqueue(connection, news, at).await?;
                }
                let tenant = match choose_tenant(connection, user).await? {
                    Some(tenant) => {
                        mark_used(connection, user, tenant, at).await?.then_some(tenant)
                    }
                    None => None,
                };
                insert(connection, user, tenant, &new, origin, at).await?;
                let (tenant, target) = (tenant.map(TenantId::new), Target::Session(new.id));
                let entry = Entry::done(Action::SessionLogIn, &target, scope.trail(), at);
                Entry { tenant, user: Some(user), ..entry }.record_own(connection).await?;
                Ok(tenant)
            })
            .await
    }

    async fn list(
        &self,
        scope: &UserScope,
        at: OffsetDateTime,
    ) -> Result<Vec<SessionEntry>, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let rows: Vec<SessionEntryRow> = sessions::table
                    .filter(sessions::user_id.eq(scope.user().uuid()))
                    .filter(sessions::ended_at.is_null())
                    .filter(sessions::idle_expires_at.gt(at))
                    .filter(sessions::absolute_expires_at.gt(at))
                    .order((sessions::last_used_at.desc(), sessions::id.desc()))
                    .select(SessionEntryRow::as_select())
                    .load(connection)
                    .await?;
                Ok(rows.into_iter().map(SessionEntry::from).collect())
            })
            .await
    }

    async fn refresh<'a>(
        &self,
        presented: SecretDigest,
        origin: Arc<Origin>,
        decide: DecideRefresh<'a>,
    ) -> Result<Option<Refreshed>, StoreError> {
        self.database
            .in_directory(async |connection| {
                let Some((id, user)) = find_owner(connection, presented).await? else {
                    return Ok(None);
                };
                enter_user(connection, user).await?;
                let Some(mut session) = lock(connection, id, user).await? else {
                    return Ok(None);
                };
                let decision = decide(&session);
                apply(connection, &mut session, decision, &origin).await?;
                Ok(Some(Refreshed { decision, session }))
            })
            .await
    }

    async fn switch_tenant(
        &self,
        scope: &UserScope,
        switch: TenantSwitch,
        at: OffsetDateTime,
    ) -> Result<Option<OffsetDateTime>, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                Ok(switch_tenant(connection, scope, &switch, at).await?)
            })
            .await
    }

    async fn end(
        &self,
        scope: &UserScope,
        session: SessionId,
        reason: EndReason,
        at: OffsetDateTime,
    ) -> Result<bool, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                if !end_session(connection, scope.user(), session, reason, at).await? {
                    return Ok(false);
                }
                let target = Target::Session(session);
                record_own(connection, scope, action(reason), target, at).await?;
                Ok(true)
            })
            .await
    }

    async fn end_others(
        &self,
        scope: &UserScope,
        kept: SessionId,
        reason: EndReason,
        at: OffsetDateTime,
    ) -> Result<(), StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let others = Which::AllBut(kept);
                end_sessions(connection, scope.user(), others, reason, at).await?;
                let (action, target) = (Action::SessionRevokeOthers, Target::User(scope.user()));
                Ok(record_own(connection, scope, action, target, at).await?)
            })
            .await
    }
}
