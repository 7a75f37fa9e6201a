//! Taking back what waits for a person who has left, or what is told of an invitation that does not hold any more.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::id::UserId;
use tenantry_domain::invitation::InvitationSubject;

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
    let about_it = outbox::table
        .filter(outbox::tenant_id.eq(subject.tenant.uuid()))
        .filter(outbox::invitation_id.eq(subject.invitation.uuid()));
    diesel::delete(about_it).execute(connection).await?;
    Ok(())
}
