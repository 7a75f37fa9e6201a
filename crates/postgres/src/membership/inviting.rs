//! The port [`InvitingStore`].

use async_trait::async_trait;
use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{Place, TenantScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{MemberId, OrganizationId, TenantId, UserId};
use tenantry_domain::membership::{
    AddMemberError, DecideInvitation, Group, InvitingStore, Member, MemberStatus, NewMember,
    Resend, ResendError,
};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::EmailAddress;
use time::OffsetDateTime;
use uuid::Uuid;

use super::PostgresMembers;
use super::group::{Inviting, StoredRole, lock};
use super::place::{hold_place, insert_organization_member};
use super::resend::resend;
use crate::audit::record_in_tenant;
use crate::database::WorkError;
use crate::invitation::{cancel_to, invite};
use crate::schema::{organization_members, tenant_members, users};

#[async_trait]
impl<G> InvitingStore<G> for PostgresMembers<G>
where
    G: Group<Role: StoredRole> + Inviting,
{
    async fn add<'a>(
        &self,
        scope: &TenantScope,
        group: G,
        new: NewMember<G::Role>,
        decide: DecideInvitation<'a, G::Role>,
        at: OffsetDateTime,
    ) -> Result<Member<G::Role>, AddMemberError> {
        self.database
            .in_tenant(scope, async |connection| {
                let (tenant, place) = (scope.tenant(), group.place());
                if !lock(connection, tenant, place).await? {
                    return Err(WorkError::Refused(AddMemberError::Gone));
                }
                let known = find_in_tenant(connection, tenant, new.invitation.email.key()).await?;
                match (known, place.organization()) {
                    (Some(_), None) => Err(WorkError::Refused(AddMemberError::AlreadyMember)),
                    (Some((user, email)), Some(organization)) => {
                        let email = EmailAddress::new(&email).map_err(StoreError::failed)?;
                        let person = (user, email);
                        put_in(connection, scope, organization, person, new, decide, at).await
                    }
                    (None, _) => send_invitation(connection, scope, place, new, decide, at).await,
                }
            })
            .await
    }

    async fn resend<'a>(
        &self,
        scope: &TenantScope,
        group: G,
        again: Resend<'a>,
        decide: DecideInvitation<'a, G::Role>,
        at: OffsetDateTime,
    ) -> Result<(), ResendError> {
        self.database
            .in_tenant(scope, async |connection| {
                resend(connection, scope, group.place(), again, decide, at).await
            })
            .await
    }
}

/// Who of this tenant has an address, and how they spell it. They can't leave the tenant until the end.
async fn find_in_tenant(
    connection: &mut AsyncPgConnection,
    tenant: TenantId,
    email_key: &str,
) -> QueryResult<Option<(UserId, String)>> {
    let found: Option<(Uuid, String)> = users::table
        .inner_join(tenant_members::table)
        .filter(tenant_members::tenant_id.eq(tenant.uuid()))
        .filter(users::email_key.eq(email_key))
        .select((users::id, users::email))
        .first(connection)
        .await
        .optional()?;
    let Some((user, email)) = found else {
        return Ok(None);
    };
    let user = UserId::new(user);
    Ok(hold_place(connection, tenant, user).await?.then_some((user, email)))
}

/// Puts a person of the tenant into one of its organizations.
async fn put_in<R: StoredRole>(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    organization: OrganizationId,
    (user, email): (UserId, EmailAddress),
    new: NewMember<R>,
    decide: DecideInvitation<'_, R>,
    at: OffsetDateTime,
) -> Result<Member<R>, WorkError<AddMemberError>> {
    let tenant = scope.tenant();
    let place = organization_members::table
        .filter(organization_members::tenant_id.eq(tenant.uuid()))
        .filter(organization_members::organization_id.eq(organization.uuid()))
        .filter(organization_members::user_id.eq(user.uuid()));
    if diesel::select(diesel::dsl::exists(place)).get_result(connection).await? {
        return Err(WorkError::Refused(AddMemberError::AlreadyMember));
    }
    // They may have been invited before they came into the tenant another way.
    cancel_to(connection, scope, Some(organization), email.key(), decide, at).await?;
    let around = (tenant, organization, user);
    insert_organization_member(connection, around, new.id, new.role.name(), at).await?;
    let (action, target) = (Action::MemberAdd, Target::Member(new.id));
    record_in_tenant(connection, scope, action, target, Some(organization), at).await?;
    let (user, status) = (Some(user), MemberStatus::Active);
    Ok(Member { id: new.id, user, email, role: new.role, status, created_at: at })
}

async fn send_invitation<R: StoredRole>(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    place: Place,
    new: NewMember<R>,
    decide: DecideInvitation<'_, R>,
    at: OffsetDateTime,
) -> Result<Member<R>, WorkError<AddMemberError>> {
    let (invitation, organization) = (&new.invitation, place.organization());
    cancel_to(connection, scope, organization, invitation.email.key(), decide, at).await?;
    invite(connection, scope, organization, new.role.name(), invitation, at).await?;
    let (action, target) = (Action::InvitationCreate, Target::Invitation(invitation.id));
    record_in_tenant(connection, scope, action, target, organization, at).await?;
    Ok(Member {
        id: MemberId::new(invitation.id.uuid()),
        user: None,
        email: new.invitation.email,
        role: new.role,
        status: MemberStatus::Invited,
        created_at: at,
    })
}
