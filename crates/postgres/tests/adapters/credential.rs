//! What a credential turns out to be.

use tenantry_domain::access::SystemScope;
use tenantry_domain::id::ServiceCredentialId;
use tenantry_domain::introspection::{ApiKeyFacts, CredentialDirectory as _, CredentialFacts};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::service_credential::{
    NewServiceCredential, ServiceCredentialName, ServiceCredentialStore as _,
};
use tenantry_postgres::{PostgresCredentialDirectory, PostgresServiceCredentialStore};
use tenantry_testkit::fixtures::{fresh, fresh_digest, now};

use crate::support::Stage;

async fn find(stage: &Stage, digest: SecretDigest) -> Option<CredentialFacts> {
    PostgresCredentialDirectory::new(stage.database.clone()).find(digest).await.unwrap()
}

async fn works(stage: &Stage, digest: SecretDigest) -> bool {
    match find(stage, digest).await {
        Some(CredentialFacts::ApiKey(facts)) => facts.works,
        other => panic!("no API key: {other:?}"),
    }
}

#[tokio::test]
async fn an_api_key_tells_what_it_is_good_for() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (key, digest) = stage.fixtures.api_key(&home, project, "key").await;
    let expected = ApiKeyFacts {
        id: key.id,
        tenant: home.tenant,
        organization: project.organization,
        project: project.project,
        resource_type: key.resource_type,
        created_at: key.created_at,
        expires_at: key.expires_at,
        works: true,
    };
    assert_eq!(find(&stage, digest).await, Some(CredentialFacts::ApiKey(expected)));
}

#[tokio::test]
async fn an_api_key_works_while_all_around_it_does() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (_, digest) = stage.fixtures.api_key(&home, project, "key").await;
    for table in ["projects", "organizations", "tenants"] {
        for (end, back) in [
            ("status = 'suspended'", "status = 'active'"),
            ("deleted_at = now()", "deleted_at = NULL"),
        ] {
            stage.test.sql(&format!("UPDATE {table} SET {end}")).await;
            assert!(!works(&stage, digest).await, "{table} {end}");
            stage.test.sql(&format!("UPDATE {table} SET {back}")).await;
            assert!(works(&stage, digest).await, "{table} {back}");
        }
    }
    stage.test.sql("UPDATE api_keys SET deleted_at = now()").await;
    assert!(!works(&stage, digest).await);
}

#[tokio::test]
async fn an_api_key_does_not_depend_on_who_made_it() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (_, digest) = stage.fixtures.api_key(&home, project, "key").await;
    stage.test.sql("UPDATE users SET status = 'suspended'").await;
    stage.test.sql("DELETE FROM project_members").await;
    assert!(works(&stage, digest).await);
}

#[tokio::test]
async fn a_service_credential_tells_whether_it_was_revoked() {
    let stage = Stage::new().await;
    let scope = SystemScope::for_job("test");
    let store = PostgresServiceCredentialStore::new(stage.database.clone());
    let id = ServiceCredentialId::new(fresh());
    let name = ServiceCredentialName::new("gateway").unwrap();
    let new =
        NewServiceCredential { id, name, digest: fresh_digest(), masked: "svc-nc".to_owned() };
    let digest = new.digest;
    store.insert(&scope, new, now()).await.unwrap();
    let live = CredentialFacts::Service { id, revoked: false };
    assert_eq!(find(&stage, digest).await, Some(live));
    store.revoke(&scope, id, now()).await.unwrap();
    let revoked = CredentialFacts::Service { id, revoked: true };
    assert_eq!(find(&stage, digest).await, Some(revoked));
}

#[tokio::test]
async fn a_refresh_token_and_an_unknown_digest_are_nothing() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let (_, refresh_token) = stage.fixtures.session(user.id).await;
    assert_eq!(find(&stage, refresh_token).await, None);
    assert_eq!(find(&stage, fresh_digest()).await, None);
}

#[tokio::test]
async fn an_entry_stands_for_its_own_kind_even_where_names_are_alike() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (id, text) = (fresh(), "presented");
    let sql = format!(
        "INSERT INTO service_credentials (id, name, masked, created_at) VALUES ('{id}', 'x', 'x', now()); \
         INSERT INTO credentials (digest, kind, id, tenant_id) VALUES (sha256('{text}'), 'api_key', '{id}', '{}')",
        home.tenant
    );
    stage.test.sql(&sql).await;
    assert_eq!(find(&stage, SecretDigest::of(text)).await, None);
}
