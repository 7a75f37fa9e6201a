//! How often and when credentials were used.

use diesel_async::SimpleAsyncConnection as _;
use tenantry_domain::access::SystemScope;
use tenantry_domain::api_key::{ApiKey, ApiKeyStore as _};
use tenantry_domain::id::{
    ApiKeyId, PersonalAccessTokenId, ServiceCredentialId, SessionId, TenantApiKeyId, TenantId,
};
use tenantry_domain::project::ProjectPath;
use tenantry_domain::service_credential::ServiceCredentialStore as _;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant_api_key::TenantApiKeyStore as _;
use tenantry_domain::usage::{CredentialUse, UsageStore as _, UsedCredential};
use tenantry_postgres::{
    PostgresApiKeyStore, PostgresServiceCredentialStore, PostgresTenantApiKeyStore,
    PostgresUsageStore, WorkError,
};
use tenantry_testkit::fixtures::{Home, fresh, now};
use time::{Duration, OffsetDateTime};

use crate::crowd::Watcher;
use crate::service_credential;
use crate::support::{Stage, page, refusal};

const SCOPE: SystemScope = SystemScope::for_job("test");

fn each(
    tenant: TenantId,
    credential: UsedCredential,
    count: u64,
    last_used_at: OffsetDateTime,
) -> CredentialUse {
    CredentialUse { tenant: Some(tenant), credential, count, last_used_at }
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
        UsedCredential::Session(SessionId::new(fresh())),
        UsedCredential::ServiceCredential(ServiceCredentialId::new(fresh())),
    ];
    let uses = unknown.map(|credential| each(tenant, credential, 1, now()));
    store.add(&SCOPE, uses.to_vec()).await.unwrap();
    store.add(&SCOPE, vec![]).await.unwrap();
}

/// When a session was last used.
async fn last_use(stage: &Stage, session: SessionId) -> Vec<String> {
    let sql =
        format!("SELECT extract(epoch FROM last_used_at) FROM sessions WHERE id = '{session}'");
    stage.test.sql(&sql).await
}

fn epoch(at: OffsetDateTime) -> String {
    format!("{}.{:06}", at.unix_timestamp(), at.microsecond())
}

#[tokio::test]
async fn of_sessions_and_service_credentials_it_is_kept_when_they_were_used_last() {
    let stage = Stage::new().await;
    let ada = stage.fixtures.user("ada").await;
    let (session, _) = stage.fixtures.session(ada.id).await;
    let (unused, _) = stage.fixtures.session(ada.id).await;
    let before = last_use(&stage, unused).await;
    let gateway = service_credential::insert(&stage, "gateway").await;
    service_credential::insert(&stage, "unused").await;
    let store = PostgresUsageStore::new(stage.database.clone());
    let (early, late) = (now() + Duration::SECOND, now() + Duration::SECOND * 2);
    for last_used_at in [late, early] {
        let now_used =
            |credential| CredentialUse { tenant: None, credential, count: 3, last_used_at };
        let uses =
            [UsedCredential::Session(session), UsedCredential::ServiceCredential(gateway.id)];
        store.add(&SCOPE, uses.map(now_used).to_vec()).await.unwrap();
    }
    assert_eq!(last_use(&stage, session).await, [epoch(late)]);
    assert_eq!(last_use(&stage, unused).await, before);
    let services = PostgresServiceCredentialStore::new(stage.database.clone());
    let listed = services.list(&SCOPE).await.unwrap();
    let moments: Vec<_> = listed.iter().map(|each| each.last_used_at).collect();
    assert_eq!(moments, [None, Some(late)]);
}

#[tokio::test]
async fn nobody_waits_for_a_session_that_somebody_is_renewing_or_ending() {
    let stage = Stage::new().await;
    let ada = stage.fixtures.user("ada").await;
    let ((held, _), (free, _)) =
        (stage.fixtures.session(ada.id).await, stage.fixtures.session(ada.id).await);
    let before = last_use(&stage, held).await;
    let other = stage.connection().await;
    let lock = format!("BEGIN; SELECT 1 FROM sessions WHERE id = '{held}' FOR NO KEY UPDATE");
    other.batch_execute(&lock).await.unwrap();
    let at = now() + Duration::SECOND;
    let used = |session| CredentialUse {
        tenant: None,
        credential: UsedCredential::Session(session),
        count: 1,
        last_used_at: at,
    };
    let store = PostgresUsageStore::new(stage.database.clone());
    store.add(&SCOPE, vec![used(held), used(free)]).await.unwrap();
    assert_eq!(last_use(&stage, free).await, [epoch(at)]);
    assert_eq!(last_use(&stage, held).await, before);
}

