//! What a new message writes: with the change that causes it, in the same transaction.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use ipnet::IpNet;
use tenantry_domain::id::UserId;
use tenantry_domain::notification::NewMessage;
use time::OffsetDateTime;

use super::row::channel;
use crate::schema::outbox;

pub(crate) async fn enqueue(
    connection: &mut AsyncPgConnection,
    message: &NewMessage,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let origin = &message.origin;
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(message.id.uuid()),
            outbox::kind.eq(message.kind.as_str()),
            outbox::channel.eq(channel(&message.recipient)),
            outbox::recipient.eq(message.recipient.as_str()),
            outbox::user_id.eq(message.user.map(UserId::uuid)),
            outbox::ip.eq(origin.ip.map(IpNet::from)),
            outbox::user_agent.eq(origin.user_agent.as_deref()),
            outbox::request_id.eq(origin.request_id.as_deref()),
            outbox::created_at.eq(at),
            outbox::expires_at.eq(message.expires_at),
            outbox::next_attempt_at.eq(at),
            outbox::tenant_id.eq(message.invitation.map(|about| about.tenant.uuid())),
            outbox::invitation_id.eq(message.invitation.map(|about| about.invitation.uuid())),
        ))
        .execute(connection)
        .await?;
    Ok(())
}
