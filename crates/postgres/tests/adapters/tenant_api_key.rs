//! The API keys of tenants.

use tenantry_domain::id::TenantApiKeyId;
use tenantry_domain::tenant_api_key::{TenantApiKey, TenantApiKeyStore as _};
use tenantry_postgres::PostgresTenantApiKeyStore;
use tenantry_testkit::fixtures::{fresh, new_tenant_api_key, now};
use time::Duration;

use crate::support::{Stage, is_unavailable};

fn store(stage: &Stage) -> PostgresTenantApiKeyStore {
    PostgresTenantApiKeyStore::new(stage.database.clone())
}

#[tokio::test]
async fn a_key_reads_as_it_was_written_and_is_told_of() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let (new, at) = (new_tenant_api_key("ci"), now());
    let made = store(&stage).insert(&home.scope(), new.clone(), at).await.unwrap();
    let expected = TenantApiKey {
        id: new.id,
        tenant: home.tenant,
        name: new.name,
        masked: new.masked,
        prefix: new.prefix,
        created_at: at,
        expires_at: None,
        expired: false,
        last_used_at: None,
    };
    assert_eq!(made, expected);
    assert_eq!(store(&stage).list(&home.scope(), now()).await.unwrap(), [made]);
    assert_eq!(stage.actions().await.last().unwrap(), "tenant_api_key.create");
}

#[tokio::test]
async fn a_list_shows_the_newest_first_and_which_have_ended() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.fixtures.tenant_api_key(&other, "theirs").await;
    let at = now();
    for (name, expires_at) in [
        ("endless", None),
        ("over before it began", Some(at - Duration::DAY)),
        ("over by now", Some(at + Duration::HOUR)),
        ("not over yet", Some(at + Duration::DAY)),
    ] {
        let mut new = new_tenant_api_key(name);
        new.expires_at = expires_at;
        store(&stage).insert(&home.scope(), new, at).await.unwrap();
    }
    let listed = store(&stage).list(&home.scope(), at + Duration::HOUR).await.unwrap();
    let shown: Vec<_> = listed.iter().map(|key| (key.name.as_str(), key.expired)).collect();
    let expected = [
        ("not over yet", false),
        ("over by now", true),
        ("over before it began", true),
        ("endless", false),
    ];
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_key_is_deleted_once_and_by_its_tenant() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let (key, _) = stage.fixtures.tenant_api_key(&home, "ci").await;
    assert!(!store(&stage).delete(&other.scope(), key.id, now()).await.unwrap());
    let unknown = TenantApiKeyId::new(fresh());
    assert!(!store(&stage).delete(&home.scope(), unknown, now()).await.unwrap());
    assert!(store(&stage).delete(&home.scope(), key.id, now()).await.unwrap());
    assert!(!store(&stage).delete(&home.scope(), key.id, now()).await.unwrap());
    assert_eq!(store(&stage).list(&home.scope(), now()).await.unwrap(), []);
    let told = "SELECT target FROM audit_events WHERE action = 'tenant_api_key.delete'";
    assert_eq!(stage.test.sql(told).await, [key.id.to_string()]);
}

#[tokio::test]
async fn a_tenant_that_went_meanwhile_gets_no_key() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    for end in ["status = 'suspended'", "status = 'active', deleted_at = now()"] {
        stage.test.sql(&format!("UPDATE tenants SET {end}")).await;
        let outcome = store(&stage).insert(&home.scope(), new_tenant_api_key("ci"), now()).await;
        assert!(is_unavailable(&outcome), "{outcome:?}");
    }
    assert_eq!(stage.rows("tenant_api_keys").await, "0");
}
