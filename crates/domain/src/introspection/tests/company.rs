//! Several that have to be looked up, by a directory that sees how many come at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use tokio::task::yield_now;

use super::*;
use crate::authentication::CredentialDirectory;

#[derive(Default)]
struct Counting {
    now: AtomicUsize,
    most: AtomicUsize,
    all: AtomicUsize,
}

#[async_trait]
impl CredentialDirectory for Counting {
    async fn find_api_key(&self, _: SecretDigest) -> Result<Option<ApiKeyFacts>, StoreError> {
        self.all.fetch_add(1, Ordering::Relaxed);
        self.most.fetch_max(self.now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        yield_now().await;
        self.now.fetch_sub(1, Ordering::Relaxed);
        Ok(Some(api_key_facts()))
    }

    async fn find_personal_access_token(
        &self,
        _: SecretDigest,
        _: Place,
    ) -> Result<Option<PersonalAccessTokenFacts>, StoreError> {
        Err(outage())
    }

    async fn find_tenant_api_key(
        &self,
        _: SecretDigest,
        _: Place,
    ) -> Result<Option<TenantApiKeyFacts>, StoreError> {
        Err(outage())
    }

    async fn find_service(&self, _: SecretDigest) -> Result<Option<ServiceFacts>, StoreError> {
        Ok(Some(service_facts()))
    }
}

#[tokio::test]
async fn of_forty_sixteen_are_looked_up_at_a_time() {
    let counting = Arc::new(Counting::default());
    let directory = Arc::clone(&counting) as Arc<dyn CredentialDirectory>;
    let live = Directories::new().live_by(directory);
    let keys: Vec<_> = (0..40).map(|key| minted(CredentialKind::ApiKey, [key; 32])).collect();
    let texts: Vec<_> = keys.iter().map(|key| key.secret.expose()).collect();
    let asker = asking(CredentialKind::ServiceCredential);
    let service = IntrospectionService::new(live);
    let verdicts = service.verify(Presented::Bearer(&asker), &texts, &Demand::default()).await;
    assert!(verdicts.unwrap().iter().all(|verdict| verdict.reason() == Reason::Ok));
    let (most, all) = (&counting.most, &counting.all);
    assert_eq!((most.load(Ordering::Relaxed), all.load(Ordering::Relaxed)), (16, 40));
}
