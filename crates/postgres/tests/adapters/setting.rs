//! The settings of tenants.

use tenantry_domain::id::SettingId;
use tenantry_domain::secret::SealedBytes;
use tenantry_domain::setting::{
    ChangeSettingError, MAX_SETTINGS, SettingName, SettingRefused, SettingStore as _,
    SettingsBefore, StoredSetting, StoredValue,
};
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::PostgresSettingStore;
use tenantry_testkit::fixtures::{Home, fresh, now};
use time::Duration;

use crate::crowd::in_a_crowd;
use crate::support::Stage;

fn store(stage: &Stage) -> PostgresSettingStore {
    PostgresSettingStore::new(stage.database.clone())
}

fn name(text: &str) -> SettingName {
    SettingName::new(text).unwrap()
}

fn plain(text: &str) -> StoredValue {
    StoredValue::Plain(text.to_owned())
}

fn sealed(bytes: &[u8]) -> StoredValue {
    StoredValue::Sealed(SealedBytes(bytes.to_vec()))
}

async fn names(stage: &Stage, home: &Home) -> Vec<String> {
    let listed = store(stage).list(&home.scope()).await.unwrap();
    listed.into_iter().map(|setting| setting.name.as_str().to_owned()).collect()
}

/// Puts a setting as long as there is room.
async fn put(stage: &Stage, home: &Home, text: &str) -> Result<StoredSetting, ChangeSettingError> {
    let decide = |before: &SettingsBefore| {
        if before.count < MAX_SETTINGS { Ok(plain("x")) } else { Err(SettingRefused::TooMany) }
    };
    let ask = async || {
        let id = SettingId::new(fresh());
        store(stage).put(&home.scope(), id, name(text), &decide, now()).await
    };
    in_a_crowd(ask, |outcome| {
        matches!(outcome, Err(ChangeSettingError::Store(StoreError::Unavailable(_))))
    })
    .await
}

#[tokio::test]
async fn a_setting_reads_as_it_was_written_plain_or_sealed() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let at = now();
    let mut written = Vec::new();
    for (text, value) in
        [("colour", plain("red")), ("dsn", sealed(&[0, 255, 7])), ("empty", plain(""))]
    {
        let id = SettingId::new(fresh());
        let made = store(&stage)
            .put(&home.scope(), id, name(text), &|_| Ok(value.clone()), at)
            .await
            .unwrap();
        let tenant = home.tenant;
        let expected =
            StoredSetting { id, tenant, name: name(text), value, created_at: at, updated_at: at };
        assert_eq!(made, expected);
        written.push(made);
    }
    assert_eq!(store(&stage).list(&home.scope()).await.unwrap(), written);
}

#[tokio::test]
async fn a_setting_of_the_same_name_keeps_its_own_name_and_its_beginning() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let first = stage.fixtures.setting(&home, "token", plain("before")).await;
    let at = now() + Duration::SECOND;
    let seen = |before: &SettingsBefore| {
        assert_eq!(before, &SettingsBefore { value: Some(plain("before")), count: 1 });
        Ok(sealed(&[1]))
    };
    let id = SettingId::new(fresh());
    let second = store(&stage).put(&home.scope(), id, name("token"), &seen, at).await.unwrap();
    let expected = StoredSetting { value: sealed(&[1]), updated_at: at, ..first };
    assert_eq!(second, expected);
    assert_eq!(store(&stage).list(&home.scope()).await.unwrap(), [expected]);
    let told = "SELECT concat_ws(' ', action, target) FROM audit_events WHERE action LIKE 'setting.%' ORDER BY ctid";
    let entries = ["create", "update"].map(|it| format!("setting.{it} {}", second.id));
    assert_eq!(stage.test.sql(told).await, entries);
    let log = stage.test.sql("SELECT to_jsonb(audit_events)::text FROM audit_events").await;
    assert!(!log.concat().contains("before"), "{log:?}");
}

