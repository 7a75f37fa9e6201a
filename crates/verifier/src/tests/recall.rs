//! What a directory that remembers answers at once.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::access::Place;
use tenantry_domain::authentication::{
    CredentialDirectory as _, MockCredentialDirectory, ServiceFacts,
};
use tenantry_domain::id::{ServiceCredentialId, SessionId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::session::{MockSessionDirectory, SessionDirectory as _};
use uuid::Uuid;

use crate::{
    Capacity, Freshness, Ledger, RememberingCredentials, RememberingSessions, SystemMonotonicClock,
};

const ROOM: Capacity = Capacity { bytes: 1 << 20, unknown: 100 };
const DIGEST: SecretDigest = SecretDigest::from_bytes([7; 32]);
const PLACE: Place = Place::Tenant;

fn proven() -> (Arc<Ledger>, Arc<Freshness>) {
    let clock = Arc::new(SystemMonotonicClock::start());
    let freshness = Freshness::new(clock, Duration::from_hours(1));
    freshness.prove(freshness.now());
    (Arc::new(Ledger::new(100)), Arc::new(freshness))
}

#[tokio::test]
async fn each_kind_of_credential_is_recalled_once_it_was_asked_about_and_not_before() {
    let service = ServiceFacts {
        id: ServiceCredentialId::new(Uuid::from_u128(1)),
        rights: Vec::new(),
        revoked: false,
    };
    let mut source = MockCredentialDirectory::new();
    let found = service.clone();
    source.expect_find_service().once().returning(move |_| Ok(Some(found.clone())));
    source.expect_find_api_key().once().returning(|_| Ok(None));
    source.expect_find_personal_access_token().once().returning(|_, _| Ok(None));
    source.expect_find_tenant_api_key().once().returning(|_, _| Ok(None));
    let (ledger, freshness) = proven();
    let directory = RememberingCredentials::new(Arc::new(source), ROOM, &ledger, &freshness);

    assert_eq!(directory.recall_service(&DIGEST), None);
    directory.find_service(DIGEST).await.unwrap();
    assert_eq!(directory.recall_service(&DIGEST), Some(Some(service)));

    assert_eq!(directory.recall_api_key(&DIGEST), None);
    directory.find_api_key(DIGEST).await.unwrap();
    assert_eq!(directory.recall_api_key(&DIGEST), Some(None));

    assert_eq!(directory.recall_personal_access_token(&DIGEST, PLACE), None);
    directory.find_personal_access_token(DIGEST, PLACE).await.unwrap();
    assert_eq!(directory.recall_personal_access_token(&DIGEST, PLACE), Some(None));

    assert_eq!(directory.recall_tenant_api_key(&DIGEST, PLACE), None);
    directory.find_tenant_api_key(DIGEST, PLACE).await.unwrap();
    assert_eq!(directory.recall_tenant_api_key(&DIGEST, PLACE), Some(None));

    freshness.count_only_from(freshness.now());
    assert_eq!(directory.recall_service(&DIGEST), None);
}

#[tokio::test]
async fn so_is_a_session() {
    let session = SessionId::new(Uuid::from_u128(2));
    let mut source = MockSessionDirectory::new();
    source.expect_find_session().once().returning(|_, _, _| Ok(None));
    let (ledger, freshness) = proven();
    let directory = RememberingSessions::new(Arc::new(source), ROOM, ledger, freshness);
    assert_eq!(directory.recall_session(session, None, PLACE), None);
    directory.find_session(session, None, PLACE).await.unwrap();
    assert_eq!(directory.recall_session(session, None, PLACE), Some(None));
}
