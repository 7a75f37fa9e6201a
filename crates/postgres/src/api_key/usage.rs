//! The port [`KeyUsageStore`].

use async_trait::async_trait;
use diesel::sql_types::{Array, BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use tenantry_domain::access::SystemScope;
use tenantry_domain::api_key::{KeyUsageStore, KeyUse};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::database::Database;

/// One statement for the whole batch. The rows are locked in the order of their keys first, as an UPDATE promises none, so
/// that two nodes never wait for each other.
const ADD: &str = "WITH uses AS (
    SELECT * FROM unnest($1, $2, $3, $4) AS uses (tenant_id, id, count, last_used_at)
), locked AS (
    SELECT api_keys.tenant_id, api_keys.id, uses.count, uses.last_used_at
      FROM api_keys JOIN uses USING (tenant_id, id)
     ORDER BY api_keys.tenant_id, api_keys.id
       FOR NO KEY UPDATE OF api_keys
)
UPDATE api_keys
   SET request_count = api_keys.request_count + locked.count,
       last_used_at = greatest(api_keys.last_used_at, locked.last_used_at)
  FROM locked
 WHERE api_keys.tenant_id = locked.tenant_id AND api_keys.id = locked.id";

/// Keeps in PostgreSQL how often keys were used.
#[derive(Clone, Debug)]
pub struct PostgresKeyUsageStore {
    database: Database,
}

impl PostgresKeyUsageStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl KeyUsageStore for PostgresKeyUsageStore {
    async fn add(&self, scope: &SystemScope, uses: Vec<KeyUse>) -> Result<(), StoreError> {
        let tenants: Vec<Uuid> = uses.iter().map(|each| each.tenant.uuid()).collect();
        let keys: Vec<Uuid> = uses.iter().map(|each| each.key.uuid()).collect();
        let counts: Vec<i64> =
            uses.iter().map(|each| i64::try_from(each.count).unwrap_or(i64::MAX)).collect();
        let moments: Vec<OffsetDateTime> = uses.iter().map(|each| each.last_used_at).collect();
        self.database
            .in_system(scope, async |connection| {
                diesel::sql_query(ADD)
                    .bind::<Array<SqlUuid>, _>(&tenants)
                    .bind::<Array<SqlUuid>, _>(&keys)
                    .bind::<Array<BigInt>, _>(&counts)
                    .bind::<Array<Timestamptz>, _>(&moments)
                    .execute(connection)
                    .await?;
                Ok(())
            })
            .await
    }
}
