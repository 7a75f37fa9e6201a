//! How often keys were used.

use tenantry_domain::access::SystemScope;
use tenantry_domain::api_key::{ApiKey, ApiKeyStore as _, KeyUsageStore as _, KeyUse};
use tenantry_domain::id::{ApiKeyId, TenantId};
use tenantry_domain::project::ProjectPath;
use tenantry_postgres::{PostgresApiKeyStore, PostgresKeyUsageStore};
use tenantry_testkit::fixtures::{Home, fresh, now};
use time::{Duration, OffsetDateTime};

use crate::support::{Stage, page};

const SCOPE: SystemScope = SystemScope::for_job("test");

fn each(tenant: TenantId, key: ApiKeyId, count: u64, last_used_at: OffsetDateTime) -> KeyUse {
    KeyUse { tenant, key, count, last_used_at }
}

async fn key(stage: &Stage, home: &Home, project: ProjectPath) -> ApiKey {
    let keys = PostgresApiKeyStore::new(stage.database.clone());
    keys.list(&home.scope(), project, page(1, 1)).await.unwrap().items.remove(0)
}

#[tokio::test]
async fn uses_of_many_tenants_add_up_and_the_last_one_counts() {
    let stage = Stage::new().await;
    let (ours, theirs) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let ours_at = stage.fixtures.project(&ours, "Engine").await;
    let theirs_at = stage.fixtures.project(&theirs, "Engine").await;
    let (first, _) = stage.fixtures.api_key(&ours, ours_at, "key").await;
    let (second, _) = stage.fixtures.api_key(&theirs, theirs_at, "key").await;
    let store = PostgresKeyUsageStore::new(stage.database.clone());
    let (early, late) = (now(), now() + Duration::SECOND);
    let uses = vec![each(ours.tenant, first.id, 3, late), each(theirs.tenant, second.id, 1, early)];
    store.add(&SCOPE, uses).await.unwrap();
    store.add(&SCOPE, vec![each(ours.tenant, first.id, 4, early)]).await.unwrap();
    let first = key(&stage, &ours, ours_at).await;
    assert_eq!((first.request_count, first.last_used_at), (7, Some(late)));
    let second = key(&stage, &theirs, theirs_at).await;
    assert_eq!((second.request_count, second.last_used_at), (1, Some(early)));
}

#[tokio::test]
async fn keys_that_are_gone_are_passed_over() {
    let stage = Stage::new().await;
    let store = PostgresKeyUsageStore::new(stage.database.clone());
    let unknown = each(TenantId::new(fresh()), ApiKeyId::new(fresh()), 1, now());
    store.add(&SCOPE, vec![unknown]).await.unwrap();
    store.add(&SCOPE, vec![]).await.unwrap();
}
