//! The port [`TenantPurgeStore`].
//!
//! The role that takes rows away can take those of deleted tenants alone, whatever a statement says; but for the messages that wait,
//! which are the same role's to send, so that the statement itself has to name the tenant.

use std::sync::OnceLock;

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::SystemScope;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{Remains, TenantPurgeStore};
use uuid::Uuid;

use crate::database::Database;
use crate::schema::tenants;

/// What a tenant leaves behind, what refers to others first; beyond that in the order in which whoever locks more than one thing of
/// a person does so. The uses of credentials are counted for all tenants at once, by whoever locks them in the order of their
/// names: so does this.
const REMAINS: [Remnant; 14] = [
    Remnant::rows("credentials"),
    Remnant::counted("api_keys"),
    Remnant::rows("tenant_settings"),
    Remnant::rows("invitations"),
    Remnant::rows("project_members"),
    Remnant::rows("organization_members"),
    Remnant::rows("tenant_members"),
    Remnant::counted("personal_access_tokens"),
    Remnant::counted("tenant_api_keys"),
    Remnant::rows("referrals"),
    Remnant::rows("projects"),
    Remnant::rows("organizations"),
    Remnant::Sessions,
    Remnant::Messages,
];

/// Something of one kind that is left behind.
#[derive(Clone, Copy)]
enum Remnant {
    /// The rows of a table, which are perhaps to be locked in order.
    Rows { table: &'static str, lock: &'static str },
    /// People keep their sessions, which act nowhere then. They are locked in the order in which they are ended.
    Sessions,
    /// A tenant's messages are all about invitations, by which they are found.
    Messages,
}

impl Remnant {
    const fn rows(table: &'static str) -> Self {
        Self::Rows { table, lock: "" }
    }

    const fn counted(table: &'static str) -> Self {
        Self::Rows { table, lock: " FOR UPDATE" }
    }

    /// The statement that takes at most so many of the tenant away.
    fn removal(self) -> String {
        match self {
            Self::Rows { table, lock } => format!(
                "WITH left_behind AS (SELECT tenant_id, id FROM {table} WHERE tenant_id = $1 ORDER BY id LIMIT $2{lock}) \
                 DELETE FROM {table} USING left_behind \
                  WHERE {table}.tenant_id = left_behind.tenant_id AND {table}.id = left_behind.id"
            ),
            Self::Sessions => "WITH left_behind AS ( \
                     SELECT id FROM sessions WHERE tenant_id = $1 ORDER BY id LIMIT $2 FOR NO KEY UPDATE) \
                 UPDATE sessions SET tenant_id = NULL FROM left_behind WHERE sessions.id = left_behind.id"
                .to_owned(),
            Self::Messages => "WITH left_behind AS ( \
                     SELECT id FROM outbox WHERE tenant_id = $1 AND invitation_id IS NOT NULL LIMIT $2) \
                 DELETE FROM outbox USING left_behind WHERE outbox.id = left_behind.id"
                .to_owned(),
        }
    }
}

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
        // Kept apart from the work, which may be given up half-way.
        let chosen = OnceLock::new();
        let outcome = self
            .database
            .in_system(scope, async |connection| {
                let Some(tenant) = choose(connection).await? else {
                    return Ok(Remains::Nothing);
                };
                let tenant = *chosen.get_or_init(|| tenant);
                take_away(connection, tenant, most.into()).await?;
                Ok(Remains::Something)
            })
            .await;
        if let (Err(error), Some(tenant)) = (&outcome, chosen.get()) {
            tracing::warn!(%error, %tenant, "nothing was taken away of what a deleted tenant left behind");
        }
        outcome
    }
}

/// Locks a tenant that was deleted and that no other node is at, any of them, so that one at which every step fails does not keep
/// the others waiting. Whoever refers to it meanwhile is not held up.
async fn choose(connection: &mut AsyncPgConnection) -> QueryResult<Option<Uuid>> {
    tenants::table
        .filter(tenants::deleted_at.is_not_null())
        .order(sql::<Double>("random()"))
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
    for remnant in REMAINS {
        left -= run(connection, &remnant.removal(), tenant, left).await?;
    }
    if left > 0 {
        diesel::delete(tenants::table.find(tenant)).execute(connection).await?;
    }
    Ok(())
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
