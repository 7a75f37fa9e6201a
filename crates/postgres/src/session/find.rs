//! The one query that tells all about a session.
//!
//! It is spelt out, and names itself to the statement cache: put together from diesel's parts, nine tables would take the compiler
//! minutes, and a plain `sql_query` would be parsed and planned anew for every request.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

/// Looks up a session, the roles at the place that it calls, and whether the tenant that its token claims lives.
#[derive(Clone, Copy)]
pub(super) struct FindSession {
    pub(super) session: Uuid,
    pub(super) claimed_tenant: Option<Uuid>,
    pub(super) organization: Option<Uuid>,
    pub(super) project: Option<Uuid>,
}

/// Something that has a status, with the person's role there.
type PlaceTypes = (Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>);

impl Query for FindSession {
    type SqlType = (
        (SqlUuid, Timestamptz, Timestamptz, Nullable<Timestamptz>, Text, Text, Nullable<SqlUuid>),
        (Nullable<SqlUuid>, Nullable<Text>),
        Nullable<SqlUuid>,
        PlaceTypes,
        PlaceTypes,
    );
}

impl QueryId for FindSession {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl QueryFragment<Pg> for FindSession {
    /// Every step outwards joins only what lives and what is the session's.
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT sessions.user_id, sessions.idle_expires_at, sessions.absolute_expires_at, sessions.ended_at, \
                    users.email, users.status, sessions.tenant_id, \
                    tenants.id, tenant_members.role, \
                    claimed.id, \
                    organizations.id, organizations.status, organization_members.role, \
                    projects.id, projects.status, project_members.role \
               FROM sessions \
               JOIN users ON users.id = sessions.user_id \
               LEFT JOIN tenant_members \
                 ON tenant_members.tenant_id = sessions.tenant_id AND tenant_members.user_id = sessions.user_id \
               LEFT JOIN tenants \
                 ON tenants.id = tenant_members.tenant_id AND tenants.status = 'active' AND tenants.deleted_at IS NULL \
               LEFT JOIN tenants AS claimed \
                 ON claimed.status = 'active' AND claimed.deleted_at IS NULL \
                AND EXISTS (SELECT FROM tenant_members AS place \
                             WHERE place.tenant_id = claimed.id AND place.user_id = sessions.user_id) \
                AND claimed.id = ",
        );
        out.push_bind_param::<Nullable<SqlUuid>, _>(&self.claimed_tenant)?;
        out.push_sql(
            "  LEFT JOIN organizations \
                 ON organizations.tenant_id = tenants.id AND organizations.deleted_at IS NULL AND organizations.id = ",
        );
        out.push_bind_param::<Nullable<SqlUuid>, _>(&self.organization)?;
        out.push_sql(
            "  LEFT JOIN organization_members \
                 ON organization_members.tenant_id = organizations.tenant_id \
                AND organization_members.organization_id = organizations.id \
                AND organization_members.user_id = sessions.user_id \
               LEFT JOIN projects \
                 ON projects.tenant_id = organizations.tenant_id AND projects.organization_id = organizations.id \
                AND projects.deleted_at IS NULL AND projects.id = ",
        );
        out.push_bind_param::<Nullable<SqlUuid>, _>(&self.project)?;
        out.push_sql(
            "  LEFT JOIN project_members \
                 ON project_members.tenant_id = projects.tenant_id \
                AND project_members.organization_id = projects.organization_id \
                AND project_members.project_id = projects.id \
                AND project_members.user_id = sessions.user_id \
              WHERE sessions.id = ",
        );
        out.push_bind_param::<SqlUuid, _>(&self.session)
    }
}
