//! Going through what has ended, as the role that may read it anyway: names and moments.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::TenantId;
use tenantry_domain::restore::{Ending, EndingKind, EndingPage, EndingPosition};
use time::OffsetDateTime;
use uuid::Uuid;

/// Those whose rows were taken away among them.
const TENANTS: &str = "(SELECT id, deleted_at FROM tenants WHERE deleted_at IS NOT NULL
     UNION ALL SELECT id, deleted_at FROM purged_tenants) AS gone";

/// In the order of the moment at which they would be over anyway, behind which they don't matter.
const SESSIONS: &str = "SELECT absolute_expires_at AS place, NULL::uuid AS tenant_id, id, ended_at
  FROM sessions
 WHERE ended_at IS NOT NULL AND (absolute_expires_at, id) > ($1, $3)
 ORDER BY absolute_expires_at, id LIMIT $4";
const INVITATIONS: &str =
    "SELECT expires_at AS place, tenant_id, id, coalesce(cancelled_at, accepted_at) AS ended_at
  FROM invitations
 WHERE (accepted_at IS NOT NULL OR cancelled_at IS NOT NULL)
   AND (expires_at, tenant_id, id) > ($1, $2, $3)
 ORDER BY expires_at, tenant_id, id LIMIT $4";

/// The statement for a kind: behind the moment, the tenant and the name in `$1` to `$3` at most `$4`, of which those that are closed for
/// now were seen at `$5`.
fn statement(kind: EndingKind) -> String {
    const DELETED: (&str, &str) = ("deleted_at", "deleted_at IS NOT NULL");
    const REVOKED: (&str, &str) = ("revoked_at", "revoked_at IS NOT NULL");
    const SUSPENDED: (&str, &str) = ("$5", "status = 'suspended' AND deleted_at IS NULL");
    match kind {
        EndingKind::ServiceCredential => by_name("service_credentials", "id", REVOKED),
        EndingKind::ApiKey => in_tenants("api_keys", DELETED),
        EndingKind::PersonalAccessToken => in_tenants("personal_access_tokens", REVOKED),
        EndingKind::TenantApiKey => in_tenants("tenant_api_keys", DELETED),
        EndingKind::Session => SESSIONS.to_owned(),
        EndingKind::Invitation => INVITATIONS.to_owned(),
        EndingKind::Password => {
            by_name("passwords", "user_id", ("replaced_at", "replaced_at IS NOT NULL"))
        }
        EndingKind::User => by_name("users", "id", DELETED),
        EndingKind::Project => in_tenants("projects", DELETED),
        EndingKind::Organization => in_tenants("organizations", DELETED),
        EndingKind::Tenant => by_name(TENANTS, "id", DELETED),
        EndingKind::UserSuspended => by_name("users", "id", SUSPENDED),
        EndingKind::OrganizationSuspended => in_tenants("organizations", SUSPENDED),
        EndingKind::TenantSuspended => by_name("tenants", "id", SUSPENDED),
    }
}

fn in_tenants(table: &str, (moment, ended): (&str, &str)) -> String {
    format!(
        "SELECT $1 AS place, tenant_id, id, {moment} AS ended_at FROM {table}
          WHERE {ended} AND (tenant_id, id) > ($2, $3) ORDER BY tenant_id, id LIMIT $4"
    )
}

fn by_name(table: &str, key: &str, (moment, ended): (&str, &str)) -> String {
    format!(
        "SELECT $1 AS place, NULL::uuid AS tenant_id, {key} AS id, {moment} AS ended_at FROM {table}
          WHERE {ended} AND {key} > $3 ORDER BY {key} LIMIT $4"
    )
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Timestamptz)]
    place: OffsetDateTime,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    tenant_id: Option<Uuid>,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    ended_at: OffsetDateTime,
}

/// The page behind a position.
pub(super) async fn page(
    connection: &mut AsyncPgConnection,
    kind: EndingKind,
    after: Option<EndingPosition>,
    most: u32,
    at: OffsetDateTime,
) -> QueryResult<EndingPage> {
    // Nothing has the nil name, so that everything is behind it.
    let start = EndingPosition { moment: at, tenant: Uuid::nil(), id: Uuid::nil() };
    let after = after.unwrap_or(start);
    let rows: Vec<Row> = diesel::sql_query(statement(kind))
        .bind::<Timestamptz, _>(after.moment)
        .bind::<SqlUuid, _>(after.tenant)
        .bind::<SqlUuid, _>(after.id)
        .bind::<BigInt, _>(i64::from(most))
        .bind::<Timestamptz, _>(at)
        .load(connection)
        .await?;
    let is_full = u32::try_from(rows.len()).is_ok_and(|number| number >= most);
    let next = rows.last().filter(|_| is_full).map(|row| EndingPosition {
        moment: row.place,
        tenant: row.tenant_id.unwrap_or_default(),
        id: row.id,
    });
    let ending = |row: Row| Ending {
        kind,
        tenant: row.tenant_id.map(TenantId::new),
        id: row.id,
        at: row.ended_at,
    };
    Ok(EndingPage { endings: rows.into_iter().map(ending).collect(), next })
}
