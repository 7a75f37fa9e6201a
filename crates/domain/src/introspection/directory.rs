//! The directory of everything that can be presented.

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::api_key::ResourceType;
use crate::id::{ApiKeyId, OrganizationId, ProjectId, ServiceCredentialId, TenantId};
use crate::secret::SecretDigest;
use crate::store_error::StoreError;

/// What an API key is good for at this moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiKeyFacts {
    /// The key.
    pub id: ApiKeyId,
    /// Its tenant.
    pub tenant: TenantId,
    /// Its organization.
    pub organization: OrganizationId,
    /// Its project.
    pub project: ProjectId,
    /// What it is good for.
    pub resource_type: ResourceType,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    pub expires_at: Option<OffsetDateTime>,
    /// Whether the key, its project, its organization and its tenant all live and work.
    pub works: bool,
}

/// What a credential turned out to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CredentialFacts {
    /// A project's API key.
    ApiKey(ApiKeyFacts),
    /// Another service's credential.
    Service {
        /// Which one.
        id: ServiceCredentialId,
        /// Whether it was revoked.
        revoked: bool,
    },
}

/// Finds credentials by what was kept of them.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait CredentialDirectory: Send + Sync {
    /// What the credential with this digest is.
    async fn find(&self, digest: SecretDigest) -> Result<Option<CredentialFacts>, StoreError>;
}
