//! A session as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use ipnet::IpNet;
use tenantry_domain::id::{SessionId, TenantId, UserId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{Session, SessionEntry};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::UnknownValue;
use crate::schema::sessions;

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(Pg))]
pub(super) struct SessionRow {
    id: Uuid,
    user_id: Uuid,
    pub(super) tenant_id: Option<Uuid>,
    current_digest: Vec<u8>,
    parent_digest: Option<Vec<u8>>,
    rotated_at: OffsetDateTime,
    idle_expires_at: OffsetDateTime,
    absolute_expires_at: OffsetDateTime,
    ended_at: Option<OffsetDateTime>,
}

impl SessionRow {
    pub(super) fn into_session(self, user_active: bool) -> Result<Session, StoreError> {
        Ok(Session {
            id: SessionId::new(self.id),
            user: UserId::new(self.user_id),
            user_active,
            tenant: self.tenant_id.map(TenantId::new),
            current: digest("sessions.current_digest", &self.current_digest)?,
            parent: self
                .parent_digest
                .map(|bytes| digest("sessions.parent_digest", &bytes))
                .transpose()?,
            rotated_at: self.rotated_at,
            idle_expires_at: self.idle_expires_at,
            absolute_expires_at: self.absolute_expires_at,
            ended_at: self.ended_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(Pg))]
pub(super) struct SessionEntryRow {
    id: Uuid,
    created_at: OffsetDateTime,
    last_used_at: OffsetDateTime,
    ip: Option<IpNet>,
    user_agent: Option<String>,
}

impl From<SessionEntryRow> for SessionEntry {
    fn from(row: SessionEntryRow) -> Self {
        Self {
            id: SessionId::new(row.id),
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            ip: row.ip.map(|network| network.addr()),
            user_agent: row.user_agent,
        }
    }
}

fn digest(column: &'static str, bytes: &[u8]) -> Result<SecretDigest, StoreError> {
    let bytes = bytes.try_into().or(Err(UnknownValue::in_column(column)))?;
    Ok(SecretDigest::from_bytes(bytes))
}
