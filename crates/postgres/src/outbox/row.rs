//! A message as it is stored.

use std::sync::Arc;

use diesel::pg::Pg;
use diesel::prelude::*;
use ipnet::IpNet;
use tenantry_domain::access::Origin;
use tenantry_domain::id::{InvitationId, MessageId, TenantId, UserId};
use tenantry_domain::invitation::InvitationSubject;
use tenantry_domain::notification::{MessageKind, Occurrence, OutboxMessage, Recipient};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::{EmailAddress, PhoneNumber};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::row::{UnknownValue, status};
use crate::schema::outbox;

const MAIL: &str = "mail";
const PHONE: &str = "phone";

/// By what a recipient is reached.
pub(super) const fn channel(recipient: &Recipient) -> &'static str {
    match recipient {
        Recipient::Email(_) => MAIL,
        Recipient::Phone(_) => PHONE,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(Pg))]
pub(super) struct OutboxRow {
    pub(super) id: Uuid,
    kind: String,
    channel: String,
    recipient: String,
    user_id: Option<Uuid>,
    ip: Option<IpNet>,
    user_agent: Option<String>,
    request_id: Option<String>,
    created_at: OffsetDateTime,
    expires_at: Option<OffsetDateTime>,
    attempts: i32,
    next_attempt_at: OffsetDateTime,
    given_up_at: Option<OffsetDateTime>,
    last_error: Option<String>,
    tenant_id: Option<Uuid>,
    invitation_id: Option<Uuid>,
}

impl TryFrom<OutboxRow> for OutboxMessage {
    type Error = StoreError;

    fn try_from(row: OutboxRow) -> Result<Self, StoreError> {
        let origin = Origin {
            ip: row.ip.map(|network| network.addr()),
            user_agent: row.user_agent,
            request_id: row.request_id,
        };
        Ok(Self {
            id: MessageId::new(row.id),
            kind: status(
                "outbox.kind",
                &row.kind,
                &MessageKind::ALL.map(|kind| (kind.as_str(), kind)),
            )?,
            recipient: recipient(&row.channel, row.recipient)?,
            user: row.user_id.map(UserId::new),
            invitation: row.tenant_id.zip(row.invitation_id).map(|(tenant, invitation)| {
                InvitationSubject {
                    tenant: TenantId::new(tenant),
                    invitation: InvitationId::new(invitation),
                }
            }),
            occurrence: Occurrence { at: row.created_at, origin: Arc::new(origin) },
            expires_at: row.expires_at,
            attempts: u32::try_from(row.attempts).unwrap_or_default(),
            next_attempt_at: row.next_attempt_at,
            given_up_at: row.given_up_at,
            last_error: row.last_error,
        })
    }
}

fn recipient(channel: &str, text: String) -> Result<Recipient, StoreError> {
    match channel {
        MAIL => Ok(Recipient::Email(EmailAddress::new(&text).map_err(StoreError::failed)?)),
        PHONE => Ok(Recipient::Phone(PhoneNumber::new(text).map_err(StoreError::failed)?)),
        _ => Err(UnknownValue::in_column("outbox.channel")),
    }
}
