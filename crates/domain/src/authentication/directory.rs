//! The directory of everything that can be presented.

use async_trait::async_trait;
use time::OffsetDateTime;

use super::fault::{Fault, Finding};
use crate::access::{
    Grants, OrganizationGrant, OrganizationRole, Place, ProjectGrant, ServiceRight, TenantGrant,
};
use crate::api_key::ResourceType;
use crate::id::{
    ApiKeyId, OrganizationId, PersonalAccessTokenId, ProjectId, ServiceCredentialId,
    TenantApiKeyId, TenantId, UserId,
};
use crate::secret::SecretDigest;
use crate::store_error::StoreError;
use crate::tenant_api_key::TENANT_API_KEY_ROLE;

/// What a project's API key is good for at this moment.
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
    /// What keeps it from working: that it was ended, or that its project, organization or tenant is closed or gone.
    pub fault: Option<Fault>,
}

/// What a personal access token is good for at this moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonalAccessTokenFacts {
    /// The token.
    pub id: PersonalAccessTokenId,
    /// Its owner.
    pub user: UserId,
    /// How they are known.
    pub username: String,
    /// The tenant that it acts in.
    pub tenant: TenantId,
    /// The organization that it is bound to.
    pub organization: OrganizationId,
    /// Its owner's role there.
    pub role: OrganizationRole,
    /// Its owner's roles in the tenant, in that organization, and in the project that was asked about if it lies there.
    pub grants: Grants,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
    /// What keeps it from working: that it was ended, or that its owner's account, its organization or its tenant is closed or gone.
    pub fault: Option<Fault>,
}

/// What there is in a tenant of the place that was asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FoundPlace {
    /// Its organization.
    pub organization: Option<OrganizationId>,
    /// Its project, in that organization.
    pub project: Option<ProjectId>,
}

/// What a tenant's API key is good for at this moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TenantApiKeyFacts {
    /// The key.
    pub id: TenantApiKeyId,
    /// Its tenant.
    pub tenant: TenantId,
    /// How it begins, which everybody may know.
    pub prefix: String,
    /// What there is of the place that was asked about.
    pub place: FoundPlace,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    pub expires_at: Option<OffsetDateTime>,
    /// What keeps it from working: that it was ended, or that its tenant is closed or gone.
    pub fault: Option<Fault>,
}

/// What the credential of another service is good for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServiceFacts {
    /// Which one it is.
    pub id: ServiceCredentialId,
    /// What it may do beside verifying.
    pub rights: Vec<ServiceRight>,
    /// Whether it was revoked.
    pub revoked: bool,
}

/// Finds credentials by what was kept of them: each kind among its own only.
///
/// A directory with a memory recalls at once, with no future to drive, what it may answer from there: that somebody has a credential
/// is proven many times before it changes. Whoever remembers nothing leaves this as it is.
#[async_trait]
pub trait CredentialDirectory: Send + Sync {
    /// What [`Self::find_api_key`] would find, if that needs no asking.
    fn recall_api_key(&self, _digest: &SecretDigest) -> Option<Option<ApiKeyFacts>> {
        None
    }

    /// What [`Self::find_personal_access_token`] would find, if that needs no asking.
    fn recall_personal_access_token(
        &self,
        _digest: &SecretDigest,
        _place: Place,
    ) -> Option<Option<PersonalAccessTokenFacts>> {
        None
    }

    /// What [`Self::find_tenant_api_key`] would find, if that needs no asking.
    fn recall_tenant_api_key(
        &self,
        _digest: &SecretDigest,
        _place: Place,
    ) -> Option<Option<TenantApiKeyFacts>> {
        None
    }

    /// What [`Self::find_service`] would find, if that needs no asking.
    fn recall_service(&self, _digest: &SecretDigest) -> Option<Option<ServiceFacts>> {
        None
    }

    /// The project's API key with this digest.
    async fn find_api_key(&self, digest: SecretDigest) -> Result<Option<ApiKeyFacts>, StoreError>;

    /// The personal access token with this digest, with its owner's roles at this place. Nothing, where its owner is not in the
    /// organization any more.
    async fn find_personal_access_token(
        &self,
        digest: SecretDigest,
        place: Place,
    ) -> Result<Option<PersonalAccessTokenFacts>, StoreError>;

    /// The tenant's API key with this digest, and what there is of this place in its tenant.
    async fn find_tenant_api_key(
        &self,
        digest: SecretDigest,
        place: Place,
    ) -> Result<Option<TenantApiKeyFacts>, StoreError>;

    /// The credential of another service with this digest.
    async fn find_service(&self, digest: SecretDigest) -> Result<Option<ServiceFacts>, StoreError>;
}

// By hand, so that the mock remembers nothing.
#[cfg(any(test, feature = "mocks"))]
mockall::mock! {
    /// The mock of [`CredentialDirectory`].
    pub CredentialDirectory {}

    #[async_trait]
    impl CredentialDirectory for CredentialDirectory {
        async fn find_api_key(&self, digest: SecretDigest) -> Result<Option<ApiKeyFacts>, StoreError>;
        async fn find_personal_access_token(
            &self,
            digest: SecretDigest,
            place: Place,
        ) -> Result<Option<PersonalAccessTokenFacts>, StoreError>;
        async fn find_tenant_api_key(
            &self,
            digest: SecretDigest,
            place: Place,
        ) -> Result<Option<TenantApiKeyFacts>, StoreError>;
        async fn find_service(&self, digest: SecretDigest) -> Result<Option<ServiceFacts>, StoreError>;
    }
}

/// That somebody ended it is told before that it has ended by itself, and this before what lies around it.
fn examined<T>(
    facts: T,
    fault: Option<Fault>,
    expires_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> Finding<T> {
    match fault {
        Some(Fault::Revoked) => Finding::Bad(Fault::Revoked),
        _ if expires_at.is_some_and(|end| end <= now) => Finding::Bad(Fault::Expired),
        Some(fault) => Finding::Bad(fault),
        None => Finding::Good(facts),
    }
}

impl ApiKeyFacts {
    pub(super) fn examine(self, now: OffsetDateTime) -> Finding<Self> {
        let (fault, end) = (self.fault, self.expires_at);
        examined(self, fault, end, now)
    }
}

impl PersonalAccessTokenFacts {
    pub(super) fn examine(self, now: OffsetDateTime) -> Finding<Self> {
        let (fault, end) = (self.fault, Some(self.expires_at));
        examined(self, fault, end, now)
    }
}

impl TenantApiKeyFacts {
    pub(super) fn examine(self, now: OffsetDateTime) -> Finding<Self> {
        let (fault, end) = (self.fault, self.expires_at);
        examined(self, fault, end, now)
    }

    /// Its role in the tenant; in what lies below it has none of its own.
    pub(crate) fn grants(&self) -> Grants {
        let role = |organization| OrganizationGrant { organization, role: None };
        Grants {
            tenant: Some(TenantGrant { tenant: self.tenant, role: TENANT_API_KEY_ROLE }),
            organization: self.place.organization.map(role),
            project: self.place.project.map(|project| ProjectGrant { project, role: None }),
        }
    }
}
