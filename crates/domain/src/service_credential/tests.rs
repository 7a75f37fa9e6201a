use std::sync::Arc;

use rstest::rstest;
use uuid::Uuid;

use super::*;
use crate::access::ServiceRight;
use crate::credential::CredentialKind;
use crate::fixtures::{ENTROPY, NOW, clock, format, ids, minted, outage, secrets};
use crate::id::ServiceCredentialId;

const ID: ServiceCredentialId = ServiceCredentialId::new(Uuid::from_u128(1));

fn gateway() -> ServiceCredential {
    ServiceCredential {
        id: ID,
        name: ServiceCredentialName::new("gateway").unwrap(),
        masked: minted(CredentialKind::ServiceCredential, ENTROPY).masked,
        rights: Vec::new(),
        created_at: NOW,
        revoked_at: None,
        last_used_at: None,
    }
}

fn service(credentials: MockServiceCredentialStore) -> ServiceCredentialService {
    ServiceCredentialService::new(Arc::new(credentials), format(), secrets(), ids(), clock())
}

#[rstest]
#[case::only_verifies(Vec::new())]
#[case::grants_credits_too(vec![ServiceRight::Referrals])]
#[tokio::test]
async fn a_new_one_is_found_by_the_digest_of_the_secret_that_is_shown(
    #[case] rights: Vec<ServiceRight>,
) {
    let expected = minted(CredentialKind::ServiceCredential, ENTROPY);
    let digest = expected.digest;
    let mut credentials = MockServiceCredentialStore::new();
    credentials.expect_insert().once().returning(move |scope, new, at| {
        assert_eq!((scope.job(), at), ("service credentials", NOW));
        assert_eq!(new.digest, digest);
        let NewServiceCredential { id, name, masked, rights, .. } = new;
        let (created_at, revoked_at, last_used_at) = (at, None, None);
        Ok(ServiceCredential { id, name, masked, rights, created_at, revoked_at, last_used_at })
    });
    let issued = service(credentials).create(gateway().name, rights.clone()).await.unwrap();
    assert_eq!(issued.item, ServiceCredential { rights, ..gateway() });
    assert_eq!(issued.secret.expose(), expected.secret.expose());
    assert!(issued.secret.expose().starts_with("svc-nc-"));
}

#[tokio::test]
async fn all_are_listed() {
    let mut credentials = MockServiceCredentialStore::new();
    credentials.expect_list().returning(|_| Ok(vec![gateway()]));
    assert_eq!(service(credentials).list().await.unwrap(), [gateway()]);
}

#[tokio::test]
async fn one_is_revoked_by_its_id() {
    let mut credentials = MockServiceCredentialStore::new();
    credentials
        .expect_revoke()
        .once()
        .withf(|_, id, at| (*id, *at) == (ID, NOW))
        .returning(|_, _, _| Ok(()));
    assert!(service(credentials).revoke(ID).await.is_ok());
}

#[tokio::test]
async fn one_that_is_not_there_is_not_revoked() {
    let mut credentials = MockServiceCredentialStore::new();
    credentials.expect_revoke().returning(|_, _, _| Err(RevokeServiceCredentialError::NotFound));
    let refusal = service(credentials).revoke(ID).await;
    assert!(matches!(refusal, Err(RevokeServiceCredentialError::NotFound)), "{refusal:?}");
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut credentials = MockServiceCredentialStore::new();
    credentials.expect_insert().returning(|_, _, _| Err(outage()));
    credentials.expect_list().returning(|_| Err(outage()));
    credentials.expect_revoke().returning(|_, _, _| Err(outage().into()));
    let service = service(credentials);
    assert!(service.create(gateway().name, Vec::new()).await.is_err());
    assert!(service.list().await.is_err());
    let failure = service.revoke(ID).await;
    assert!(matches!(failure, Err(RevokeServiceCredentialError::Store(_))), "{failure:?}");
}
