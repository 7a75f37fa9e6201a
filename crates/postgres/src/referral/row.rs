//! A referral as it is stored.

use diesel::pg::Pg;
use diesel::prelude::*;
use tenantry_domain::id::ReferralId;
use tenantry_domain::referral::{CreditAmount, Referral, ReferralStatus};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::schema::referrals;

#[derive(Queryable, Selectable)]
#[diesel(table_name = referrals, check_for_backend(Pg))]
pub(super) struct ReferralRow {
    id: Uuid,
    masked_email: String,
    created_at: OffsetDateTime,
    credit_micro_dollars: Option<i64>,
    credited_at: Option<OffsetDateTime>,
}

impl TryFrom<ReferralRow> for Referral {
    type Error = StoreError;

    fn try_from(row: ReferralRow) -> Result<Self, StoreError> {
        let credit = row.credit_micro_dollars.map(CreditAmount::micro_dollars).transpose();
        let status = match credit.map_err(StoreError::failed)? {
            Some(amount) => ReferralStatus::CreditGranted(amount),
            None => ReferralStatus::SignedUp,
        };
        Ok(Self {
            id: ReferralId::new(row.id),
            masked_email: row.masked_email,
            status,
            created_at: row.created_at,
            updated_at: row.credited_at.unwrap_or(row.created_at),
        })
    }
}
