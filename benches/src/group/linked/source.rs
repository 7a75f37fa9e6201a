//! Where a process that links the verifier has its facts from: here, from a table of its own, and nothing ever changes.

use std::collections::HashMap;

use async_trait::async_trait;
use tenantry_domain::access::Place;
use tenantry_domain::api_key::ResourceType;
use tenantry_domain::authentication::{
    ApiKeyFacts, CredentialDirectory, PersonalAccessTokenFacts, ServiceFacts, TenantApiKeyFacts,
};
use tenantry_domain::change::{ChangeLog, Reading};
use tenantry_domain::id::{ApiKeyId, OrganizationId, ProjectId, TenantId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::keys::Keys;

/// API keys, and nothing else.
pub(super) struct Given(HashMap<[u8; 32], ApiKeyFacts>);

impl Given {
    pub(super) fn of(keys: &Keys) -> Self {
        let facts = |number: u128| ApiKeyFacts {
            id: ApiKeyId::new(Uuid::from_u128(number)),
            tenant: TenantId::new(Uuid::from_u128(number % 10)),
            organization: OrganizationId::new(Uuid::from_u128(number % 20)),
            project: ProjectId::new(Uuid::from_u128(number % 40)),
            resource_type: ResourceType::stored("inference"),
            created_at: OffsetDateTime::UNIX_EPOCH,
            expires_at: None,
            fault: None,
        };
        let digests = keys.iter().map(|key| *SecretDigest::of(key).as_bytes());
        Self(digests.zip((1..).map(facts)).collect())
    }
}

#[async_trait]
impl CredentialDirectory for Given {
    async fn find_api_key(&self, digest: SecretDigest) -> Result<Option<ApiKeyFacts>, StoreError> {
        Ok(self.0.get(digest.as_bytes()).cloned())
    }

    async fn find_personal_access_token(
        &self,
        _digest: SecretDigest,
        _place: Place,
    ) -> Result<Option<PersonalAccessTokenFacts>, StoreError> {
        Ok(None)
    }

    async fn find_tenant_api_key(
        &self,
        _digest: SecretDigest,
        _place: Place,
    ) -> Result<Option<TenantApiKeyFacts>, StoreError> {
        Ok(None)
    }

    async fn find_service(
        &self,
        _digest: SecretDigest,
    ) -> Result<Option<ServiceFacts>, StoreError> {
        Ok(None)
    }
}

/// A log in which nothing is ever told.
pub(super) struct QuietLog;

#[async_trait]
impl ChangeLog for QuietLog {
    type Cursor = ();

    async fn end(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn read(&self, _after: &()) -> Result<Option<Reading<()>>, StoreError> {
        Ok(Some(Reading { changes: Vec::new(), next: () }))
    }

    async fn woken(&self) {
        std::future::pending::<()>().await;
    }
}
