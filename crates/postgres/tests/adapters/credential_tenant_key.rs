//! What a tenant's API key turns out to be at the place that it calls.

use tenantry_domain::access::Place;
use tenantry_domain::authentication::{CredentialDirectory as _, FoundPlace, TenantApiKeyFacts};
use tenantry_domain::id::{OrganizationId, ProjectId};
use tenantry_domain::secret::SecretDigest;
use tenantry_testkit::fixtures::fresh;

use crate::support::Stage;

async fn facts(stage: &Stage, digest: SecretDigest, place: Place) -> TenantApiKeyFacts {
    stage.directory().find_tenant_api_key(digest, place).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_key_tells_its_tenant_and_what_there_is_of_the_place() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let ours = stage.fixtures.project(&home, "Engine").await;
    let theirs = stage.fixtures.project(&other, "Engine").await;
    let (key, digest) = stage.fixtures.tenant_api_key(&home, "ci").await;
    let nowhere = FoundPlace::default();
    let organization = FoundPlace { organization: Some(home.organization), project: None };
    let project = FoundPlace { project: Some(ours.project), ..organization };
    for (place, found) in [
        (Place::Tenant, nowhere),
        (Place::Organization(home.organization), organization),
        (Place::Organization(other.organization), nowhere),
        (Place::Organization(OrganizationId::new(fresh())), nowhere),
        (ours.place(), project),
        (theirs.place(), nowhere),
        (Place::Project(home.organization, theirs.project), organization),
        (Place::Project(home.organization, ProjectId::new(fresh())), organization),
    ] {
        let expected = TenantApiKeyFacts {
            id: key.id,
            tenant: home.tenant,
            prefix: key.prefix.clone(),
            place: found,
            created_at: key.created_at,
            expires_at: None,
            fault: None,
        };
        assert_eq!(facts(&stage, digest, place).await, expected, "{place:?}");
    }
    stage.test.sql("UPDATE projects SET deleted_at = now()").await;
    assert_eq!(facts(&stage, digest, ours.place()).await.place, organization);
    stage.test.sql("UPDATE organizations SET deleted_at = now()").await;
    assert_eq!(facts(&stage, digest, ours.place()).await.place, nowhere);
}

#[tokio::test]
async fn a_key_works_while_it_and_its_tenant_do() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (_, digest) = stage.fixtures.tenant_api_key(&home, "ci").await;
    for (end, back) in [
        ("tenants SET status = 'suspended'", "tenants SET status = 'active'"),
        ("tenants SET deleted_at = now()", "tenants SET deleted_at = NULL"),
        ("tenant_api_keys SET deleted_at = now()", "tenant_api_keys SET deleted_at = NULL"),
    ] {
        stage.test.sql(&format!("UPDATE {end}")).await;
        assert!(facts(&stage, digest, Place::Tenant).await.fault.is_some(), "{end}");
        stage.test.sql(&format!("UPDATE {back}")).await;
        assert_eq!(facts(&stage, digest, Place::Tenant).await.fault, None, "{back}");
    }
}
