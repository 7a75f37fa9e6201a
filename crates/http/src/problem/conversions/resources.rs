//! What tenants, and what lies in them, refuse.

use tenantry_domain::access::Denied;
use tenantry_domain::audit::AuditError;
use tenantry_domain::organization::OrganizationError;
use tenantry_domain::project::{NameTaken, ProjectError};
use tenantry_domain::referral::{CreditError, ReferralError};
use tenantry_domain::setting::{SettingError, SettingRefused};
use tenantry_domain::tenant::{FoundingDenied, ProvisionError, TenantError};

use crate::problem::{Problem, ProblemKind};

impl From<ProvisionError> for Problem {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Founding(FoundingDenied::TenantExists) => {
                Self::of(ProblemKind::TenantExists)
            }
            ProvisionError::Gone => Self::of(ProblemKind::Unauthorized),
            ProvisionError::Store(error) => error.into(),
        }
    }
}

impl From<TenantError> for Problem {
    fn from(error: TenantError) -> Self {
        match error {
            TenantError::Denied(denied) => denied.into(),
            TenantError::Store(error) => error.into(),
        }
    }
}

impl From<OrganizationError> for Problem {
    fn from(error: OrganizationError) -> Self {
        match error {
            OrganizationError::Denied(denied) => denied.into(),
            OrganizationError::NoTenant => Self::of(ProblemKind::NoTenant),
            OrganizationError::Store(error) => error.into(),
        }
    }
}

impl From<ProjectError> for Problem {
    fn from(error: ProjectError) -> Self {
        match error {
            ProjectError::Denied(denied) => denied.into(),
            ProjectError::NameTaken(NameTaken) => Self::of(ProblemKind::ProjectNameTaken),
            ProjectError::Store(error) => error.into(),
        }
    }
}

impl From<AuditError> for Problem {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Denied(denied) => denied.into(),
            AuditError::Store(error) => error.into(),
        }
    }
}

impl From<SettingError> for Problem {
    fn from(error: SettingError) -> Self {
        match error {
            SettingError::Denied(denied) => denied.into(),
            SettingError::Refused(refused) => refused.into(),
            SettingError::Store(error) => error.into(),
        }
    }
}

impl From<SettingRefused> for Problem {
    fn from(refused: SettingRefused) -> Self {
        match refused {
            SettingRefused::NothingToKeep => Self::field("value", refused.to_string()),
            SettingRefused::TooMany => {
                Self::new(ProblemKind::SettingLimitReached, refused.to_string())
            }
            SettingRefused::Sealing(error) => Self::of(ProblemKind::Internal).because(error),
        }
    }
}

impl From<ReferralError> for Problem {
    fn from(error: ReferralError) -> Self {
        match error {
            ReferralError::Denied(denied) => denied.into(),
            ReferralError::Store(error) => error.into(),
        }
    }
}

impl From<CreditError> for Problem {
    fn from(error: CreditError) -> Self {
        let words = error.to_string();
        match error {
            CreditError::Denied(Denied::Forbidden) => {
                Self::new(ProblemKind::Forbidden, "this service credential was not made for that")
            }
            CreditError::Denied(denied) => denied.into(),
            CreditError::AlreadyGranted => Self::new(ProblemKind::Conflict, words),
            CreditError::Store(error) => error.into(),
        }
    }
}
