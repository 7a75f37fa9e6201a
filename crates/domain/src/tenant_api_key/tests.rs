use std::sync::Arc;

use rstest::rstest;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::*;
use crate::access::{Denied, SessionCaller, TenantRole};
use crate::credential::CredentialKind;
use crate::fixtures::{
    ENTROPY, IN_TENANT, NOW, TENANT, TENANT_KEY, clock, format, homeless, ids, in_tenant, minted,
    outage, secrets, stranger, within,
};
use crate::id::TenantApiKeyId;

const KIND: CredentialKind = CredentialKind::TenantApiKey;

fn owner() -> SessionCaller {
    in_tenant(TenantRole::SuperAdmin)
}

fn name(text: &str) -> TenantApiKeyName {
    TenantApiKeyName::new(text).unwrap()
}

fn ci(expires_at: Option<OffsetDateTime>) -> TenantApiKey {
    let expected = minted(KIND, ENTROPY);
    TenantApiKey {
        id: TenantApiKeyId::new(Uuid::from_u128(1)),
        tenant: TENANT,
        name: name("ci"),
        masked: expected.masked,
        prefix: expected.prefix,
        created_at: NOW,
        expires_at,
        expired: TenantApiKey::has_expired(expires_at, NOW),
        last_used_at: None,
    }
}

fn service(keys: MockTenantApiKeyStore) -> TenantApiKeyService {
    TenantApiKeyService::new(Arc::new(keys), format(), secrets(), ids(), clock())
}

#[track_caller]
fn assert_denied<T: std::fmt::Debug>(answer: &Result<T, TenantApiKeyError>, expected: Denied) {
    assert!(
        matches!(answer, Err(TenantApiKeyError::Denied(denied)) if *denied == expected),
        "{answer:?}"
    );
}

#[tokio::test]
async fn those_who_own_the_tenant_list_its_keys() {
    let mut keys = MockTenantApiKeyStore::new();
    keys.expect_list()
        .once()
        .withf(|scope, at| (within(scope), *at) == (IN_TENANT, NOW))
        .returning(|_, _| Ok(vec![ci(None)]));
    assert_eq!(service(keys).list(&owner()).await.unwrap(), [ci(None)]);
}

#[rstest]
#[case::that_does_not_end(None)]
#[case::that_ends(Some(NOW + Duration::days(365)))]
#[case::that_ended_before_it_began(Some(NOW - Duration::days(365)))]
#[tokio::test]
async fn a_new_one_is_found_by_the_digest_of_the_secret_that_is_shown(
    #[case] expires_at: Option<OffsetDateTime>,
) {
    let mut keys = MockTenantApiKeyStore::new();
    keys.expect_insert().once().returning(|scope, new, at| {
        assert_eq!((within(scope), at), (IN_TENANT, NOW));
        assert_eq!(new.digest, minted(KIND, ENTROPY).digest);
        let NewTenantApiKey { id, name, expires_at, masked, prefix, .. } = new;
        Ok(TenantApiKey { id, name, masked, prefix, ..ci(expires_at) })
    });
    let issued = service(keys).create(&owner(), name("ci"), expires_at).await.unwrap();
    assert_eq!(issued.item, ci(expires_at));
    assert_eq!(issued.secret.expose(), minted(KIND, ENTROPY).secret.expose());
    assert!(issued.secret.expose().starts_with("tk-nc-"));
    assert!(issued.secret.expose().starts_with(&issued.item.prefix));
}

fn deleting(there: bool) -> MockTenantApiKeyStore {
    let mut keys = MockTenantApiKeyStore::new();
    keys.expect_delete()
        .once()
        .withf(|scope, id, at| (within(scope), *id, *at) == (IN_TENANT, TENANT_KEY, NOW))
        .returning(move |_, _, _| Ok(there));
    keys
}

#[tokio::test]
async fn those_who_own_the_tenant_end_its_keys() {
    assert!(service(deleting(true)).delete(&owner(), TENANT_KEY).await.is_ok());
}

#[tokio::test]
async fn one_that_is_not_there_is_not_ended() {
    let refusal = service(deleting(false)).delete(&owner(), TENANT_KEY).await;
    assert_denied(&refusal, Denied::NotFound);
}

#[rstest]
#[case::an_admin(in_tenant(TenantRole::Admin), Denied::Forbidden)]
#[case::a_member(stranger(), Denied::Forbidden)]
#[case::somebody_without_a_tenant(homeless(), Denied::NotFound)]
#[tokio::test]
async fn nobody_else_has_anything_to_do_with_them(
    #[case] caller: SessionCaller,
    #[case] denied: Denied,
) {
    let service = service(MockTenantApiKeyStore::new());
    assert_denied(&service.list(&caller).await, denied);
    let created = service.create(&caller, name("ci"), None).await.map(|issued| issued.item);
    assert_denied(&created, denied);
    assert_denied(&service.delete(&caller, TENANT_KEY).await, denied);
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut keys = MockTenantApiKeyStore::new();
    keys.expect_list().returning(|_, _| Err(outage()));
    keys.expect_insert().returning(|_, _, _| Err(outage()));
    keys.expect_delete().returning(|_, _, _| Err(outage()));
    let service = service(keys);
    let listed = service.list(&owner()).await;
    assert!(matches!(listed, Err(TenantApiKeyError::Store(_))), "{listed:?}");
    let created = service.create(&owner(), name("ci"), None).await.map(|issued| issued.item);
    assert!(matches!(created, Err(TenantApiKeyError::Store(_))), "{created:?}");
    let deleted = service.delete(&owner(), TENANT_KEY).await;
    assert!(matches!(deleted, Err(TenantApiKeyError::Store(_))), "{deleted:?}");
}

#[rstest]
#[case::never(None, false)]
#[case::later(Some(NOW + Duration::MICROSECOND), false)]
#[case::now(Some(NOW), true)]
#[case::before(Some(NOW - Duration::MICROSECOND), true)]
fn a_key_has_expired_once_its_moment_has_come(
    #[case] expires_at: Option<OffsetDateTime>,
    #[case] expired: bool,
) {
    assert_eq!(TenantApiKey::has_expired(expires_at, NOW), expired);
}

#[test]
fn a_key_does_not_own_its_tenant() {
    assert!(TENANT_API_KEY_ROLE < TenantRole::SuperAdmin);
}

#[rstest]
#[case(0, false)]
#[case(1, true)]
#[case(255, true)]
#[case(256, false)]
fn a_name_has_1_to_255_characters(#[case] length: usize, #[case] fits: bool) {
    assert_eq!(TenantApiKeyName::new("ä".repeat(length)).is_ok(), fits);
}
