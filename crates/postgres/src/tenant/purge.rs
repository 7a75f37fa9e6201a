//! The port [`TenantPurgeStore`].
//!
//! The role that takes rows away can touch those of deleted tenants alone, whatever a statement says.

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::SystemScope;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{Remains, TenantPurgeStore};
use uuid::Uuid;

use crate::database::Database;
use crate::schema::tenants;

/// What a tenant leaves behind, what refers to others first. The uses of credentials are counted for all tenants at once, by whoever
/// locks them in the order of their names: so does this.
const REMAINS: [(&str, &str); 12] = [
    ("credentials", ""),
    ("api_keys", LOCKED),
    ("personal_access_tokens", LOCKED),
    ("tenant_api_keys", LOCKED),
    ("tenant_settings", ""),
    ("outbox", ""),
    ("invitations", ""),
    ("project_members", ""),
    ("projects", ""),
    ("organization_members", ""),
    ("referrals", ""),
    ("organizations", ""),
];
const LOCKED: &str = " FOR UPDATE";

/// People keep their sessions, which act nowhere then. They are locked in the order in which they are ended.
const LET_SESSIONS_GO: &str = "WITH left_behind AS (
    SELECT id FROM sessions WHERE tenant_id = $1 ORDER BY id LIMIT $2 FOR NO KEY UPDATE
)
UPDATE sessions SET tenant_id = NULL FROM left_behind WHERE sessions.id = left_behind.id";

/// Takes what deleted tenants leave behind out of PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresTenantPurgeStore {
    database: Database,
}

impl PostgresTenantPurgeStore {
    /// A store in this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl TenantPurgeStore for PostgresTenantPurgeStore {
    async fn purge(&self, scope: &SystemScope, most: u32) -> Result<Remains, StoreError> {
        self.database
            .in_system(scope, async |connection| {
                let Some(tenant) = choose(connection).await? else {
                    return Ok(Remains::Nothing);
                };
                take_away(connection, tenant, most.into()).await?;
                Ok(Remains::Something)
            })
            .await
    }
}

/// Locks the tenant that was deleted first, of those that no other node is at. Whoever refers to it meanwhile is not held up.
async fn choose(connection: &mut AsyncPgConnection) -> QueryResult<Option<Uuid>> {
    tenants::table
        .filter(tenants::deleted_at.is_not_null())
        .order(tenants::deleted_at)
        .select(tenants::id)
        .for_no_key_update()
        .skip_locked()
        .first(connection)
        .await
        .optional()
}

/// Takes at most so many rows away, and the tenant itself if these were not all that was left to take.
async fn take_away(connection: &mut AsyncPgConnection, tenant: Uuid, most: i64) -> QueryResult<()> {
    let mut left = most;
    for (table, lock) in REMAINS {
        left -= run(connection, &deletion(table, lock), tenant, left).await?;
    }
    left -= run(connection, LET_SESSIONS_GO, tenant, left).await?;
    left -= run(connection, &deletion("tenant_members", ""), tenant, left).await?;
    if left > 0 {
        diesel::delete(tenants::table.find(tenant)).execute(connection).await?;
    }
    Ok(())
}

fn deletion(table: &str, lock: &str) -> String {
    format!(
        "WITH left_behind AS (SELECT tenant_id, id FROM {table} WHERE tenant_id = $1 ORDER BY id LIMIT $2{lock}) \
         DELETE FROM {table} USING left_behind \
          WHERE {table}.tenant_id = left_behind.tenant_id AND {table}.id = left_behind.id"
    )
}

/// Runs a statement that touches at most so many rows, and says how many it touched.
async fn run(
    connection: &mut AsyncPgConnection,
    sql: &str,
    tenant: Uuid,
    most: i64,
) -> QueryResult<i64> {
    if most <= 0 {
        return Ok(0);
    }
    let touched = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(tenant)
        .bind::<BigInt, _>(most)
        .execute(connection)
        .await?;
    Ok(i64::try_from(touched).unwrap_or(i64::MAX))
}
