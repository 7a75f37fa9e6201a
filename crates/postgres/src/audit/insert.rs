//! The one statement that adds an entry. It is spelt out and names itself to the statement cache, because every change waits for it.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Inet, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use ipnet::IpNet;
use tenantry_domain::access::{Actor, CredentialUsed};
use tenantry_domain::audit::Target;
use tenantry_domain::id::{OrganizationId, TenantId, UserId};
use time::OffsetDateTime;
use uuid::Uuid;

use super::entry::Entry;

/// Adds an entry. Among a person's `OWN` rows it names a tenant only if they are in it.
pub(super) struct Insert<'a, const OWN: bool> {
    at: OffsetDateTime,
    tenant: Option<Uuid>,
    user: Option<Uuid>,
    organization: Option<Uuid>,
    actor: Option<Uuid>,
    credential_kind: Option<&'static str>,
    credential_id: Option<Uuid>,
    action: &'static str,
    outcome: &'static str,
    target_kind: Option<&'static str>,
    target: Option<String>,
    ip: Option<IpNet>,
    user_agent: Option<&'a str>,
    request_id: Option<&'a str>,
}

impl<'a, const OWN: bool> Insert<'a, OWN> {
    pub(super) fn new(entry: &Entry<'a>) -> Self {
        let (trail, origin) = (entry.trail, &*entry.trail.origin);
        Self {
            at: entry.at,
            tenant: entry.tenant.map(TenantId::uuid),
            user: entry.user.map(UserId::uuid),
            organization: entry.organization.map(OrganizationId::uuid),
            actor: trail.actor.map(Actor::uuid),
            credential_kind: trail.credential.map(CredentialUsed::as_str),
            credential_id: trail.credential_id,
            action: entry.action.as_str(),
            outcome: entry.outcome.as_str(),
            target_kind: entry.target.map(Target::kind),
            target: entry.target.map(Target::name),
            ip: origin.ip.map(IpNet::from),
            user_agent: origin.user_agent.as_deref(),
            request_id: origin.request_id.as_deref(),
        }
    }
}

impl<const OWN: bool> QueryId for Insert<'_, OWN> {
    type QueryId = Insert<'static, OWN>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const OWN: bool> QueryFragment<Pg> for Insert<'_, OWN> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "INSERT INTO audit_events (id, at, tenant_id, user_id, organization_id, actor_id, credential_kind, \
                                       credential_id, action, outcome, target_kind, target, ip, user_agent, request_id) \
             VALUES (uuid_v7(",
        );
        out.push_bind_param::<Timestamptz, _>(&self.at)?;
        out.push_sql("), ");
        out.push_bind_param::<Timestamptz, _>(&self.at)?;
        out.push_sql(", ");
        if OWN {
            out.push_sql("(SELECT tenant_id FROM tenant_members WHERE user_id = ");
            out.push_bind_param::<Nullable<SqlUuid>, _>(&self.user)?;
            out.push_sql(" AND tenant_id = ");
            out.push_bind_param::<Nullable<SqlUuid>, _>(&self.tenant)?;
            out.push_sql(")");
        } else {
            out.push_bind_param::<Nullable<SqlUuid>, _>(&self.tenant)?;
        }
        for id in [&self.user, &self.organization, &self.actor] {
            out.push_sql(", ");
            out.push_bind_param::<Nullable<SqlUuid>, _>(id)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(&self.credential_kind)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<SqlUuid>, _>(&self.credential_id)?;
        for word in [&self.action, &self.outcome] {
            out.push_sql(", ");
            out.push_bind_param::<Text, _>(word)?;
        }
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(&self.target_kind)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(&self.target)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Inet>, _>(&self.ip)?;
        for text in [&self.user_agent, &self.request_id] {
            out.push_sql(", ");
            out.push_bind_param::<Nullable<Text>, _>(text)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
