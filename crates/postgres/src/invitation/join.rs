//! What following an invitation writes: the same for a person who signs up and for one who has an account.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{TenantRole, Trail, UserScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{InvitationId, OrganizationId, TenantId};
use tenantry_domain::invitation::{Acceptance, InvitationSubject};
use time::OffsetDateTime;
use uuid::Uuid;

use super::keep::{forgotten, open};
use crate::audit::Entry;
use crate::database::{WorkError, enter_directory, enter_tenant, enter_user};
use crate::membership::{join_organization, join_tenant};
use crate::organization::{OrganizationRow, lock_live_organization};
use crate::outbox::withdraw_invitation;
use crate::row::named;
use crate::schema::invitations;
use crate::tenant::{TenantRow, lock_live_tenant, take_along_sessions};

/// Where somebody has joined.
pub(crate) struct Joined {
    pub(crate) tenant: TenantRow,
    pub(crate) organization: Option<OrganizationRow>,
}

/// Lets a person in whose account is locked or was just made, and leaves the connection with their own rows. Nothing is written
/// where no invitation to this address holds.
pub(crate) async fn join<E>(
    connection: &mut AsyncPgConnection,
    scope: &UserScope,
    acceptance: &Acceptance,
    at: OffsetDateTime,
) -> Result<Option<Joined>, WorkError<E>> {
    enter_directory(connection).await?;
    let Some((subject, organization)) = find(connection, acceptance, at).await? else {
        return Ok(None);
    };
    enter_tenant(connection, subject.tenant).await?;
    let Some(joined) = lock_groups(connection, subject.tenant, organization).await? else {
        return Ok(None);
    };
    let Some(role) = lock(connection, subject, acceptance, at).await? else {
        return Ok(None);
    };

    let (tenant, user) = (subject.tenant, scope.user());
    let tenant_role = match organization {
        None => named("invitations.role", &role)?,
        Some(_) => TenantRole::Member,
    };
    let member = acceptance.tenant_member;
    join_tenant(connection, (tenant, user), member, tenant_role, at).await?;
    if let Some(organization) = organization {
        let (member, role) = (acceptance.organization_member, named("invitations.role", &role)?);
        join_organization(connection, (tenant, organization, user), member, role, at).await?;
    }
    settle(connection, subject, at).await?;
    // Who signs up has no account yet to be somebody by, and joins as somebody.
    let trail = Trail { actor: Some(user.into()), ..scope.trail().clone() };
    let target = Target::Invitation(subject.invitation);
    let entry = Entry::done(Action::InvitationAccept, &target, &trail, at);
    let (in_tenant, of_user) = (Some(tenant), Some(user));
    Entry { tenant: in_tenant, user: of_user, organization, ..entry }.record(connection).await?;
    enter_user(connection, user).await?;
    take_along_sessions(connection, user, tenant.uuid()).await?;
    Ok(Some(joined))
}

/// Which invitation the link is of, as authentication would.
async fn find(
    connection: &mut AsyncPgConnection,
    acceptance: &Acceptance,
    at: OffsetDateTime,
) -> QueryResult<Option<(InvitationSubject, Option<OrganizationId>)>> {
    let found: Option<(Uuid, Uuid, Option<Uuid>)> = invitations::table
        .filter(invitations::digest.eq(acceptance.digest.as_bytes().as_slice()))
        .filter(invitations::email_key.eq(acceptance.email.key()))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::cancelled_at.is_null())
        .filter(invitations::expires_at.gt(at))
        .select((invitations::tenant_id, invitations::id, invitations::organization_id))
        .first(connection)
        .await
        .optional()?;
    Ok(found.map(|(tenant, invitation, organization)| {
        let (tenant, invitation) = (TenantId::new(tenant), InvitationId::new(invitation));
        (InvitationSubject { tenant, invitation }, organization.map(OrganizationId::new))
    }))
}

/// Locks the rosters that are to grow, if all of them work.
async fn lock_groups(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    organization: Option<OrganizationId>,
) -> QueryResult<Option<Joined>> {
    let Some(row) = lock_live_tenant(connection, tenant).await? else {
        return Ok(None);
    };
    let Some(organization) = organization else {
        return Ok(Some(Joined { tenant: row, organization: None }));
    };
    let organization = lock_live_organization(connection, tenant, organization).await?;
    let organization = organization.filter(OrganizationRow::is_active);
    Ok(organization.map(|found| Joined { tenant: row, organization: Some(found) }))
}

/// Locks the invitation if it still is what the link is of, and says which role it gives.
async fn lock(
    connection: &mut AsyncPgConnection,
    subject: InvitationSubject,
    acceptance: &Acceptance,
    at: OffsetDateTime,
) -> QueryResult<Option<String>> {
    open(subject.tenant.uuid())
        .filter(invitations::id.eq(subject.invitation.uuid()))
        .filter(invitations::digest.eq(acceptance.digest.as_bytes().as_slice()))
        .filter(invitations::expires_at.gt(at))
        .select(invitations::role)
        .for_no_key_update()
        .first(connection)
        .await
        .optional()
}

async fn settle(
    connection: &mut AsyncPgConnection,
    subject: InvitationSubject,
    at: OffsetDateTime,
) -> QueryResult<()> {
    diesel::update(invitations::table.find((subject.tenant.uuid(), subject.invitation.uuid())))
        .set((invitations::accepted_at.eq(at), forgotten()))
        .execute(connection)
        .await?;
    withdraw_invitation(connection, subject).await
}
