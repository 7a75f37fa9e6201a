//! Granting the credit for a referral, of which one knows nothing but its name.

use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tenantry_domain::access::{Denied, ServiceScope};
use tenantry_domain::audit::{Action, Target};
use tenantry_domain::id::{OrganizationId, ReferralId, TenantId};
use tenantry_domain::referral::{CreditAmount, CreditError};
use time::OffsetDateTime;
use uuid::Uuid;

use super::row::ReferralRow;
use crate::audit::Entry;
use crate::database::WorkError;
use crate::schema::{organizations, referrals, tenants};

pub(super) async fn grant(
    connection: &mut AsyncPgConnection,
    scope: &ServiceScope,
    id: ReferralId,
    amount: CreditAmount,
    at: OffsetDateTime,
) -> Result<ReferralRow, WorkError<CreditError>> {
    let Some((tenant, organization)) = find(connection, id).await? else {
        return Err(WorkError::Refused(CreditError::Denied(Denied::NotFound)));
    };
    // Of several at once the first changes the row; the others wait for it, and find that there is nothing left to change.
    let row: Option<ReferralRow> = diesel::update(referrals::table.find((tenant, id.uuid())))
        .filter(referrals::credited_at.is_null())
        .set((referrals::credit_micro_dollars.eq(amount.value()), referrals::credited_at.eq(at)))
        .returning(ReferralRow::as_returning())
        .get_result(connection)
        .await
        .optional()?;
    let row = row.ok_or(WorkError::Refused(CreditError::AlreadyGranted))?;
    let target = Target::Referral(id);
    let entry = Entry::done(Action::ReferralCredit, &target, scope.trail(), at);
    let (tenant, organization) = (TenantId::new(tenant), OrganizationId::new(organization));
    let entry = Entry { tenant: Some(tenant), organization: Some(organization), ..entry };
    entry.record(connection).await?;
    Ok(row)
}

/// The tenant and the organization that a referral belongs to, if both are there still.
async fn find(
    connection: &mut AsyncPgConnection,
    id: ReferralId,
) -> QueryResult<Option<(Uuid, Uuid)>> {
    let organization = organizations::table.on(organizations::tenant_id
        .eq(referrals::tenant_id)
        .and(organizations::id.eq(referrals::organization_id)));
    referrals::table
        .inner_join(organization)
        .inner_join(tenants::table.on(tenants::id.eq(referrals::tenant_id)))
        .filter(referrals::id.eq(id.uuid()))
        .filter(organizations::deleted_at.is_null())
        .filter(tenants::deleted_at.is_null())
        .select((referrals::tenant_id, referrals::organization_id))
        .first(connection)
        .await
        .optional()
}