fn in_the_background(
    stage: &Stage,
    uses: Vec<CredentialUse>,
) -> tokio::task::JoinHandle<Result<(), StoreError>> {
    let store = PostgresUsageStore::new(stage.database.clone());
    tokio::spawn(async move { store.add(&SCOPE, uses).await })
}

/// A home with two keys, the first of which somebody holds.
struct Held {
    home: Home,
    keys: [ApiKeyId; 2],
    holder: tokio_postgres::Client,
}

impl Held {
    async fn on(stage: &Stage) -> Self {
        let home = stage.fixtures.home("ada").await;
        let project = stage.fixtures.project(&home, "Engine").await;
        let (first, _) = stage.fixtures.api_key(&home, project, "first").await;
        let (second, _) = stage.fixtures.api_key(&home, project, "second").await;
        assert!(first.id < second.id);
        // It lies behind the second from here on.
        stage.test.sql(&format!("UPDATE api_keys SET name = name WHERE id = '{}'", first.id)).await;
        let holder = stage.connection().await;
        let hold = format!("BEGIN; {}", lock(first.id));
        holder.batch_execute(&hold).await.unwrap();
        Self { home, keys: [first.id, second.id], holder }
    }

    fn used(&self, key: ApiKeyId) -> CredentialUse {
        each(self.home.tenant, UsedCredential::ApiKey(key), 1, now())
    }
}

fn lock(key: ApiKeyId) -> String {
    format!("SELECT 1 FROM api_keys WHERE id = '{key}' FOR UPDATE")
}

/// Who deletes a project locks its keys in the order of their names, too.
#[tokio::test]
async fn rows_are_written_in_the_order_of_their_names_wherever_they_lie() {
    let stage = Stage::new().await;
    let (held, watcher) = (Held::on(&stage).await, Watcher::of(&stage).await);
    let writing = in_the_background(&stage, held.keys.map(|key| held.used(key)).to_vec());
    watcher.until_waiting(1).await;
    let second = format!("{} NOWAIT; COMMIT", lock(held.keys[1]));
    held.holder.batch_execute(&second).await.unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(stage.test.sql("SELECT request_count FROM api_keys").await, ["1", "1"]);
}

#[tokio::test]
async fn nodes_write_one_after_the_other() {
    let stage = Stage::for_a_crowd_of(2).await;
    let (held, watcher) = (Held::on(&stage).await, Watcher::of(&stage).await);
    let first = in_the_background(&stage, vec![held.used(held.keys[0])]);
    watcher.until_waiting(1).await;
    let second = in_the_background(&stage, vec![held.used(held.keys[1])]);
    watcher.until_waiting(2).await;
    held.holder.batch_execute("COMMIT").await.unwrap();
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(stage.test.sql("SELECT request_count FROM api_keys").await, ["1", "1"]);
}

#[tokio::test]
async fn who_notes_the_use_of_a_session_changes_nothing_else_of_it() {
    let stage = Stage::new().await;
    let ada = stage.fixtures.user("ada").await;
    stage.fixtures.session(ada.id).await;
    for change in ["tenant_id = NULL", "ended_at = NULL", "idle_expires_at = now()", "user_id = id"]
    {
        let outcome: Result<String, StoreError> = stage
            .database
            .in_system(&SCOPE, async |connection| {
                let act = format!("UPDATE sessions SET {change}");
                connection.batch_execute("SET LOCAL ROLE tenantry_directory").await?;
                Ok(refusal(connection.batch_execute(&act).await.map_err(WorkError::from)))
            })
            .await;
        let refused = outcome.unwrap();
        assert!(refused.contains("permission denied"), "{change}: {refused}");
    }
}
