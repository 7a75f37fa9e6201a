//! How often and when credentials were used.

use tenantry_domain::access::SystemScope;
use tenantry_domain::api_key::{ApiKey, ApiKeyStore as _};
use tenantry_domain::id::{ApiKeyId, PersonalAccessTokenId, TenantApiKeyId, TenantId};
use tenantry_domain::project::ProjectPath;
use tenantry_domain::tenant_api_key::TenantApiKeyStore as _;
use tenantry_domain::usage::{CredentialUse, UsageStore as _, UsedCredential};
use tenantry_postgres::{PostgresApiKeyStore, PostgresTenantApiKeyStore, PostgresUsageStore};
use tenantry_testkit::fixtures::{Home, fresh, now};
use time::{Duration, OffsetDateTime};

use crate::support::{Stage, page};

const SCOPE: SystemScope = SystemScope::for_job("test");

fn each(
    tenant: TenantId,
    credential: UsedCredential,
    count: u64,
    last_used_at: OffsetDateTime,
) -> CredentialUse {
    CredentialUse { tenant, credential, count, last_used_at }
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
    let store = PostgresUsageStore::new(stage.database.clone());
    let (early, late) = (now(), now() + Duration::SECOND);
    let (one, other) = (UsedCredential::ApiKey(first.id), UsedCredential::ApiKey(second.id));
    let uses = vec![each(ours.tenant, one, 3, late), each(theirs.tenant, other, 1, early)];
    store.add(&SCOPE, uses).await.unwrap();
    store.add(&SCOPE, vec![each(ours.tenant, one, 4, early)]).await.unwrap();
    let first = key(&stage, &ours, ours_at).await;
    assert_eq!((first.request_count, first.last_used_at), (7, Some(late)));
    let second = key(&stage, &theirs, theirs_at).await;
    assert_eq!((second.request_count, second.last_used_at), (1, Some(early)));
}

#[tokio::test]
async fn of_tokens_and_tenant_keys_it_is_kept_when_they_were_used_last() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (token, _) =
        stage.fixtures.personal_access_token(home.founder, home.organization, "laptop").await;
    stage.fixtures.personal_access_token(home.founder, home.organization, "unused").await;
    let (tenant_key, _) = stage.fixtures.tenant_api_key(&home, "ci").await;
    let store = PostgresUsageStore::new(stage.database.clone());
    let (early, late) = (now(), now() + Duration::SECOND);
    let token = UsedCredential::PersonalAccessToken(token.id);
    let used_key = UsedCredential::TenantApiKey(tenant_key.id);
    for at in [late, early] {
        let uses = vec![each(home.tenant, token, 2, at), each(home.tenant, used_key, 1, at)];
        store.add(&SCOPE, uses).await.unwrap();
    }
    let used = "SELECT name FROM personal_access_tokens WHERE last_used_at IS NOT NULL";
    assert_eq!(stage.test.sql(used).await, ["laptop"]);
    let keys = PostgresTenantApiKeyStore::new(stage.database.clone());
    let listed = keys.list(&home.scope(), now()).await.unwrap();
    assert_eq!(listed[0].last_used_at, Some(late));
}

#[tokio::test]
async fn credentials_that_are_gone_are_passed_over() {
    let stage = Stage::new().await;
    let store = PostgresUsageStore::new(stage.database.clone());
    let tenant = TenantId::new(fresh());
    let unknown = [
        UsedCredential::ApiKey(ApiKeyId::new(fresh())),
        UsedCredential::PersonalAccessToken(PersonalAccessTokenId::new(fresh())),
        UsedCredential::TenantApiKey(TenantApiKeyId::new(fresh())),
    ];
    let uses = unknown.map(|credential| each(tenant, credential, 1, now()));
    store.add(&SCOPE, uses.to_vec()).await.unwrap();
    store.add(&SCOPE, vec![]).await.unwrap();
}
