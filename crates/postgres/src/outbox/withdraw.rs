//! Taking back what waits for a person who has left, or what is told of an invitation that does not hold any more.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::{TenantId, UserId};
use tenantry_domain::invitation::InvitationSubject;
use uuid::Uuid;

use crate::schema::outbox;

pub(crate) async fn withdraw(connection: &mut AsyncPgConnection, user: UserId) -> QueryResult<()> {
    diesel::delete(outbox::table.filter(outbox::user_id.eq(user.uuid())))
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) async fn withdraw_invitation(
    connection: &mut AsyncPgConnection,
    subject: InvitationSubject,
) -> QueryResult<()> {
    withdraw_invitations(connection, subject.tenant, &[subject.invitation.uuid()]).await
}

pub(crate) async fn withdraw_invitations(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    invitations: &[Uuid],
) -> QueryResult<()> {
    let about_them = outbox::table
        .filter(outbox::tenant_id.eq(tenant.uuid()))
        .filter(outbox::invitation_id.eq_any(invitations));
    diesel::delete(about_them).execute(connection).await?;
    Ok(())
}
