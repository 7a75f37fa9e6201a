//! An entry as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use ipnet::IpNet;
use tenantry_domain::audit::AuditEvent;
use tenantry_domain::id::{ActorId, AuditEventId, OrganizationId};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::schema::audit_events;

#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_events, check_for_backend(Pg))]
pub(super) struct AuditEventRow {
    id: Uuid,
    at: OffsetDateTime,
    organization_id: Option<Uuid>,
    actor_id: Option<Uuid>,
    credential_kind: Option<String>,
    credential_id: Option<Uuid>,
    action: String,
    outcome: String,
    target_kind: Option<String>,
    target: Option<String>,
    ip: Option<IpNet>,
    user_agent: Option<String>,
    request_id: Option<String>,
}

impl From<AuditEventRow> for AuditEvent {
    fn from(row: AuditEventRow) -> Self {
        Self {
            id: AuditEventId::new(row.id),
            at: row.at,
            actor: row.actor_id.map(ActorId::new),
            credential_kind: row.credential_kind,
            credential_id: row.credential_id,
            action: row.action,
            outcome: row.outcome,
            target: row.target_kind.zip(row.target),
            organization: row.organization_id.map(OrganizationId::new),
            ip: row.ip.map(|network| network.addr()),
            user_agent: row.user_agent,
            request_id: row.request_id,
        }
    }
}
