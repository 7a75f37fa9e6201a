//! Sending an invitation once more. Of several links only the last one works.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{Place, TenantScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{MemberId, OrganizationId};
use tenantry_domain::invitation::InvitationSubject;
use tenantry_domain::membership::ComposeInvitation;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::EmailAddress;
use time::OffsetDateTime;

use super::group::lock;
use super::roster::invitation_of;
use crate::audit::record_in_tenant;
use crate::database::WorkError;
use crate::invitation::open;
use crate::outbox::{enqueue, withdraw_invitation};
use crate::schema::invitations;

pub(super) async fn resend(
    connection: &mut AsyncPgConnection,
    scope: &TenantScope,
    place: Place,
    member: MemberId,
    compose: ComposeInvitation<'_>,
    expires_at: OffsetDateTime,
    at: OffsetDateTime,
) -> Result<bool, WorkError<StoreError>> {
    let (tenant, invitation) = (scope.tenant(), invitation_of(member));
    if !lock(connection, tenant, place).await? {
        return Ok(false);
    }
    let organization = place.organization();
    let email: Option<String> = diesel::update(open(tenant.uuid()))
        .filter(invitations::id.eq(invitation.uuid()))
        .filter(
            invitations::organization_id
                .is_not_distinct_from(organization.map(OrganizationId::uuid)),
        )
        .filter(invitations::expires_at.gt(at))
        .set((invitations::expires_at.eq(expires_at), invitations::digest.eq(None::<Vec<u8>>)))
        .returning(invitations::email)
        .get_result(connection)
        .await
        .optional()?;
    let Some(email) = email else {
        return Ok(false);
    };
    let email = EmailAddress::new(&email).map_err(StoreError::failed)?;
    let subject = InvitationSubject { tenant, invitation };
    withdraw_invitation(connection, subject).await?;
    enqueue(connection, &compose(subject, email), at).await?;
    let (action, target) = (Action::InvitationResend, Target::Invitation(invitation));
    record_in_tenant(connection, scope, action, target, organization, at).await?;
    Ok(true)
}
