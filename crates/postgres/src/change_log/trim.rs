//! Taking away what every node has read long ago.

use async_trait::async_trait;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Timestamptz};
use diesel_async::RunQueryDsl;
use tenantry_domain::access::SystemScope;
use tenantry_domain::change::{ChangeTrimStore, Horizon};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use crate::database::Database;
use crate::schema::changes;

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

    async fn trim(&self, scope: &SystemScope, before: Horizon) -> Result<u64, StoreError> {
        let removed = self
            .database
            .in_system(scope, async |connection| {
                // In the same statement, which no server but the one that it names carries out.
                let same_server = sql::<Bool>("pg_postmaster_start_time() = ")
                    .bind::<Timestamptz, _>(before.server);
                let old =
                    changes::table.filter(changes::xid.lt(before.transaction)).filter(same_server);
                Ok::<_, crate::WorkError<StoreError>>(
                    diesel::delete(old).execute(connection).await?,
                )
            })
            .await?;
        u64::try_from(removed).map_err(StoreError::failed)
    }
}
