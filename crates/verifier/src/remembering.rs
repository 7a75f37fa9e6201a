//! The domain's directories with a memory before them.

use std::mem::size_of_val;
use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::access::{Place, ServiceRight};
use tenantry_domain::authentication::{
    ApiKeyFacts, CredentialDirectory, PersonalAccessTokenFacts, ServiceFacts, TenantApiKeyFacts,
};
use tenantry_domain::id::{SessionId, TenantId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{LoginFacts, SessionDirectory, SessionFacts};
use tenantry_domain::store_error::StoreError;
use tenantry_domain::user::EmailAddress;

use crate::freshness::Freshness;
use crate::ledger::Ledger;
use crate::memory::{Capacity, Memory, MemoryCounts, Remembered};
use crate::resource_types::SharedResourceTypes;
use crate::subjects::Subjects;
use tenantry_domain::change::Subject;

type Digest = [u8; 32];
type AtPlace = (Digest, Place);
type SessionKey = (SessionId, Option<TenantId>, Place);

fn of_place(place: Place) -> [Option<Subject>; 2] {
    [place.organization().map(Subject::Organization), place.project().map(Subject::Project)]
}

impl Remembered<Digest> for ApiKeyFacts {
    fn subjects(&self, _: &Digest) -> Subjects {
        Subjects::new([
            Some(Subject::Credential(self.id.uuid())),
            Some(Subject::Project(self.project)),
            Some(Subject::Organization(self.organization)),
            Some(Subject::Tenant(self.tenant)),
            None,
            None,
        ])
    }

    fn bytes(&self) -> usize {
        // The name of what it is good for is shared.
        0
    }
}

impl Remembered<AtPlace> for PersonalAccessTokenFacts {
    fn subjects(&self, (_, place): &AtPlace) -> Subjects {
        let [organization, project] = of_place(*place);
        Subjects::new([
            Some(Subject::Credential(self.id.uuid())),
            Some(Subject::User(self.user)),
            Some(Subject::Organization(self.organization)),
            Some(Subject::Tenant(self.tenant)),
            organization,
            project,
        ])
    }

    fn bytes(&self) -> usize {
        self.username.len()
    }
}

impl Remembered<AtPlace> for TenantApiKeyFacts {
    fn subjects(&self, (_, place): &AtPlace) -> Subjects {
        let [organization, project] = of_place(*place);
        Subjects::new([
            Some(Subject::Credential(self.id.uuid())),
            Some(Subject::Tenant(self.tenant)),
            organization,
            project,
            None,
            None,
        ])
    }

    fn bytes(&self) -> usize {
        self.prefix.len()
    }
}

impl Remembered<Digest> for ServiceFacts {
    fn subjects(&self, _: &Digest) -> Subjects {
        Subjects::new([Some(Subject::Credential(self.id.uuid())), None, None, None, None, None])
    }

    fn bytes(&self) -> usize {
        size_of_val::<[ServiceRight]>(&self.rights)
    }
}

impl Remembered<SessionKey> for SessionFacts {
    fn subjects(&self, (session, claimed, place): &SessionKey) -> Subjects {
        let [organization, project] = of_place(*place);
        Subjects::new([
            Some(Subject::Session(*session)),
            Some(Subject::User(self.user)),
            self.acts_in.map(Subject::Tenant),
            claimed.map(Subject::Tenant),
            organization,
            project,
        ])
    }

    fn bytes(&self) -> usize {
        self.username.len()
    }
}

/// A directory of credentials that remembers what it was asked about.
pub struct RememberingCredentials {
    source: Arc<dyn CredentialDirectory>,
    resource_types: SharedResourceTypes,
    api_keys: Memory<Digest, ApiKeyFacts>,
    personal_access_tokens: Memory<AtPlace, PersonalAccessTokenFacts>,
    tenant_api_keys: Memory<AtPlace, TenantApiKeyFacts>,
    services: Memory<Digest, ServiceFacts>,
}

impl RememberingCredentials {
    /// Asks this source for what is not remembered. Five eighths of the capacity are for API keys, of which there are most.
    pub fn new(
        source: Arc<dyn CredentialDirectory>,
        capacity: Capacity,
        ledger: &Arc<Ledger>,
        freshness: &Arc<Freshness>,
    ) -> Self {
        let part = |share: u64| Capacity { bytes: capacity.bytes / 8 * share, ..capacity };
        let shared = || (Arc::clone(ledger), Arc::clone(freshness));
        let ((l1, f1), (l2, f2), (l3, f3), (l4, f4)) = (shared(), shared(), shared(), shared());
        Self {
            source,
            resource_types: SharedResourceTypes::default(),
            api_keys: Memory::new(part(5), l1, f1),
            personal_access_tokens: Memory::new(part(1), l2, f2),
            tenant_api_keys: Memory::new(part(1), l3, f3),
            services: Memory::new(part(1), l4, f4),
        }
    }

    /// How often it was of use so far, by kind.
    pub fn counts(&self) -> [(&'static str, MemoryCounts); 4] {
        [
            ("api_key", self.api_keys.counts()),
            ("personal_access_token", self.personal_access_tokens.counts()),
            ("tenant_api_key", self.tenant_api_keys.counts()),
            ("service_credential", self.services.counts()),
        ]
    }
}

#[async_trait]
impl CredentialDirectory for RememberingCredentials {
    fn recall_api_key(&self, digest: &SecretDigest) -> Option<Option<ApiKeyFacts>> {
        self.api_keys.recall(digest.as_bytes())
    }

    fn recall_personal_access_token(
        &self,
        digest: &SecretDigest,
        place: Place,
    ) -> Option<Option<PersonalAccessTokenFacts>> {
        self.personal_access_tokens.recall(&(*digest.as_bytes(), place))
    }

    fn recall_tenant_api_key(
        &self,
        digest: &SecretDigest,
        place: Place,
    ) -> Option<Option<TenantApiKeyFacts>> {
        self.tenant_api_keys.recall(&(*digest.as_bytes(), place))
    }

    fn recall_service(&self, digest: &SecretDigest) -> Option<Option<ServiceFacts>> {
        self.services.recall(digest.as_bytes())
    }

    async fn find_api_key(&self, digest: SecretDigest) -> Result<Option<ApiKeyFacts>, StoreError> {
        let ask = async || {
            let found = self.source.find_api_key(digest).await?;
            Ok(found.map(|facts| self.resource_types.shared_by(facts)))
        };
        self.api_keys.find(*digest.as_bytes(), ask).await
    }

    async fn find_personal_access_token(
        &self,
        digest: SecretDigest,
        place: Place,
    ) -> Result<Option<PersonalAccessTokenFacts>, StoreError> {
        let ask = || self.source.find_personal_access_token(digest, place);
        self.personal_access_tokens.find((*digest.as_bytes(), place), ask).await
    }

    async fn find_tenant_api_key(
        &self,
        digest: SecretDigest,
        place: Place,
    ) -> Result<Option<TenantApiKeyFacts>, StoreError> {
        let ask = || self.source.find_tenant_api_key(digest, place);
        self.tenant_api_keys.find((*digest.as_bytes(), place), ask).await
    }

    async fn find_service(&self, digest: SecretDigest) -> Result<Option<ServiceFacts>, StoreError> {
        self.services.find(*digest.as_bytes(), || self.source.find_service(digest)).await
    }
}

/// A directory of sessions that remembers what it was asked about. Signing in is always asked of the source.
pub struct RememberingSessions {
    source: Arc<dyn SessionDirectory>,
    sessions: Memory<SessionKey, SessionFacts>,
}

impl RememberingSessions {
    /// Asks this source for what is not remembered.
    pub fn new(
        source: Arc<dyn SessionDirectory>,
        capacity: Capacity,
        ledger: Arc<Ledger>,
        freshness: Arc<Freshness>,
    ) -> Self {
        Self { source, sessions: Memory::new(capacity, ledger, freshness) }
    }

    /// How often it was of use so far.
    pub fn counts(&self) -> MemoryCounts {
        self.sessions.counts()
    }
}

#[async_trait]
impl SessionDirectory for RememberingSessions {
    fn recall_session(
        &self,
        session: SessionId,
        claimed_tenant: Option<TenantId>,
        place: Place,
    ) -> Option<Option<SessionFacts>> {
        self.sessions.recall(&(session, claimed_tenant, place))
    }

    async fn find_login(&self, email: &EmailAddress) -> Result<Option<LoginFacts>, StoreError> {
        self.source.find_login(email).await
    }

    async fn find_session(
        &self,
        session: SessionId,
        claimed_tenant: Option<TenantId>,
        place: Place,
    ) -> Result<Option<SessionFacts>, StoreError> {
        let ask = || self.source.find_session(session, claimed_tenant, place);
        self.sessions.find((session, claimed_tenant, place), ask).await
    }
}
