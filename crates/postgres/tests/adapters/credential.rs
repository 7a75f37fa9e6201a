//! What an API key of a project and the credential of another service turn out to be.

use tenantry_domain::access::{Place, ServiceRight, SystemScope};
use tenantry_domain::authentication::{ApiKeyFacts, CredentialDirectory as _, Fault, ServiceFacts};
use tenantry_domain::id::ServiceCredentialId;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::service_credential::{
    NewServiceCredential, ServiceCredentialName, ServiceCredentialStore as _,
};
use tenantry_postgres::{PostgresCredentialDirectory, PostgresServiceCredentialStore};
use tenantry_testkit::fixtures::{fresh, fresh_digest, now};

use crate::support::Stage;

impl Stage {
    pub(crate) fn directory(&self) -> PostgresCredentialDirectory {
        PostgresCredentialDirectory::new(self.database.clone())
    }

    /// How many kinds of credential a digest stands for.
    pub(crate) async fn kinds(&self, digest: SecretDigest) -> usize {
        let directory = self.directory();
        let token = directory.find_personal_access_token(digest, Place::Tenant).await.unwrap();
        let tenant_key = directory.find_tenant_api_key(digest, Place::Tenant).await.unwrap();
        let found = [
            directory.find_api_key(digest).await.unwrap().is_some(),
            token.is_some(),
            tenant_key.is_some(),
            directory.find_service(digest).await.unwrap().is_some(),
        ];
        found.into_iter().filter(|found| *found).count()
    }
}

async fn find(stage: &Stage, digest: SecretDigest) -> Option<ApiKeyFacts> {
    stage.directory().find_api_key(digest).await.unwrap()
}

async fn fault(stage: &Stage, digest: SecretDigest) -> Option<Fault> {
    find(stage, digest).await.unwrap().fault
}

async fn works(stage: &Stage, digest: SecretDigest) -> bool {
    fault(stage, digest).await.is_none()
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
        fault: None,
    };
    assert_eq!(find(&stage, digest).await, Some(expected));
}

#[tokio::test]
async fn an_api_key_works_while_all_around_it_does() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (_, digest) = stage.fixtures.api_key(&home, project, "key").await;
    for (table, named) in [
        ("projects", Fault::ProjectInactive),
        ("organizations", Fault::OrganizationInactive),
        ("tenants", Fault::TenantInactive),
    ] {
        for (end, back) in [
            ("status = 'suspended'", "status = 'active'"),
            ("deleted_at = now()", "deleted_at = NULL"),
        ] {
            stage.test.sql(&format!("UPDATE {table} SET {end}")).await;
            assert_eq!(fault(&stage, digest).await, Some(named), "{table} {end}");
            stage.test.sql(&format!("UPDATE {table} SET {back}")).await;
            assert!(works(&stage, digest).await, "{table} {back}");
        }
    }
    stage.test.sql("UPDATE api_keys SET deleted_at = now()").await;
    assert_eq!(fault(&stage, digest).await, Some(Fault::Revoked));
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
async fn a_service_credential_tells_what_it_is_for_and_whether_it_was_revoked() {
    let stage = Stage::new().await;
    let scope = SystemScope::for_job("test");
    let store = PostgresServiceCredentialStore::new(stage.database.clone());
    for rights in [vec![], vec![ServiceRight::Referrals]] {
        let id = ServiceCredentialId::new(fresh());
        let name = ServiceCredentialName::new("gateway").unwrap();
        let (digest, masked) = (fresh_digest(), "svc-nc".to_owned());
        let new = NewServiceCredential { id, name, digest, masked, rights: rights.clone() };
        store.insert(&scope, new, now()).await.unwrap();
        let live = ServiceFacts { id, rights, revoked: false };
        let directory = stage.directory();
        assert_eq!(directory.find_service(digest).await.unwrap().as_ref(), Some(&live));
        store.revoke(&scope, id, now()).await.unwrap();
        let revoked = ServiceFacts { revoked: true, ..live };
        assert_eq!(directory.find_service(digest).await.unwrap(), Some(revoked));
    }
}

#[tokio::test]
async fn a_refresh_token_and_an_unknown_digest_are_nothing() {
    let stage = Stage::new().await;
    let user = stage.fixtures.user("ada").await;
    let (_, refresh_token) = stage.fixtures.session(user.id).await;
    assert_eq!(stage.kinds(refresh_token).await, 0);
    assert_eq!(stage.kinds(fresh_digest()).await, 0);
}

#[tokio::test]
async fn every_credential_is_found_as_what_it_is_and_as_nothing_else() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let project = stage.fixtures.project(&home, "Engine").await;
    let (_, key) = stage.fixtures.api_key(&home, project, "key").await;
    let (_, token) =
        stage.fixtures.personal_access_token(home.founder, home.organization, "token").await;
    let (_, tenant_key) = stage.fixtures.tenant_api_key(&home, "ci").await;
    for digest in [key, token, tenant_key] {
        assert_eq!(stage.kinds(digest).await, 1);
    }
}

#[tokio::test]
async fn an_entry_stands_for_its_own_kind_even_where_names_are_alike() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (id, text) = (fresh(), "presented");
    let sql = format!(
        "INSERT INTO service_credentials (id, name, masked, created_at) VALUES ('{id}', 'x', 'x', now()); \
         INSERT INTO tenant_api_keys (tenant_id, id, name, prefix, masked, created_at) \
             VALUES ('{0}', '{id}', 'x', 'x', 'x', now()); \
         INSERT INTO credentials (digest, kind, id, tenant_id) VALUES (sha256('{text}'), 'api_key', '{id}', '{0}')",
        home.tenant
    );
    stage.test.sql(&sql).await;
    assert_eq!(stage.kinds(SecretDigest::of(text)).await, 0);
}
