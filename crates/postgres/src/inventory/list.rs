//! Every live credential that opens something in an organization.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::HeldCredentialId;
use tenantry_domain::id::{ActorId, ProjectId};
use tenantry_domain::inventory::{HeldCredential, HeldKind};
use tenantry_domain::page::PageRequest;
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::status;

/// Which credentials are wanted. It is spelt out because diesel can't page through a union.
pub(super) struct Held {
    pub(super) tenant: Uuid,
    pub(super) organization: Uuid,
    pub(super) kind: Option<HeldKind>,
    pub(super) at: OffsetDateTime,
}

/// A credential as it is stored: its name, kind, title and masked form; whose it is, and its project; when it was made, last used,
/// and ends.
type HeldRow = (
    (Uuid, String, String, String),
    (Uuid, Option<Uuid>),
    (OffsetDateTime, Option<OffsetDateTime>, Option<OffsetDateTime>),
);

impl Held {
    /// How many there are.
    pub(super) async fn total(&self, connection: &mut AsyncPgConnection) -> QueryResult<i64> {
        Count(self).get_result(connection).await
    }

    /// One page of them.
    pub(super) async fn page(
        &self,
        connection: &mut AsyncPgConnection,
        page: PageRequest,
    ) -> QueryResult<Vec<HeldRow>> {
        let part = Part { held: self, limit: page.limit().into(), offset: page.offset() };
        part.load(connection).await
    }

    fn wants(&self, kind: HeldKind) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind)
    }

    /// Those of the kinds that are wanted, but for the order.
    fn walk<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if self.wants(HeldKind::ApiKey) {
            self.walk_api_keys(out)?;
        }
        if self.wants(HeldKind::ApiKey) && self.wants(HeldKind::PersonalAccessToken) {
            out.push_sql(" UNION ALL ");
        }
        if self.wants(HeldKind::PersonalAccessToken) {
            self.walk_tokens(out)?;
        }
        Ok(())
    }

    fn walk_api_keys<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT keys.id, 'api_key' AS kind, keys.name, keys.masked, keys.created_by AS owner, keys.project_id, \
                    keys.created_at, keys.last_used_at, keys.expires_at \
               FROM api_keys AS keys \
               JOIN projects \
                 ON projects.tenant_id = keys.tenant_id AND projects.organization_id = keys.organization_id \
                AND projects.id = keys.project_id AND projects.deleted_at IS NULL \
              WHERE keys.deleted_at IS NULL AND keys.tenant_id = ",
        );
        out.push_bind_param::<SqlUuid, _>(&self.tenant)?;
        out.push_sql(" AND keys.organization_id = ");
        out.push_bind_param::<SqlUuid, _>(&self.organization)?;
        out.push_sql(" AND (keys.expires_at IS NULL OR keys.expires_at > ");
        out.push_bind_param::<Timestamptz, _>(&self.at)?;
        out.push_sql(")");
        Ok(())
    }

    fn walk_tokens<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT tokens.id, 'personal_access_token' AS kind, tokens.name, tokens.masked, tokens.user_id AS owner, NULL::uuid, \
                    tokens.created_at, tokens.last_used_at, tokens.expires_at \
               FROM personal_access_tokens AS tokens \
               JOIN organization_members AS members \
                 ON members.tenant_id = tokens.tenant_id AND members.organization_id = tokens.organization_id \
                AND members.user_id = tokens.user_id \
              WHERE tokens.revoked_at IS NULL AND tokens.tenant_id = ",
        );
        out.push_bind_param::<SqlUuid, _>(&self.tenant)?;
        out.push_sql(" AND tokens.organization_id = ");
        out.push_bind_param::<SqlUuid, _>(&self.organization)?;
        out.push_sql(" AND tokens.expires_at > ");
        out.push_bind_param::<Timestamptz, _>(&self.at)
    }
}

struct Part<'a> {
    held: &'a Held,
    limit: i64,
    offset: i64,
}

impl Query for Part<'_> {
    type SqlType = (
        (SqlUuid, Text, Text, Text),
        (SqlUuid, Nullable<SqlUuid>),
        (Timestamptz, Nullable<Timestamptz>, Nullable<Timestamptz>),
    );
}

impl QueryId for Part<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for Part<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.held.walk(&mut out)?;
        out.push_sql(" ORDER BY created_at DESC, id DESC LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.limit)?;
        out.push_sql(" OFFSET ");
        out.push_bind_param::<BigInt, _>(&self.offset)
    }
}

/// How many there are.
struct Count<'a>(&'a Held);

impl Query for Count<'_> {
    type SqlType = BigInt;
}

impl QueryId for Count<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for Count<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        self.0.walk(&mut out)?;
        out.push_sql(") AS held");
        Ok(())
    }
}

pub(super) fn credential(row: HeldRow) -> Result<HeldCredential, StoreError> {
    let ((id, kind, name, masked), (owner, project), (created_at, last_used_at, expires_at)) = row;
    let known = HeldKind::ALL.map(|kind| (kind.as_str(), kind));
    Ok(HeldCredential {
        id: HeldCredentialId::new(id),
        kind: status("kind", &kind, &known)?,
        name,
        masked,
        owner: ActorId::new(owner),
        project: project.map(ProjectId::new),
        created_at,
        last_used_at,
        expires_at,
    })
}
