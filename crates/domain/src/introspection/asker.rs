//! Who asks about credentials, and about whose they may ask.

use super::answer::ActiveCredential;
use crate::access::Place;
use crate::authentication::{LiveCredentials, Presented};
use crate::id::TenantId;
use crate::store_error::StoreError;
use crate::usage::UsedCredential;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum IntrospectionError {
    /// Whoever asks has not shown a credential that lets them.
    #[error("a service credential is needed")]
    Unauthorized,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose credentials somebody may ask about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// Everybody's.
    Installation,
    /// Those of one tenant.
    Tenant(TenantId),
}

impl Reach {
    /// The reach of whoever presents this: another service, or a tenant's API key.
    pub(super) async fn of(
        asker: Presented<'_>,
        credentials: &LiveCredentials,
    ) -> Result<Self, IntrospectionError> {
        match asker {
            Presented::Bearer(text) => {
                credentials.service(text).await?.ok_or(IntrospectionError::Unauthorized)?;
                Ok(Self::Installation)
            }
            Presented::TenantApiKey { key, prefix } => {
                let found = credentials.tenant_api_key(key, prefix, Place::Tenant).await?.good();
                let facts = found.ok_or(IntrospectionError::Unauthorized)?;
                credentials.note_use(facts.tenant, UsedCredential::TenantApiKey(facts.id));
                Ok(Self::Tenant(facts.tenant))
            }
        }
    }

    /// Whether this one is among them.
    pub(super) fn covers(self, active: &ActiveCredential) -> bool {
        match self {
            Self::Installation => true,
            Self::Tenant(own) => active.tenant == Some(own),
        }
    }
}
