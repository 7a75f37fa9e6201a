//! What is told to whoever verifies a credential: whether it serves, and if not why.

use super::answer::ActiveCredential;
use crate::authentication::Fault;

/// Why a credential serves, or does not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// It serves.
    Ok,
    /// It is not good.
    Fault(Fault),
    /// It is good for another kind of resource, or for none.
    WrongResourceType,
    /// It is good in another place.
    WrongScope,
}

impl Reason {
    /// All there are.
    pub const ALL: [Self; 11] = [
        Self::Ok,
        Self::Fault(Fault::Malformed),
        Self::Fault(Fault::Unknown),
        Self::Fault(Fault::Expired),
        Self::Fault(Fault::Revoked),
        Self::WrongResourceType,
        Self::WrongScope,
        Self::Fault(Fault::OwnerInactive),
        Self::Fault(Fault::ProjectInactive),
        Self::Fault(Fault::OrganizationInactive),
        Self::Fault(Fault::TenantInactive),
    ];

    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Fault(Fault::Malformed) => "malformed",
            Self::Fault(Fault::Unknown) => "unknown",
            Self::Fault(Fault::Expired) => "expired",
            Self::Fault(Fault::Revoked) => "revoked",
            Self::WrongResourceType => "wrong_resource_type",
            Self::WrongScope => "wrong_scope",
            Self::Fault(Fault::OwnerInactive) => "owner_inactive",
            Self::Fault(Fault::ProjectInactive) => "project_inactive",
            Self::Fault(Fault::OrganizationInactive) => "org_inactive",
            Self::Fault(Fault::TenantInactive) => "tenant_inactive",
        }
    }
}

/// The answer about one credential.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It serves.
    Valid(Box<ActiveCredential>),
    /// It does not.
    Invalid(Reason),
}

impl Verdict {
    /// Why.
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Valid(_) => Reason::Ok,
            Self::Invalid(reason) => *reason,
        }
    }
}
