//! The port [`UsageStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};
use tenantry_domain::access::SystemScope;
use tenantry_domain::id::TenantId;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::usage::{CredentialUse, UsageStore, UsedCredential};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::database::{Database, enter_directory};

/// Nodes write one after the other, so that no two wait for rows of each other; nobody else locks more than one of these rows but in the order
/// of their names. In that order they come, and in it they are written, because each is looked up by its key as it comes: no other way
/// to find rows is left to the planner. To lock them in an order first would cost as much again.
const TAKE_TURN: &str = "SET LOCAL plan_cache_mode TO force_generic_plan;
SET LOCAL enable_seqscan TO off;
SET LOCAL enable_bitmapscan TO off;
SELECT pg_advisory_xact_lock(7310575174985118842)";

/// One statement for the whole batch of a kind.
const ADD_TO_API_KEYS: &str = "UPDATE api_keys
   SET request_count = api_keys.request_count + uses.count,
       last_used_at = greatest(api_keys.last_used_at, uses.last_used_at)
  FROM unnest($1, $2, $3, $4) AS uses (tenant_id, id, last_used_at, count)
 WHERE api_keys.tenant_id = uses.tenant_id AND api_keys.id = uses.id";

/// The same for a kind of which only the last use is kept, in this table.
fn note_in(table: &str) -> String {
    format!(
        "UPDATE {table} AS used
   SET last_used_at = greatest(used.last_used_at, uses.last_used_at)
  FROM unnest($1, $2, $3) AS uses (tenant_id, id, last_used_at)
 WHERE used.tenant_id = uses.tenant_id AND used.id = uses.id"
    )
}

/// The same for kinds that lie in no tenant.
const NOTE_SERVICES: &str = "UPDATE service_credentials AS used
   SET last_used_at = greatest(used.last_used_at, uses.last_used_at)
  FROM unnest($1, $2) AS uses (id, last_used_at)
 WHERE used.id = uses.id";

/// Sessions of which somebody else holds the row are passed over, most often by whoever is about to write such a moment too, or to end it. Of
/// those that go on the next use is kept.
const NOTE_SESSIONS: &str = "WITH free AS (
    SELECT used.id, uses.last_used_at
      FROM sessions AS used JOIN unnest($1, $2) AS uses (id, last_used_at) USING (id)
     ORDER BY used.id
       FOR NO KEY UPDATE OF used SKIP LOCKED
)
UPDATE sessions AS used
   SET last_used_at = greatest(used.last_used_at, free.last_used_at)
  FROM free
 WHERE used.id = free.id";

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
        let (mut services, mut sessions) = (Batch::default(), Batch::default());
        for each in &uses {
            match each.credential {
                UsedCredential::ApiKey(id) => api_keys.push(each, id.uuid()),
                UsedCredential::PersonalAccessToken(id) => tokens.push(each, id.uuid()),
                UsedCredential::TenantApiKey(id) => tenant_keys.push(each, id.uuid()),
                UsedCredential::ServiceCredential(id) => services.push(each, id.uuid()),
                UsedCredential::Session(id) => sessions.push(each, id.uuid()),
            }
        }
        self.database
            .in_system(scope, async |connection| {
                connection.batch_execute(TAKE_TURN).await?;
                api_keys.count(connection).await?;
                tokens.note(connection, "personal_access_tokens").await?;
                tenant_keys.note(connection, "tenant_api_keys").await?;
                services.note_by_name(connection, NOTE_SERVICES).await?;
                if !sessions.ids.is_empty() {
                    // The installation itself has no right on them.
                    enter_directory(connection).await?;
                    // People hold many of these and other things at once, in an order of their own.
                    sessions.note_by_name(connection, NOTE_SESSIONS).await?;
                }
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
        self.tenants.push(each.tenant.map(TenantId::uuid).unwrap_or_default());
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

    async fn note(&self, connection: &mut AsyncPgConnection, table: &str) -> QueryResult<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        diesel::sql_query(note_in(table))
            .bind::<Array<SqlUuid>, _>(&self.tenants)
            .bind::<Array<SqlUuid>, _>(&self.ids)
            .bind::<Array<Timestamptz>, _>(&self.moments)
            .execute(connection)
            .await?;
        Ok(())
    }

    async fn note_by_name(
        &self,
        connection: &mut AsyncPgConnection,
        statement: &'static str,
    ) -> QueryResult<()> {
        if self.ids.is_empty() {
            return Ok(());
        }
        diesel::sql_query(statement)
            .bind::<Array<SqlUuid>, _>(&self.ids)
            .bind::<Array<Timestamptz>, _>(&self.moments)
            .execute(connection)
            .await?;
        Ok(())
    }
}
