//! Ending what has not ended of a list.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::TenantId;
use tenantry_domain::restore::{Ending, EndingKind};
use time::OffsetDateTime;
use uuid::Uuid;

use super::kind::{Ender, Kept, kept};
use crate::database::{enter_system, enter_tenant};
use crate::outbox::withdraw_invitations;

/// Something on the list that is there.
#[derive(QueryableByName)]
pub(super) struct Known {
    /// Nil where it lies in none.
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub(super) id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    pub(super) at: OffsetDateTime,
    /// Whether it has not ended.
    #[diesel(sql_type = Bool)]
    pub(super) lives: bool,
}

/// What is there of a list, for a connection that may look at all of it.
pub(super) async fn known(
    connection: &mut AsyncPgConnection,
    kind: EndingKind,
    endings: &[Ending],
) -> QueryResult<Vec<Known>> {
    let Kept { table, key, lives, .. } = kept(kind);
    let same_tenant =
        if kind.lies_in_a_tenant() { " AND kept.tenant_id = named.tenant_id" } else { "" };
    let statement = format!(
        "SELECT named.tenant_id, named.id, named.at, {lives} AS lives
           FROM unnest($1, $2, $3) AS named (tenant_id, id, at)
           JOIN {table} AS kept ON kept.{key} = named.id{same_tenant}"
    );
    let tenant = |ending: &Ending| ending.tenant.map(TenantId::uuid).unwrap_or_default();
    diesel::sql_query(statement)
        .bind::<Array<SqlUuid>, _>(endings.iter().map(tenant).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(endings.iter().map(|ending| ending.id).collect::<Vec<_>>())
        .bind::<Array<Timestamptz>, _>(endings.iter().map(|ending| ending.at).collect::<Vec<_>>())
        .load(connection)
        .await
}

/// Ends those that are no person's, as whoever may, and says how many did not end before.
pub(super) async fn end(
    connection: &mut AsyncPgConnection,
    kind: EndingKind,
    living: &[Known],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    let mut ended = 0;
    match kept(kind).ender {
        Ender::System => {
            enter_system(connection).await?;
            ended += write(connection, kind, None, living, now).await?;
        }
        Ender::Tenant => {
            for alike in living.chunk_by(|one, next| one.tenant_id == next.tenant_id) {
                let Some(tenant) = alike.first().map(|known| TenantId::new(known.tenant_id)) else {
                    continue;
                };
                enter_tenant(connection, tenant).await?;
                ended += write(connection, kind, Some(tenant), alike, now).await?;
                if kind == EndingKind::Invitation {
                    let ids: Vec<Uuid> = alike.iter().map(|known| known.id).collect();
                    withdraw_invitations(connection, tenant, &ids).await?;
                }
            }
        }
        Ender::Itself => {
            for known in living {
                enter_tenant(connection, TenantId::new(known.id)).await?;
                let alone = std::slice::from_ref(known);
                ended += write(connection, kind, None, alone, now).await?;
            }
        }
        Ender::Person => {}
    }
    Ok(ended)
}

async fn write(
    connection: &mut AsyncPgConnection,
    kind: EndingKind,
    tenant: Option<TenantId>,
    living: &[Known],
    now: OffsetDateTime,
) -> QueryResult<usize> {
    let Kept { table, key, lives, end, .. } = kept(kind);
    // Where the tenant is known it leads the key.
    let in_tenant = if tenant.is_some() { "kept.tenant_id = $3 AND " } else { "" };
    let statement = format!(
        "UPDATE {table} AS kept SET {end} FROM unnest($1, $2) AS named (id, at)
          WHERE {in_tenant}kept.{key} = named.id AND {lives}"
    );
    diesel::sql_query(statement)
        .bind::<Array<SqlUuid>, _>(living.iter().map(|known| known.id).collect::<Vec<_>>())
        .bind::<Array<Timestamptz>, _>(living.iter().map(|known| known.at).collect::<Vec<_>>())
        .bind::<Nullable<SqlUuid>, _>(tenant.map(TenantId::uuid))
        .bind::<Timestamptz, _>(now)
        .execute(connection)
        .await
}
