//! Seeing an organization's referrals, and granting credit for them.

use std::sync::Arc;

use super::entity::{CreditAmount, Referral};
use super::error::{CreditError, ReferralError};
use super::store::{CreditStore, ReferralStore};
use crate::access::{Caller, Permission, Place, ServiceCaller, ServiceRight};
use crate::clock::Clock;
use crate::id::{OrganizationId, ReferralId};
use crate::page::{Page, PageRequest};

/// Referrals.
pub struct ReferralService {
    referrals: Arc<dyn ReferralStore>,
    credits: Arc<dyn CreditStore>,
    clock: Arc<dyn Clock>,
}

impl ReferralService {
    /// Referrals kept in these stores.
    pub fn new(
        referrals: Arc<dyn ReferralStore>,
        credits: Arc<dyn CreditStore>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { referrals, credits, clock }
    }

    /// Who signed up with the organization's code, for those who run it.
    pub async fn list(
        &self,
        caller: &Caller,
        organization: OrganizationId,
        page: PageRequest,
    ) -> Result<Page<Referral>, ReferralError> {
        let place = Place::Organization(organization);
        let scope = caller.authorize(Permission::UpdateOrganization, place)?;
        Ok(self.referrals.list(&scope, organization, page).await?)
    }

    /// Grants the credit for one, once, by a service whose credential is for that.
    pub async fn credit(
        &self,
        service: &ServiceCaller,
        id: ReferralId,
        amount: CreditAmount,
    ) -> Result<Referral, CreditError> {
        let scope = service.authorize(ServiceRight::Referrals)?;
        self.credits.grant(&scope, id, amount, self.clock.now()).await
    }
}
