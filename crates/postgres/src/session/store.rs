//! The port [`SessionStore`].

use async_trait::async_trait;
use tenantry_domain::access::UserScope;
use tenantry_domain::id::{SessionId, TenantId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{DecideRefresh, EndReason, NewSession, Refreshed, SessionStore};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use super::open::{choose_tenant, insert, mark_used};
use super::refresh::{apply, end, find_owner, lock};
use crate::database::{Database, enter_user};

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
        at: OffsetDateTime,
    ) -> Result<Option<TenantId>, StoreError> {
        self.database
            .in_user(scope, async |connection| {
                let tenant = choose_tenant(connection, scope.user()).await?;
                if let Some(tenant) = tenant {
                    mark_used(connection, scope.user(), tenant, at).await?;
                }
                insert(connection, scope.user(), tenant, &new, at).await?;
                Ok(tenant.map(TenantId::new))
            })
            .await
    }

    async fn refresh<'a>(
        &self,
        presented: SecretDigest,
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
                apply(connection, &mut session, decision).await?;
                Ok(Some(Refreshed { decision, session }))
            })
            .await
    }

    async fn end(
        &self,
        scope: &UserScope,
        session: SessionId,
        reason: EndReason,
        at: OffsetDateTime,
    ) -> Result<(), StoreError> {
        self.database
            .in_user(scope, async |connection| {
                end(connection, session, reason, at).await?;
                Ok(())
            })
            .await
    }
}
