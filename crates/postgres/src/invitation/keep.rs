//! What becomes of an invitation until it is followed. Whoever changes one holds the roster of what it invites to.

use std::str::FromStr;

use diesel::QueryResult;
use diesel::dsl::auto_type;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::TenantScope;
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{InvitationId, OrganizationId, TenantId, UserId};
use tenantry_domain::invitation::{InvitationSubject, NewInvitation};
use tenantry_domain::membership::{AddMemberError, DecideInvitation};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::audit::record_in_tenant;
use crate::database::WorkError;
use crate::outbox::{enqueue, withdraw_invitation, withdraw_invitations};
use crate::row::named;
use crate::schema::{invitations, users};

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

/// Keeps an invitation and the mail that tells of it. An open one to the same address was taken back before.
pub(crate) async fn invite(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    organization: Option<OrganizationId>,
    role: &str,
    new: &NewInvitation,
    at: OffsetDateTime,
) -> QueryResult<()> {
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

/// Takes an open invitation to an address back, if there is one and the rule lets it go.
pub(crate) async fn cancel_to<R: FromStr>(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    organization: Option<OrganizationId>,
    email_key: &str,
    decide: DecideInvitation<'_, R>,
    at: OffsetDateTime,
) -> Result<(), WorkError<AddMemberError>> {
    let former: Option<(Uuid, String, OffsetDateTime)> = open(scope.tenant().uuid())
        .filter(
            invitations::organization_id
                .is_not_distinct_from(organization.map(OrganizationId::uuid)),
        )
        .filter(invitations::email_key.eq(email_key))
        .select((invitations::id, invitations::role, invitations::expires_at))
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    let Some((former, role, expires_at)) = former else {
        return Ok(());
    };
    let former = InvitationId::new(former);
    // What ended by itself gives nothing to anybody, and is only cleared away.
    if expires_at <= at {
        let subject = InvitationSubject { tenant: scope.tenant(), invitation: former };
        return Ok(cancel(connection, subject, at).await?);
    }
    decide(named("invitations.role", &role)?)
        .map_err(|denied| WorkError::Refused(denied.into()))?;
    Ok(cancel_and_tell(connection, scope, former, organization, at).await?)
}

/// Takes back all of a tenant's open invitations to the address of a person who is in it still, and on the way out. Nobody can
/// follow one meanwhile, as that takes the tenant's roster.
pub(crate) async fn cancel_to_person(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    person: UserId,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let address = users::table.find(person.uuid()).select(users::email_key);
    let address: Option<String> = address.first(connection).await.optional()?;
    let Some(address) = address else {
        return Ok(());
    };
    let live: Vec<(Uuid, Option<Uuid>)> = open(scope.tenant().uuid())
        .filter(invitations::email_key.eq(address))
        .filter(invitations::expires_at.gt(at))
        .order(invitations::id)
        .select((invitations::id, invitations::organization_id))
        .for_no_key_update()
        .load(connection)
        .await?;
    for (invitation, organization) in live {
        let (invitation, organization) =
            (InvitationId::new(invitation), organization.map(OrganizationId::new));
        cancel_and_tell(connection, scope, invitation, organization, at).await?;
    }
    Ok(())
}

async fn cancel_and_tell(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    invitation: InvitationId,
    organization: Option<OrganizationId>,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let subject = InvitationSubject { tenant: scope.tenant(), invitation };
    cancel(connection, subject, at).await?;
    let (action, target) = (Action::InvitationCancel, Target::Invitation(invitation));
    record_in_tenant(connection, scope, action, target, organization, at).await
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

/// Takes back all open invitations to an organization that ends, with the mails about them that wait. The end itself is told of, and
/// nothing more. They are locked in the order of their names, as whoever takes back those to a person does.
pub(crate) async fn cancel_all(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: OrganizationId,
    at: OffsetDateTime,
) -> QueryResult<()> {
    let open: Vec<Uuid> = open(tenant.uuid())
        .filter(invitations::organization_id.eq(organization.uuid()))
        .order(invitations::id)
        .select(invitations::id)
        .for_no_key_update()
        .load(connection)
        .await?;
    let taken_back = invitations::table
        .filter(invitations::tenant_id.eq(tenant.uuid()))
        .filter(invitations::id.eq_any(&open));
    diesel::update(taken_back)
        .set((invitations::cancelled_at.eq(at), forgotten()))
        .execute(connection)
        .await?;
    withdraw_invitations(connection, tenant, &open).await
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
