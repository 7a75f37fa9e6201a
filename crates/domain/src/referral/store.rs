//! Where referrals are kept. They are made along with the account of who signs up.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::entity::{CreditAmount, Referral};
use super::error::CreditError;
use crate::access::{ServiceScope, TenantScope};
use crate::id::{OrganizationId, ReferralId};
use crate::page::{Page, PageRequest};
use crate::store_error::StoreError;

/// Shows referrals to those who run an organization.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait ReferralStore: Send + Sync {
    /// Lists an organization's, the newest first.
    async fn list(
        &self,
        scope: &TenantScope,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<Referral>, StoreError>;
}

/// Records credits for the service that grants them.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait CreditStore: Send + Sync {
    /// Grants the credit for a referral of a live tenant, once: of several calls at the same time one succeeds.
    async fn grant(
        &self,
        scope: &ServiceScope,
        id: ReferralId,
        amount: CreditAmount,
        at: OffsetDateTime,
    ) -> Result<Referral, CreditError>;
}
