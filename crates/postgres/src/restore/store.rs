//! The port [`EndingStore`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::SystemScope;
use tenantry_domain::id::{InstallationId, SessionId};
use tenantry_domain::password::PasswordHash;
use tenantry_domain::restore::{
    Counts, EndedSessions, Ending, EndingKind, EndingPage, EndingPosition, EndingStore,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use super::account::{bury_accounts, spoil_passwords};
use super::end::{Known, end, known};
use super::list::page;
use super::session::{end_known, end_next};
use crate::database::{Database, WorkError, enter_directory};
use crate::schema::{challenges, installation};

/// Knows what has ended in PostgreSQL, and ends it there.
#[derive(Clone, Debug)]
pub struct PostgresEndingStore {
    database: Database,
}

impl PostgresEndingStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl EndingStore for PostgresEndingStore {
    async fn installation(&self, scope: &SystemScope) -> Result<InstallationId, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let id = installation::table.select(installation::id).first(connection).await?;
                Ok(InstallationId::new(id))
            })
            .await
    }

    async fn page(
        &self,
        scope: &SystemScope,
        kind: EndingKind,
        after: Option<EndingPosition>,
        most: u32,
        at: OffsetDateTime,
    ) -> Result<EndingPage, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                enter_directory(connection).await?;
                Ok(page(connection, kind, after, most, at).await?)
            })
            .await
    }

    async fn end(
        &self,
        scope: &SystemScope,
        kind: EndingKind,
        endings: Vec<Ending>,
        unusable: Option<PasswordHash>,
        at: OffsetDateTime,
    ) -> Result<Counts, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                enter_directory(connection).await?;
                let known = known(connection, kind, &endings).await?;
                let found = known.len();
                let living: Vec<Known> = known.into_iter().filter(|known| known.lives).collect();
                let ended = match (kind, &unusable) {
                    (EndingKind::Password, Some(unusable)) => {
                        spoil_passwords(connection, &living, unusable, at).await?
                    }
                    (EndingKind::Password, None) => {
                        let missing = StoreError::failed("no hash for replaced passwords");
                        return Err(WorkError::Store(missing));
                    }
                    (EndingKind::User, _) => bury_accounts(connection, &living).await?,
                    (EndingKind::Session, _) => end_known(connection, &living).await?,
                    _ => end(connection, kind, &living, at).await?,
                };
                Ok(Counts {
                    ended: number(ended),
                    ended_before: number(found.saturating_sub(ended)),
                    unknown: number(endings.len().saturating_sub(found)),
                })
            })
            .await
    }

    async fn end_sessions(
        &self,
        scope: &SystemScope,
        after: Option<SessionId>,
        most: u32,
        at: OffsetDateTime,
    ) -> Result<EndedSessions, StoreError> {
        self.database
            .in_system(scope, async |connection| Ok(end_next(connection, after, most, at).await?))
            .await
    }

    async fn forget_challenges(&self, scope: &SystemScope) -> Result<u64, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                Ok(number(diesel::delete(challenges::table).execute(connection).await?))
            })
            .await
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
