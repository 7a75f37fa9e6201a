//! One of the platform's other services as a caller, and what its credential was made for.

use std::sync::Arc;

use super::caller::Denied;
use super::scope::ServiceScope;
use super::trail::{CredentialUsed, Origin, Trail};
use crate::id::ServiceCredentialId;

/// There is no right of this name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("there is no such right")]
pub struct UnknownRight;

/// What a service may do beside verifying credentials, which all of them may.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ServiceRight {
    /// Grant the credit for a referral.
    Referrals,
}

impl ServiceRight {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Referrals];

    /// Its name on the command line and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Referrals => "referrals",
        }
    }
}

impl std::str::FromStr for ServiceRight {
    type Err = UnknownRight;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|right| right.as_str() == text).ok_or(UnknownRight)
    }
}

/// A service that was recognised by its credential.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceCaller {
    rights: Vec<ServiceRight>,
    trail: Trail,
}

impl ServiceCaller {
    pub(crate) fn new(
        id: ServiceCredentialId,
        rights: Vec<ServiceRight>,
        origin: Arc<Origin>,
    ) -> Self {
        let trail = Trail {
            actor: None,
            credential: Some(CredentialUsed::ServiceCredential),
            credential_id: Some(id.uuid()),
            origin,
        };
        Self { rights, trail }
    }

    /// A service that nobody recognised, to test with.
    #[cfg(any(test, feature = "mocks"))]
    pub fn for_tests(id: ServiceCredentialId, rights: Vec<ServiceRight>) -> Self {
        Self::new(id, rights, Arc::default())
    }

    /// What it leaves behind.
    pub const fn trail(&self) -> &Trail {
        &self.trail
    }

    /// Leave to do what this right is for.
    pub fn authorize(&self, right: ServiceRight) -> Result<ServiceScope, Denied> {
        if self.rights.contains(&right) {
            Ok(ServiceScope::granted(right, self.trail.clone()))
        } else {
            Err(Denied::Forbidden)
        }
    }
}
