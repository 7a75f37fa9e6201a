use super::*;
use std::sync::Mutex as StdMutex;
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

const NOW: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);
const TENANT: TenantId = TenantId::new(Uuid::from_u128(1));
const KEY: UsedCredential = UsedCredential::ApiKey(ApiKeyId::new(Uuid::from_u128(2)));
const TOKEN: UsedCredential =
    UsedCredential::PersonalAccessToken(PersonalAccessTokenId::new(Uuid::from_u128(3)));
const TENANT_KEY: UsedCredential =
    UsedCredential::TenantApiKey(TenantApiKeyId::new(Uuid::from_u128(4)));

const fn used(credential: UsedCredential, count: u64, at: OffsetDateTime) -> CredentialUse {
    CredentialUse { tenant: Some(TENANT), credential, count, last_used_at: at }
}

fn remembering(kept: &Arc<StdMutex<Vec<CredentialUse>>>) -> MockUsageStore {
    let kept = Arc::clone(kept);
    let mut store = MockUsageStore::new();
    store.expect_add().returning(move |_, uses| {
        kept.lock().unwrap().extend(uses);
        Ok(())
    });
    store
}

#[tokio::test]
async fn uses_of_a_credential_are_handed_on_as_one() {
    let kept = Arc::default();
    let usage = Usage::new(Arc::new(remembering(&kept)));
    usage.record(Some(TENANT), TOKEN, NOW);
    usage.record(Some(TENANT), KEY, NOW + Duration::SECOND);
    usage.record(Some(TENANT), KEY, NOW);
    usage.flush().await.unwrap();
    assert_eq!(*kept.lock().unwrap(), [used(KEY, 2, NOW + Duration::SECOND), used(TOKEN, 1, NOW)]);
}

#[tokio::test]
async fn uses_are_handed_on_in_the_same_order_on_every_node() {
    let kept = Arc::default();
    let usage = Usage::new(Arc::new(remembering(&kept)));
    let first = TenantId::new(Uuid::from_u128(0));
    usage.record(Some(TENANT), TENANT_KEY, NOW);
    usage.record(Some(TENANT), KEY, NOW);
    usage.record(Some(TENANT), TOKEN, NOW);
    let elsewhere = UsedCredential::TenantApiKey(TenantApiKeyId::new(Uuid::from_u128(5)));
    usage.record(Some(first), elsewhere, NOW);
    usage.flush().await.unwrap();
    let order: Vec<_> = kept.lock().unwrap().iter().map(|each| each.credential).collect();
    assert_eq!(order, [elsewhere, KEY, TOKEN, TENANT_KEY]);
}

#[tokio::test]
async fn credentials_of_different_kinds_are_counted_apart_whatever_their_names() {
    let id = Uuid::from_u128(9);
    let kinds = [
        UsedCredential::ApiKey(ApiKeyId::new(id)),
        UsedCredential::PersonalAccessToken(PersonalAccessTokenId::new(id)),
        UsedCredential::TenantApiKey(TenantApiKeyId::new(id)),
        UsedCredential::Session(SessionId::new(id)),
        UsedCredential::ServiceCredential(ServiceCredentialId::new(id)),
    ];
    let kept = Arc::default();
    let usage = Usage::new(Arc::new(remembering(&kept)));
    for credential in kinds {
        usage.record(Some(TENANT), credential, NOW);
    }
    usage.flush().await.unwrap();
    assert_eq!(*kept.lock().unwrap(), kinds.map(|credential| used(credential, 1, NOW)));
}

#[tokio::test]
async fn nothing_is_handed_on_twice_or_when_there_is_nothing() {
    let mut store = MockUsageStore::new();
    store.expect_add().times(1).returning(|_, _| Ok(()));
    let usage = Usage::new(Arc::new(store));
    usage.flush().await.unwrap();
    usage.record(Some(TENANT), KEY, NOW);
    usage.flush().await.unwrap();
    usage.flush().await.unwrap();
}

#[tokio::test]
async fn what_could_not_be_kept_is_kept_with_the_next_batch() {
    let kept: Arc<StdMutex<Vec<CredentialUse>>> = Arc::default();
    let mut store = MockUsageStore::new();
    store.expect_add().times(1).returning(|_, _| Err(StoreError::unavailable("gone")));
    let seen = Arc::clone(&kept);
    store.expect_add().returning(move |_, uses| {
        seen.lock().unwrap().extend(uses);
        Ok(())
    });
    let usage = Usage::new(Arc::new(store));
    usage.record(Some(TENANT), KEY, NOW);
    assert!(usage.flush().await.is_err());
    usage.record(Some(TENANT), KEY, NOW + Duration::SECOND);
    usage.flush().await.unwrap();
    let counted: Vec<_> = kept.lock().unwrap().iter().map(|each| each.count).collect();
    assert_eq!(counted, [2]);
}

#[tokio::test]
async fn many_are_handed_on_some_at_a_time_and_none_twice_when_it_breaks_off() {
    let kept: Arc<StdMutex<Vec<Vec<CredentialUse>>>> = Arc::default();
    let mut store = MockUsageStore::new();
    let seen = Arc::clone(&kept);
    store.expect_add().times(4).returning(move |_, uses| {
        let mut seen = seen.lock().unwrap();
        seen.push(uses);
        if seen.len() == 2 { Err(StoreError::unavailable("gone")) } else { Ok(()) }
    });
    let usage = Usage::new(Arc::new(store));
    let all = 2 * TOGETHER + 1;
    for id in 0..all {
        let id = Uuid::from_u128(u128::try_from(id).unwrap());
        usage.record(Some(TENANT), UsedCredential::ApiKey(ApiKeyId::new(id)), NOW);
    }
    assert!(usage.flush().await.is_err());
    usage.flush().await.unwrap();
    let kept = kept.lock().unwrap();
    let lengths: Vec<_> = kept.iter().map(Vec::len).collect();
    assert_eq!(lengths, [TOGETHER, TOGETHER, TOGETHER, 1]);
    let mut written: Vec<_> =
        [&kept[0], &kept[2], &kept[3]].into_iter().flatten().map(|each| each.credential).collect();
    assert!(written.is_sorted());
    written.dedup();
    assert_eq!(written.len(), all);
}
