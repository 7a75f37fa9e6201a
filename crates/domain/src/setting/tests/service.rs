//! What those who own a tenant do with its settings.

use uuid::Uuid;

use super::*;
use crate::access::{Denied, SessionCaller, TenantRole};
use crate::fixtures::{IN_TENANT, NOW, clock, homeless, ids, in_tenant, outage, stranger, within};
use crate::id::SettingId;

const ID: SettingId = SettingId::new(Uuid::from_u128(0xE5));

fn owner() -> SessionCaller {
    in_tenant(TenantRole::SuperAdmin)
}

fn stored(id: SettingId, name: SettingName, value: StoredValue) -> StoredSetting {
    StoredSetting { id, tenant: TENANT, name, value, created_at: NOW, updated_at: NOW }
}

fn shown(id: SettingId, name_text: &str, value: &str, is_secret: bool) -> Setting {
    Setting {
        id,
        tenant: TENANT,
        name: name(name_text),
        value: value.into(),
        is_secret,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn service(settings: MockSettingStore) -> SettingService {
    let sealer: Arc<dyn SecretSealer> = Arc::new(glass());
    SettingService::new(Arc::new(settings), sealer, ids(), clock())
}

#[track_caller]
fn assert_denied<T: std::fmt::Debug>(answer: &Result<T, SettingError>, expected: Denied) {
    assert!(
        matches!(answer, Err(SettingError::Denied(denied)) if *denied == expected),
        "{answer:?}"
    );
}

#[tokio::test]
async fn the_list_shows_the_mask_in_place_of_what_is_secret() {
    let mut settings = MockSettingStore::new();
    settings.expect_list().once().withf(|scope| within(scope) == IN_TENANT).returning(|_| {
        Ok(vec![
            stored(ID, name("motto"), plain("Onwards")),
            stored(ID, name("smtp.password"), sealed("smtp.password", "hunter2")),
        ])
    });
    let expected =
        [shown(ID, "motto", "Onwards", false), shown(ID, "smtp.password", "********", true)];
    assert_eq!(service(settings).list(&owner()).await.unwrap(), expected);
}

/// A store with this under the name that is posted, which asks the rule, as a real one does.
fn with(before: Option<StoredValue>) -> MockSettingStore {
    let mut settings = MockSettingStore::new();
    settings.expect_put().once().returning(move |scope, new, name, decide, at| {
        assert_eq!((within(scope), at), (IN_TENANT, NOW));
        let id = if before.is_some() { ID } else { new };
        let count = u64::from(before.is_some());
        let value = decide(&SettingsBefore { value: before.clone(), count })?;
        if name.says_secret() {
            // It is sealed for this tenant and this name.
            assert_eq!(value, sealed(name.as_str(), "hunter2"));
        }
        Ok(stored(id, name, value))
    });
    settings
}

#[tokio::test]
async fn a_new_setting_gets_a_name_of_its_own() {
    let written = service(with(None)).put(&owner(), put("motto", "Onwards")).await.unwrap();
    let id = SettingId::new(Uuid::from_u128(1));
    assert_eq!(written.setting, shown(id, "motto", "Onwards", false));
    assert!(written.is_new);
}

#[tokio::test]
async fn another_value_leaves_a_setting_the_name_that_it_has() {
    let service = service(with(Some(plain("Onwards"))));
    let written = service.put(&owner(), put("motto", "Upwards")).await.unwrap();
    assert_eq!(written.setting, shown(ID, "motto", "Upwards", false));
    assert!(!written.is_new);
}

#[tokio::test]
async fn not_even_the_answer_to_who_posts_a_secret_shows_it() {
    let written = service(with(None)).put(&owner(), put("smtp.password", "hunter2")).await;
    let written = written.unwrap();
    assert_eq!((written.setting.value.as_str(), written.setting.is_secret), ("********", true));
}

#[tokio::test]
async fn what_the_rules_refuse_is_not_written() {
    let refusal = service(with(None)).put(&owner(), put("motto", SETTING_MASK)).await;
    let refused = matches!(refusal, Err(SettingError::Refused(SettingRefused::NothingToKeep)));
    assert!(refused, "{refusal:?}");
}

fn deleting(there: bool) -> MockSettingStore {
    let mut settings = MockSettingStore::new();
    settings
        .expect_delete()
        .once()
        .withf(|scope, id, at| (within(scope), *id, *at) == (IN_TENANT, ID, NOW))
        .returning(move |_, _, _| Ok(there));
    settings
}

#[tokio::test]
async fn those_who_own_the_tenant_remove_its_settings() {
    assert!(service(deleting(true)).delete(&owner(), ID).await.is_ok());
}

#[tokio::test]
async fn one_that_is_not_there_is_not_removed() {
    assert_denied(&service(deleting(false)).delete(&owner(), ID).await, Denied::NotFound);
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
    let service = service(MockSettingStore::new());
    assert_denied(&service.list(&caller).await, denied);
    assert_denied(&service.put(&caller, put("motto", "Onwards")).await, denied);
    assert_denied(&service.delete(&caller, ID).await, denied);
}

#[tokio::test]
async fn a_failure_of_the_store_stays_one() {
    let mut settings = MockSettingStore::new();
    settings.expect_list().returning(|_| Err(outage()));
    settings.expect_put().returning(|_, _, _, _, _| Err(outage().into()));
    settings.expect_delete().returning(|_, _, _| Err(outage()));
    let service = service(settings);
    let listed = service.list(&owner()).await;
    assert!(matches!(listed, Err(SettingError::Store(_))), "{listed:?}");
    let written = service.put(&owner(), put("motto", "Onwards")).await;
    assert!(matches!(written, Err(SettingError::Store(_))), "{written:?}");
    let deleted = service.delete(&owner(), ID).await;
    assert!(matches!(deleted, Err(SettingError::Store(_))), "{deleted:?}");
}
