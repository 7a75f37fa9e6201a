//! The port [`CredentialDirectory`].

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use tenantry_domain::access::Place;
use tenantry_domain::authentication::{
    ApiKeyFacts, CredentialDirectory, PersonalAccessTokenFacts, ServiceFacts, TenantApiKeyFacts,
};
use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::{OrganizationId, ProjectId, ServiceCredentialId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;
use uuid::Uuid;

use super::gathered::GatheredApiKeys;
use super::insert::stored_kind;
use super::personal_access_token::{FindToken, TokenRow, token_facts};
use super::tenant_api_key::{FindTenantKey, TenantKeyRow, tenant_key_facts};
use crate::database::Database;
use crate::schema::{credentials, service_credentials};
use crate::service_credential::rights;

/// Finds credentials in PostgreSQL.
#[derive(Clone, Debug)]
pub struct PostgresCredentialDirectory {
    database: Database,
    api_keys: GatheredApiKeys,
}

impl PostgresCredentialDirectory {
    /// A directory over this database.
    pub fn new(database: Database) -> Self {
        Self { api_keys: GatheredApiKeys::over(database.clone()), database }
    }
}

type ServiceRow = (Uuid, Vec<Option<String>>, Option<OffsetDateTime>);

#[async_trait]
impl CredentialDirectory for PostgresCredentialDirectory {
    async fn find_api_key(&self, digest: SecretDigest) -> Result<Option<ApiKeyFacts>, StoreError> {
        self.api_keys.find(digest).await
    }

    async fn find_personal_access_token(
        &self,
        digest: SecretDigest,
        place: Place,
    ) -> Result<Option<PersonalAccessTokenFacts>, StoreError> {
        let find = FindToken {
            digest: digest.as_bytes(),
            organization: place.organization().map(OrganizationId::uuid),
            project: place.project().map(ProjectId::uuid),
        };
        let found = self
            .database
            .look_up(async |connection| find.get_result::<TokenRow>(connection).await.optional())
            .await?;
        found.map(token_facts).transpose()
    }

    async fn find_tenant_api_key(
        &self,
        digest: SecretDigest,
        place: Place,
    ) -> Result<Option<TenantApiKeyFacts>, StoreError> {
        let find = FindTenantKey {
            digest: digest.as_bytes(),
            organization: place.organization().map(OrganizationId::uuid),
            project: place.project().map(ProjectId::uuid),
        };
        let found = self
            .database
            .look_up(async |connection| {
                find.get_result::<TenantKeyRow>(connection).await.optional()
            })
            .await?;
        Ok(found.map(tenant_key_facts))
    }

    async fn find_service(&self, digest: SecretDigest) -> Result<Option<ServiceFacts>, StoreError> {
        let found: Option<ServiceRow> = self
            .database
            .look_up(async |connection| {
                let of_service =
                    service_credentials::table.on(service_credentials::id.eq(credentials::id));
                credentials::table
                    .find(digest.as_bytes().as_slice())
                    .inner_join(of_service)
                    .filter(credentials::kind.eq(stored_kind(CredentialKind::ServiceCredential)))
                    .select((
                        service_credentials::id,
                        service_credentials::rights,
                        service_credentials::revoked_at,
                    ))
                    .first(connection)
                    .await
                    .optional()
            })
            .await?;
        Ok(found.map(|(id, stored, revoked_at)| ServiceFacts {
            id: ServiceCredentialId::new(id),
            rights: rights(&stored),
            revoked: revoked_at.is_some(),
        }))
    }
}
