//! Ending credentials by what is kept of them.

use tenantry_domain::credential::CredentialKind;
use tenantry_domain::id::{ServiceCredentialId, SessionId};
use tenantry_domain::revocation::{HeldSecret, RevocationStore as _};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::service_credential::{
    NewServiceCredential, ServiceCredentialName, ServiceCredentialStore as _,
};
use tenantry_postgres::{PostgresRevocationStore, PostgresServiceCredentialStore};
use tenantry_testkit::fixtures::{Home, fresh, fresh_digest, now};
use uuid::Uuid;

use crate::circle::SYSTEM;
use crate::support::{Stage, origin};

/// One credential of each kind, by name and by what is kept of it.
struct Held {
    home: Home,
    session: (SessionId, SecretDigest),
    key: (Uuid, SecretDigest),
    token: (Uuid, SecretDigest),
    tenant_key: (Uuid, SecretDigest),
    service: (Uuid, SecretDigest),
}

async fn held(stage: &Stage, name: &str) -> Held {
    let fixtures = &stage.fixtures;
    let home = fixtures.home(name).await;
    let project = fixtures.project(&home, "Engine").await;
    let (key, of_key) = fixtures.api_key(&home, project, "key").await;
    let (token, of_token) =
        fixtures.personal_access_token(home.founder, home.organization, "token").await;
    let (tenant_key, of_tenant_key) = fixtures.tenant_api_key(&home, "ci").await;
    let session = fixtures.session(home.founder).await;
    let (id, digest) = (ServiceCredentialId::new(fresh()), fresh_digest());
    let name = ServiceCredentialName::new("gateway").unwrap();
    let new = NewServiceCredential { id, name, digest, masked: "svc".to_owned(), rights: vec![] };
    let services = PostgresServiceCredentialStore::new(stage.database.clone());
    services.insert(&SYSTEM, new, now()).await.unwrap();
    Held {
        home,
        session,
        key: (key.id.uuid(), of_key),
        token: (token.id.uuid(), of_token),
        tenant_key: (tenant_key.id.uuid(), of_tenant_key),
        service: (id.uuid(), digest),
    }
}

async fn revoke(stage: &Stage, held: HeldSecret) -> bool {
    let store = PostgresRevocationStore::new(stage.database.clone());
    store.revoke(&SYSTEM, held, origin("curl/8"), now()).await.unwrap()
}

/// The names of all that has ended.
async fn ended(stage: &Stage) -> Vec<String> {
    let ended = "SELECT id FROM sessions WHERE ended_at IS NOT NULL \
        UNION ALL SELECT id FROM api_keys WHERE deleted_at IS NOT NULL \
        UNION ALL SELECT id FROM personal_access_tokens WHERE revoked_at IS NOT NULL \
        UNION ALL SELECT id FROM tenant_api_keys WHERE deleted_at IS NOT NULL \
        UNION ALL SELECT id FROM service_credentials WHERE revoked_at IS NOT NULL";
    stage.test.sql(ended).await
}

#[tokio::test]
async fn each_kind_ends_once_alone_and_is_told_of_where_it_belongs() {
    use CredentialKind::{
        ApiKey, PersonalAccessToken, RefreshToken, ServiceCredential, TenantApiKey,
    };
    let stage = Stage::new().await;
    let mine = held(&stage, "ada").await;
    held(&stage, "grace").await;
    let (session, refresh) = mine.session;
    let (by_access_token, _) = stage.fixtures.session(mine.home.founder).await;
    let (tenant, organization, user) =
        (mine.home.tenant, mine.home.organization, mine.home.founder);
    for (id, secret, told) in [
        (
            mine.key.0,
            HeldSecret::Random(ApiKey, mine.key.1),
            format!("api_key.revoke api_key tenant {tenant} in {organization}"),
        ),
        (
            mine.token.0,
            HeldSecret::Random(PersonalAccessToken, mine.token.1),
            format!(
                "personal_access_token.revoke personal_access_token tenant {tenant} in {organization} user {user} by {user}"
            ),
        ),
        (
            mine.tenant_key.0,
            HeldSecret::Random(TenantApiKey, mine.tenant_key.1),
            format!(
                "tenant_api_key.delete tenant_api_key tenant {tenant} by {}",
                mine.tenant_key.0
            ),
        ),
        (
            mine.service.0,
            HeldSecret::Random(ServiceCredential, mine.service.1),
            "service_credential.revoke service_credential".to_owned(),
        ),
        (
            session.uuid(),
            HeldSecret::Random(RefreshToken, refresh),
            format!("session.revoke refresh_token user {user} by {user}"),
        ),
        (
            by_access_token.uuid(),
            HeldSecret::Session(by_access_token),
            format!("session.revoke session user {user} by {user}"),
        ),
    ] {
        let mut before = ended(&stage).await;
        let log = stage.rows("audit_events").await;
        assert!(revoke(&stage, secret).await, "{told}");
        let mut after = ended(&stage).await;
        before.push(id.to_string());
        before.sort_unstable();
        after.sort_unstable();
        assert_eq!(after, before, "{told}");
        let last = "SELECT concat_ws(' ', action, credential_kind, 'tenant ' || tenant_id, 'in ' || organization_id, \
                'user ' || user_id, 'by ' || actor_id) \
            FROM audit_events WHERE outcome = 'success' AND target = credential_id::text ORDER BY ctid DESC LIMIT 1";
        let last = stage.test.sql(last).await;
        assert_eq!(last, [told.as_str()]);
        let about = format!(
            "audit_events WHERE target = '{id}' AND host(ip) = '192.0.2.7' AND user_agent = 'curl/8'"
        );
        assert_eq!(stage.rows(&about).await, "1", "{told}");
        assert!(!revoke(&stage, secret).await, "{told}");
        let more = stage.rows("audit_events").await.parse::<u64>().unwrap();
        assert_eq!(more, log.parse::<u64>().unwrap() + 1, "{told}");
    }
}

#[tokio::test]
async fn what_is_unknown_or_claims_another_kind_ends_nothing() {
    let stage = Stage::new().await;
    let mine = held(&stage, "ada").await;
    let log = stage.rows("audit_events").await;
    for secret in [
        HeldSecret::Session(SessionId::new(fresh())),
        HeldSecret::Random(CredentialKind::ApiKey, fresh_digest()),
        HeldSecret::Random(CredentialKind::ApiKey, mine.token.1),
        HeldSecret::Random(CredentialKind::TenantApiKey, mine.key.1),
        HeldSecret::Random(CredentialKind::PersonalAccessToken, mine.session.1),
        HeldSecret::Random(CredentialKind::ServiceCredential, mine.tenant_key.1),
        HeldSecret::Random(CredentialKind::RefreshToken, mine.service.1),
    ] {
        assert!(!revoke(&stage, secret).await, "{secret:?}");
    }
    assert_eq!(ended(&stage).await, [""; 0]);
    assert_eq!(stage.rows("audit_events").await, log);
}

#[tokio::test]
async fn a_refresh_token_that_was_replaced_ends_its_session_still() {
    let stage = Stage::new().await;
    let mine = held(&stage, "ada").await;
    let (session, former) = mine.session;
    stage
        .test
        .sql("UPDATE sessions SET parent_digest = current_digest, current_digest = sha256('next')")
        .await;
    assert!(revoke(&stage, HeldSecret::Random(CredentialKind::RefreshToken, former)).await);
    assert_eq!(ended(&stage).await, [session.to_string()]);
}
