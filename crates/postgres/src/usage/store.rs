//! The port [`UsageStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::SystemScope;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::usage::{CredentialUse, UsageStore, UsedCredential};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::database::Database;

/// One statement for the whole batch of a kind. The rows are locked in the order of their keys first, as an UPDATE promises none,
/// so that two nodes never wait for each other.
const ADD_TO_API_KEYS: &str = "WITH uses AS (
    SELECT * FROM unnest($1, $2, $3, $4) AS uses (tenant_id, id, last_used_at, count)
), locked AS (
    SELECT api_keys.tenant_id, api_keys.id, uses.last_used_at, uses.count
      FROM api_keys JOIN uses USING (tenant_id, id)
     ORDER BY api_keys.tenant_id, api_keys.id
       FOR NO KEY UPDATE OF api_keys
)
UPDATE api_keys
   SET request_count = api_keys.request_count + locked.count,
       last_used_at = greatest(api_keys.last_used_at, locked.last_used_at)
  FROM locked
 WHERE api_keys.tenant_id = locked.tenant_id AND api_keys.id = locked.id";

const ADD_TO_PERSONAL_ACCESS_TOKENS: &str = "WITH uses AS (
    SELECT * FROM unnest($1, $2, $3) AS uses (tenant_id, id, last_used_at)
), locked AS (
    SELECT tokens.tenant_id, tokens.id, uses.last_used_at
      FROM personal_access_tokens AS tokens JOIN uses USING (tenant_id, id)
     ORDER BY tokens.tenant_id, tokens.id
       FOR NO KEY UPDATE OF tokens
)
UPDATE personal_access_tokens AS tokens
   SET last_used_at = greatest(tokens.last_used_at, locked.last_used_at)
  FROM locked
 WHERE tokens.tenant_id = locked.tenant_id AND tokens.id = locked.id";

const ADD_TO_TENANT_API_KEYS: &str = "WITH uses AS (
    SELECT * FROM unnest($1, $2, $3) AS uses (tenant_id, id, last_used_at)
), locked AS (
    SELECT keys.tenant_id, keys.id, uses.last_used_at
      FROM tenant_api_keys AS keys JOIN uses USING (tenant_id, id)
     ORDER BY keys.tenant_id, keys.id
       FOR NO KEY UPDATE OF keys
)
UPDATE tenant_api_keys AS keys
   SET last_used_at = greatest(keys.last_used_at, locked.last_used_at)
  FROM locked
 WHERE keys.tenant_id = locked.tenant_id AND keys.id = locked.id";

/// Keeps in PostgreSQL how often and when credentials were used.
#[derive(Clone, Debug)]
pub struct PostgresUsageStore {
    database: Database,
}

impl PostgresUsageStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl UsageStore for PostgresUsageStore {
    async fn add(&self, scope: &SystemScope, uses: Vec<CredentialUse>) -> Result<(), StoreError> {
        let (mut api_keys, mut tokens, mut tenant_keys) =
            (Batch::default(), Batch::default(), Batch::default());
        for each in &uses {
            match each.credential {
                UsedCredential::ApiKey(id) => api_keys.push(each, id.uuid()),
                UsedCredential::PersonalAccessToken(id) => tokens.push(each, id.uuid()),
                UsedCredential::TenantApiKey(id) => tenant_keys.push(each, id.uuid()),
            }
        }
        self.database
            .in_system(scope, async |connection| {
                api_keys.count(connection).await?;
                tokens.note(connection, ADD_TO_PERSONAL_ACCESS_TOKENS).await?;
                tenant_keys.note(connection, ADD_TO_TENANT_API_KEYS).await?;
                Ok(())
            })
            .await
    }
}

/// What was used of one kind, a column each.
#[derive(Default)]
struct Batch {
    tenants: Vec<Uuid>,
    ids: Vec<Uuid>,
    moments: Vec<OffsetDateTime>,
    counts: Vec<i64>,
}

impl Batch {
    fn push(&mut self, each: &CredentialUse, id: Uuid) {
        self.tenants.push(each.tenant.uuid());
        self.ids.push(id);
        self.moments.push(each.last_used_at);
        self.counts.push(i64::try_from(each.count).unwrap_or(i64::MAX));
    }

    /// Adds how often, too, which is kept of projects' keys alone.
    async fn count(&self, connection: &mut AsyncPgConnection) -> QueryResult<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        diesel::sql_query(ADD_TO_API_KEYS)
            .bind::<Array<SqlUuid>, _>(&self.tenants)
            .bind::<Array<SqlUuid>, _>(&self.ids)
            .bind::<Array<Timestamptz>, _>(&self.moments)
            .bind::<Array<BigInt>, _>(&self.counts)
            .execute(connection)
            .await?;
        Ok(())
    }

    async fn note(&self, connection: &mut AsyncPgConnection, sql: &str) -> QueryResult<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        diesel::sql_query(sql)
            .bind::<Array<SqlUuid>, _>(&self.tenants)
            .bind::<Array<SqlUuid>, _>(&self.ids)
            .bind::<Array<Timestamptz>, _>(&self.moments)
            .execute(connection)
            .await?;
        Ok(())
    }
}
