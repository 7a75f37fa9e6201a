//! The credentials of other services.

use tenantry_domain::access::{ServiceRight, SystemScope};
use tenantry_domain::id::ServiceCredentialId;
use tenantry_domain::service_credential::{
    NewServiceCredential, RevokeServiceCredentialError, ServiceCredential, ServiceCredentialName,
    ServiceCredentialStore as _,
};
use tenantry_postgres::PostgresServiceCredentialStore;
use tenantry_testkit::fixtures::{fresh, fresh_digest, now};

use crate::support::Stage;

const SCOPE: SystemScope = SystemScope::for_job("test");

fn store(stage: &Stage) -> PostgresServiceCredentialStore {
    PostgresServiceCredentialStore::new(stage.database.clone())
}

pub(crate) async fn insert(stage: &Stage, name: &str) -> ServiceCredential {
    let new = NewServiceCredential {
        id: ServiceCredentialId::new(fresh()),
        name: ServiceCredentialName::new(name).unwrap(),
        digest: fresh_digest(),
        masked: "svc-nc-abcd...wxyz".to_owned(),
        rights: vec![ServiceRight::Referrals],
    };
    store(stage).insert(&SCOPE, new, now()).await.unwrap()
}

#[tokio::test]
async fn the_list_shows_all_there_ever_were_the_newest_first() {
    let stage = Stage::new().await;
    let (first, second) = (insert(&stage, "gateway").await, insert(&stage, "billing").await);
    let at = now();
    store(&stage).revoke(&SCOPE, first.id, at).await.unwrap();
    let revoked = ServiceCredential { revoked_at: Some(at), ..first };
    assert_eq!(revoked.rights, [ServiceRight::Referrals]);
    assert_eq!(store(&stage).list(&SCOPE).await.unwrap(), [second, revoked]);
}

#[tokio::test]
async fn a_credential_is_revoked_once() {
    let stage = Stage::new().await;
    let credential = insert(&stage, "gateway").await;
    store(&stage).revoke(&SCOPE, credential.id, now()).await.unwrap();
    for id in [credential.id, ServiceCredentialId::new(fresh())] {
        let again = store(&stage).revoke(&SCOPE, id, now()).await;
        assert!(matches!(again, Err(RevokeServiceCredentialError::NotFound)), "{again:?}");
    }
}

#[tokio::test]
async fn a_right_that_this_build_does_not_know_is_of_no_use() {
    let stage = Stage::new().await;
    let credential = insert(&stage, "gateway").await;
    let newer = "ALTER TABLE service_credentials DROP CONSTRAINT service_credentials_rights_known; \
        UPDATE service_credentials SET rights = '{fly,referrals}'";
    stage.test.sql(newer).await;
    assert_eq!(store(&stage).list(&SCOPE).await.unwrap(), [credential]);
}
