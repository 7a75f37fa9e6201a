//! Taking away what every node has read long ago.

use async_trait::async_trait;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use tenantry_domain::access::SystemScope;
use tenantry_domain::change::{ChangeTrimStore, Horizon};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use crate::database::Database;

/// Which server it is is asked in the same statement: no other than the one that was meant carries it out.
const TRIM: &str = "DELETE FROM changes WHERE id IN (
    SELECT id FROM changes WHERE xid < $1 AND pg_postmaster_start_time() = $2 ORDER BY xid LIMIT $3
)";

/// Trims the log of changes in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresChangeTrim {
    database: Database,
}

impl PostgresChangeTrim {
    /// The log of this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[derive(QueryableByName)]
struct HorizonRow {
    #[diesel(sql_type = Timestamptz)]
    server: OffsetDateTime,
    #[diesel(sql_type = BigInt)]
    xmin: i64,
}

#[async_trait]
impl ChangeTrimStore for PostgresChangeTrim {
    async fn horizon(&self, scope: &SystemScope) -> Result<Horizon, StoreError> {
        let row: HorizonRow = self
            .database
            .in_system(scope, async |connection| {
                let now = "SELECT pg_postmaster_start_time() AS server, \
                     pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin";
                Ok::<_, crate::WorkError<StoreError>>(
                    diesel::sql_query(now).get_result(connection).await?,
                )
            })
            .await?;
        Ok(Horizon { server: row.server, transaction: row.xmin })
    }

    async fn trim(
        &self,
        scope: &SystemScope,
        before: Horizon,
        most: u32,
    ) -> Result<u64, StoreError> {
        let removed = self
            .database
            .in_system(scope, async |connection| {
                Ok::<_, crate::WorkError<StoreError>>(
                    diesel::sql_query(TRIM)
                        .bind::<BigInt, _>(before.transaction)
                        .bind::<Timestamptz, _>(before.server)
                        .bind::<BigInt, _>(i64::from(most))
                        .execute(connection)
                        .await?,
                )
            })
            .await?;
        u64::try_from(removed).map_err(StoreError::failed)
    }
}
