//! The keys that this service knows: one tenant's each, by digest. The keys themselves are kept nowhere.

use std::collections::HashMap;

use async_trait::async_trait;
use tenantry_domain::access::Place;
use tenantry_domain::authentication::{
    ApiKeyFacts, CredentialDirectory, Fault, FoundPlace, PersonalAccessTokenFacts, ServiceFacts,
    TenantApiKeyFacts,
};
use tenantry_domain::credential::{CredentialFormat, CredentialKind, MintedCredential};
use tenantry_domain::id::{OrganizationId, TenantApiKeyId, TenantId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

/// Each tenant has one organization here, which follows from it.
pub(crate) fn organization_of(tenant: u128) -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(100 + tenant))
}

/// Keys of tenants.
#[derive(Default)]
pub(crate) struct Keys {
    facts: HashMap<[u8; 32], (TenantApiKeyFacts, OrganizationId)>,
}

impl Keys {
    /// Makes a key of this tenant. The entropy is to come from the operating system.
    pub(crate) fn issue(
        &mut self,
        format: &CredentialFormat,
        tenant: u128,
        entropy: [u8; 32],
    ) -> MintedCredential {
        self.keep(format, tenant, entropy, None)
    }

    /// One that was revoked since.
    pub(crate) fn issue_revoked(
        &mut self,
        format: &CredentialFormat,
        tenant: u128,
        entropy: [u8; 32],
    ) -> MintedCredential {
        self.keep(format, tenant, entropy, Some(Fault::Revoked))
    }

    fn keep(
        &mut self,
        format: &CredentialFormat,
        tenant: u128,
        entropy: [u8; 32],
        fault: Option<Fault>,
    ) -> MintedCredential {
        let minted = format.mint(CredentialKind::TenantApiKey, entropy);
        let number = u128::try_from(self.facts.len()).unwrap_or_default();
        let facts = TenantApiKeyFacts {
            id: TenantApiKeyId::new(Uuid::from_u128(number)),
            tenant: TenantId::new(Uuid::from_u128(tenant)),
            prefix: minted.prefix.clone(),
            place: FoundPlace::default(),
            created_at: OffsetDateTime::UNIX_EPOCH,
            expires_at: None,
            fault,
        };
        self.facts.insert(*minted.digest.as_bytes(), (facts, organization_of(tenant)));
        minted
    }
}

#[async_trait]
impl CredentialDirectory for Keys {
    /// What there is of the place is read with the key: a place in another tenant is none.
    async fn find_tenant_api_key(
        &self,
        digest: SecretDigest,
        place: Place,
    ) -> Result<Option<TenantApiKeyFacts>, StoreError> {
        Ok(self.facts.get(digest.as_bytes()).map(|(facts, own)| {
            let organization = place.organization().filter(|wanted| wanted == own);
            TenantApiKeyFacts { place: FoundPlace { organization, project: None }, ..facts.clone() }
        }))
    }

    async fn find_api_key(&self, _: SecretDigest) -> Result<Option<ApiKeyFacts>, StoreError> {
        Ok(None)
    }

    async fn find_personal_access_token(
        &self,
        _: SecretDigest,
        _: Place,
    ) -> Result<Option<PersonalAccessTokenFacts>, StoreError> {
        Ok(None)
    }

    async fn find_service(&self, _: SecretDigest) -> Result<Option<ServiceFacts>, StoreError> {
        Ok(None)
    }
}
