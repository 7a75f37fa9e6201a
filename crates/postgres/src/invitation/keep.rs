//! What becomes of an invitation until it is followed. Whoever changes one holds the roster of what it invites to.

use diesel::QueryResult;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::TenantScope;
use tenantry_domain::id::{InvitationId, OrganizationId, TenantId};
use tenantry_domain::invitation::{InvitationSubject, NewInvitation};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::outbox::{enqueue, withdraw_invitation};
use crate::schema::invitations;

/// A tenant's invitations that were neither followed nor taken back; those that ended by themselves are among them.
#[auto_type(no_type_alias)]
pub(crate) fn open(tenant: Uuid) -> _ {
    invitations::table
        .filter(invitations::tenant_id.eq(tenant))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::cancelled_at.is_null())
}

/// What is not needed any more of an invitation that is over: its address and its link.
#[auto_type(no_type_alias)]
pub(super) fn forgotten() -> _ {
    let no_link: Option<Vec<u8>> = None;
    (invitations::email.eq(""), invitations::email_key.eq(""), invitations::digest.eq(no_link))
}

/// Keeps an invitation, in place of an open one to the same address, and the mail that tells of it.
pub(crate) async fn invite(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    organization: Option<OrganizationId>,
    role: &str,
    new: &NewInvitation,
    at: OffsetDateTime,
) -> QueryResult<()> {
    cancel_to(connection, scope.tenant(), organization, new.email.key(), at).await?;
    diesel::insert_into(invitations::table)
        .values((
            invitations::tenant_id.eq(scope.tenant().uuid()),
            invitations::id.eq(new.id.uuid()),
            invitations::organization_id.eq(organization.map(OrganizationId::uuid)),
            invitations::email.eq(new.email.as_str()),
            invitations::email_key.eq(new.email.key()),
            invitations::role.eq(role),
            invitations::invited_by.eq(scope.actor().uuid()),
            invitations::created_at.eq(at),
            invitations::expires_at.eq(new.expires_at),
        ))
        .execute(connection)
        .await?;
    enqueue(connection, &new.message, at).await
}

/// Takes an open invitation to an address back, if there is one.
pub(crate) async fn cancel_to(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: Option<OrganizationId>,
    email_key: &str,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let former: Option<Uuid> = open(tenant.uuid())
        .filter(
            invitations::organization_id
                .is_not_distinct_from(organization.map(OrganizationId::uuid)),
        )
        .filter(invitations::email_key.eq(email_key))
        .select(invitations::id)
        .first(connection)
        .await
        .optional()?;
    if let Some(former) = former {
        let invitation = InvitationId::new(former);
        cancel(connection, InvitationSubject { tenant, invitation }, at).await?;
    }
    Ok(())
}

/// Takes an open invitation back, with the mail about it that waits.
pub(crate) async fn cancel(
    connection: &mut AsyncPgConnection,
    subject: InvitationSubject,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(open(subject.tenant.uuid()))
        .filter(invitations::id.eq(subject.invitation.uuid()))
        .set((invitations::cancelled_at.eq(at), forgotten()))
        .execute(connection)
        .await?;
    withdraw_invitation(connection, subject).await
}

/// Gives an open invitation another role.
pub(crate) async fn set_invited_role(
    connection: &mut AsyncPgConnection,
    subject: InvitationSubject,
    role: &str,
) -> QueryResult<()> {
    diesel::update(open(subject.tenant.uuid()))
        .filter(invitations::id.eq(subject.invitation.uuid()))
        .set(invitations::role.eq(role))
        .execute(connection)
        .await?;
    Ok(())
}
