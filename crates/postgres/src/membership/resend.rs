//! Sending an invitation once more. Of several links only the last one works.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{Denied, Place, TenantScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::OrganizationId;
use tenantry_domain::invitation::InvitationSubject;
use tenantry_domain::membership::{DecideInvitation, Resend, ResendError};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::EmailAddress;
use time::OffsetDateTime;

use super::group::{StoredRole, lock};
use super::roster::invitation_of;
use crate::audit::record_in_tenant;
use crate::database::WorkError;
use crate::invitation::open;
use crate::outbox::{enqueue, withdraw_invitation};
use crate::row::named;
use crate::schema::invitations;

pub(super) async fn resend<R: StoredRole>(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    place: Place,
    again: Resend<'_>,
    decide: DecideInvitation<'_, R>,
    at: OffsetDateTime,
) -> Result<(), WorkError<ResendError>> {
    let refused = |denied: Denied| WorkError::Refused(ResendError::from(denied));
    let (tenant, invitation) = (scope.tenant(), invitation_of(again.member));
    if !lock(connection, tenant, place).await? {
        return Err(refused(Denied::NotFound));
    }
    let organization = place.organization();
    let found: Option<(String, String)> = open(tenant.uuid())
        .filter(invitations::id.eq(invitation.uuid()))
        .filter(
            invitations::organization_id
                .is_not_distinct_from(organization.map(OrganizationId::uuid)),
        )
        .filter(invitations::expires_at.gt(at))
        .select((invitations::email, invitations::role))
        .for_no_key_update()
        .first(connection)
        .await
        .optional()?;
    let (email, role) = found.ok_or_else(|| refused(Denied::NotFound))?;
    decide(named("invitations.role", &role)?).map_err(refused)?;
    diesel::update(invitations::table.find((tenant.uuid(), invitation.uuid())))
        .set((
            invitations::expires_at.eq(again.expires_at),
            invitations::digest.eq(None::<Vec<u8>>),
        ))
        .execute(connection)
        .await?;
    let email = EmailAddress::new(&email).map_err(StoreError::failed)?;
    let subject = InvitationSubject { tenant, invitation };
    withdraw_invitation(connection, subject).await?;
    enqueue(connection, &(again.compose)(subject, email), at).await?;
    let (action, target) = (Action::InvitationResend, Target::Invitation(invitation));
    Ok(record_in_tenant(connection, scope, action, target, organization, at).await?)
}
