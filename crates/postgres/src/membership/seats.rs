//! Everybody who is in a group or invited to it.

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::Place;
use tenantry_domain::id::{MemberId, OrganizationId, ProjectId, TenantId, UserId};
use tenantry_domain::membership::{Member, MemberStatus, Roster, Seat};
use tenantry_domain::page::PageRequest;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::EmailAddress;
use time::OffsetDateTime;
use uuid::Uuid;

use super::group::StoredRole;
use crate::row::named;

/// All seats of a group, before it is said which are wanted. It is spelt out because diesel can't page through a union.
pub(super) struct Seats {
    tenant: Uuid,
    organization: Option<Uuid>,
    project: Option<Uuid>,
    /// When an invitation must hold; at the moment of the transaction, where nothing is said.
    at: Option<OffsetDateTime>,
    limit: Option<i64>,
    offset: i64,
}

/// A seat as it is stored: its name, who sits there, their address, their role, since when.
pub(super) type SeatRow = (Uuid, Option<Uuid>, String, String, OffsetDateTime);

impl Seats {
    pub(super) fn of(tenant: TenantId, place: Place) -> Self {
        let organization = place.organization().map(OrganizationId::uuid);
        let project = place.project().map(ProjectId::uuid);
        Self { tenant: tenant.uuid(), organization, project, at: None, limit: None, offset: 0 }
    }

    /// All of them.
    pub(super) async fn all(
        self,
        connection: &mut AsyncPgConnection,
        at: OffsetDateTime,
    ) -> QueryResult<Vec<SeatRow>> {
        Self { at: Some(at), ..self }.load(connection).await
    }

    /// How many there are, and one page of them.
    pub(super) async fn page(
        self,
        connection: &mut AsyncPgConnection,
        page: PageRequest,
    ) -> QueryResult<(i64, Vec<SeatRow>)> {
        let total = Count(&self).get_result(connection).await?;
        let page = Self { limit: Some(page.limit().into()), offset: page.offset(), ..self };
        Ok((total, page.load(connection).await?))
    }

    /// The seats of all kinds of groups together, but for the order.
    fn walk<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let members = match (self.organization, self.project) {
            (None, _) => "tenant_members",
            (Some(_), None) => "organization_members",
            (Some(_), Some(_)) => "project_members",
        };
        out.push_sql("SELECT members.id, members.user_id, users.email, members.role, members.created_at FROM ");
        out.push_sql(members);
        out.push_sql(
            " AS members JOIN users ON users.id = members.user_id WHERE members.tenant_id = ",
        );
        out.push_bind_param::<SqlUuid, _>(&self.tenant)?;
        if let Some(organization) = &self.organization {
            out.push_sql(" AND members.organization_id = ");
            out.push_bind_param::<SqlUuid, _>(organization)?;
        }
        if let Some(project) = &self.project {
            out.push_sql(" AND members.project_id = ");
            return out.push_bind_param::<SqlUuid, _>(project);
        }
        out.push_sql(
            " UNION ALL SELECT id, NULL, email, role, created_at FROM invitations \
               WHERE accepted_at IS NULL AND cancelled_at IS NULL AND tenant_id = ",
        );
        out.push_bind_param::<SqlUuid, _>(&self.tenant)?;
        out.push_sql(" AND expires_at > COALESCE(");
        out.push_bind_param::<Nullable<Timestamptz>, _>(&self.at)?;
        out.push_sql(", now()) AND organization_id IS NOT DISTINCT FROM ");
        out.push_bind_param::<Nullable<SqlUuid>, _>(&self.organization)
    }
}

impl Query for Seats {
    type SqlType = (SqlUuid, Nullable<SqlUuid>, Text, Text, Timestamptz);
}

impl QueryId for Seats {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Pg> for Seats {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.walk(&mut out)?;
        out.push_sql(" ORDER BY created_at DESC, id DESC LIMIT ");
        out.push_bind_param::<Nullable<BigInt>, _>(&self.limit)?;
        out.push_sql(" OFFSET ");
        out.push_bind_param::<BigInt, _>(&self.offset)
    }
}

/// How many seats there are.
struct Count<'a>(&'a Seats);

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
        out.push_sql(") AS seats");
        Ok(())
    }
}

pub(super) fn member<R: StoredRole>(row: SeatRow) -> Result<Member<R>, StoreError> {
    let (id, user, email, role, created_at) = row;
    Ok(Member {
        id: MemberId::new(id),
        user: user.map(UserId::new),
        email: EmailAddress::new(&email).map_err(StoreError::failed)?,
        role: named("role", &role)?,
        status: if user.is_some() { MemberStatus::Active } else { MemberStatus::Invited },
        created_at,
    })
}

pub(super) fn roster<R: StoredRole>(members: &[Member<R>]) -> Roster<R> {
    let seat =
        |member: &Member<R>| Seat { member: member.id, user: member.user, role: member.role };
    Roster { seats: members.iter().map(seat).collect() }
}
