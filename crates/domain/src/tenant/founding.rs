//! Founding a tenant: it, its first organization, and the founder as owner of both, all at once.

use super::entity::{LogoUrl, TenantName};
use crate::id::{Ids, MemberId, OrganizationId, TenantId};
use crate::organization::{NewOrganization, OrganizationName, ReferralCode};
use crate::secret::SecretSource;

/// A tenant to be made, complete with its first organization.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Founding {
    /// The tenant's name to be.
    pub tenant: TenantId,
    /// What to call it.
    pub name: TenantName,
    /// Where its logo is.
    pub logo: Option<LogoUrl>,
    /// Names the founder's place in it.
    pub founder_member: MemberId,
    /// Its first organization.
    pub organization: NewOrganization,
}

impl Founding {
    /// A tenant with a first organization of the same name, cut to what an organization's name may have.
    pub fn of_tenant(
        name: TenantName,
        logo: Option<LogoUrl>,
        ids: &dyn Ids,
        secrets: &dyn SecretSource,
    ) -> Self {
        let organization = OrganizationName::of_tenant(&name);
        Self::assemble(name, logo, organization, ids, secrets)
    }

    /// An organization with a tenant of the same name around it.
    pub fn of_organization(
        organization: OrganizationName,
        ids: &dyn Ids,
        secrets: &dyn SecretSource,
    ) -> Self {
        Self::assemble(TenantName::of_organization(&organization), None, organization, ids, secrets)
    }

    fn assemble(
        name: TenantName,
        logo: Option<LogoUrl>,
        organization: OrganizationName,
        ids: &dyn Ids,
        secrets: &dyn SecretSource,
    ) -> Self {
        Self {
            tenant: TenantId::next(ids),
            name,
            logo,
            founder_member: MemberId::next(ids),
            organization: NewOrganization {
                id: OrganizationId::next(ids),
                name: organization,
                description: None,
                referral_code: ReferralCode::random(secrets),
                owner_member: MemberId::next(ids),
            },
        }
    }
}

/// In how many tenants a person is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Memberships(pub u64);

/// Why a person can't found a tenant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FoundingDenied {
    /// They are in one.
    #[error("you are in a tenant already")]
    TenantExists,
}

impl Memberships {
    /// Whoever is in no tenant may found one.
    pub const fn may_found(self) -> Result<(), FoundingDenied> {
        if self.0 == 0 { Ok(()) } else { Err(FoundingDenied::TenantExists) }
    }
}