#[tokio::test]
async fn names_are_exact_and_ordered_byte_by_byte() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    for text in ["b", "a_b", "a.b", "B", "a", "aB", "ab"] {
        stage.fixtures.setting(&home, text, plain("x")).await;
    }
    stage.fixtures.setting(&other, "a", plain("theirs")).await;
    assert_eq!(names(&stage, &home).await, ["B", "a", "a.b", "aB", "a_b", "ab", "b"]);
    assert_eq!(names(&stage, &other).await, ["a"]);
}

#[tokio::test]
async fn a_setting_is_removed_once_and_by_its_tenant() {
    let stage = Stage::new().await;
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    let setting = stage.fixtures.setting(&home, "colour", plain("red")).await;
    assert!(!store(&stage).delete(&other.scope(), setting.id, now()).await.unwrap());
    assert!(store(&stage).delete(&home.scope(), setting.id, now()).await.unwrap());
    assert!(!store(&stage).delete(&home.scope(), setting.id, now()).await.unwrap());
    assert_eq!(stage.rows("tenant_settings").await, "0");
    let told = "SELECT target FROM audit_events WHERE action = 'setting.delete'";
    assert_eq!(stage.test.sql(told).await, [setting.id.to_string()]);
}

#[tokio::test]
async fn a_rule_that_says_no_changes_nothing() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    let before = stage.actions().await;
    let refuse = |_: &SettingsBefore| Err(SettingRefused::NothingToKeep);
    let id = SettingId::new(fresh());
    let outcome = store(&stage).put(&home.scope(), id, name("token"), &refuse, now()).await;
    assert!(
        matches!(outcome, Err(ChangeSettingError::Refused(SettingRefused::NothingToKeep))),
        "{outcome:?}"
    );
    assert_eq!(stage.rows("tenant_settings").await, "0");
    assert_eq!(stage.actions().await, before);
}

#[tokio::test]
async fn of_fifty_settings_at_once_one_is_the_last_that_there_is_room_for() {
    let stage = Stage::for_a_crowd_of(50).await;
    let home = stage.fixtures.home("ada").await;
    let fill = format!(
        "INSERT INTO tenant_settings (tenant_id, id, name, value, created_at, updated_at) \
         SELECT '{}', gen_random_uuid(), 'filler' || number, 'x', now(), now() FROM generate_series(1, {}) AS number",
        home.tenant,
        MAX_SETTINGS - 1
    );
    stage.test.sql(&fill).await;
    let texts: Vec<_> = (0..50).map(|number| format!("late{number}")).collect();
    let puts = texts.iter().map(|text| put(&stage, &home, text));
    let outcomes = futures_util::future::join_all(puts).await;
    let (kept, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(kept.len(), 1, "{refused:?}");
    let is_full = |outcome: &Result<_, _>| {
        matches!(outcome, Err(ChangeSettingError::Refused(SettingRefused::TooMany)))
    };
    assert!(refused.iter().all(is_full), "{refused:?}");
    assert_eq!(stage.rows("tenant_settings").await, MAX_SETTINGS.to_string());
}

#[tokio::test]
async fn of_fifty_puts_of_one_name_at_once_one_makes_it() {
    let stage = Stage::for_a_crowd_of(50).await;
    let home = stage.fixtures.home("ada").await;
    let puts = (0..50).map(|_| put(&stage, &home, "colour"));
    let outcomes = futures_util::future::join_all(puts).await;
    let ids: Vec<_> = outcomes.into_iter().map(|outcome| outcome.unwrap().id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(stage.rows("audit_events WHERE action = 'setting.create'").await, "1");
    assert_eq!(stage.rows("audit_events WHERE action = 'setting.update'").await, "49");
}

#[tokio::test]
async fn a_tenant_that_went_meanwhile_gets_no_setting() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.test.sql("UPDATE tenants SET deleted_at = now()").await;
    let id = SettingId::new(fresh());
    let decide = |_: &SettingsBefore| Ok(plain("red"));
    let outcome = store(&stage).put(&home.scope(), id, name("colour"), &decide, now()).await;
    assert!(
        matches!(outcome, Err(ChangeSettingError::Store(StoreError::Unavailable(_)))),
        "{outcome:?}"
    );
    assert_eq!(stage.rows("tenant_settings").await, "0");
}
