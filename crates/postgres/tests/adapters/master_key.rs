//! Going through all sealed values.

use tenantry_domain::id::{SigningKeyId, TenantId};
use tenantry_domain::master_key::{
    ResealedBatch, ResealingError, SealedValueStore as _, SettingPosition,
};
use tenantry_domain::secret::{SealedBytes, SealingError};
use tenantry_domain::setting::{self, SettingName, StoredValue};
use tenantry_domain::signing_key;
use tenantry_domain::store_error::StoreError;
use tenantry_postgres::PostgresSealedValueStore;
use tenantry_testkit::fixtures::{Home, fresh};

use crate::circle::SYSTEM;
use crate::support::{Stage, cells};

fn store(stage: &Stage) -> PostgresSealedValueStore {
    PostgresSealedValueStore::new(stage.database.clone())
}

const OLD: u8 = 1;
const NEW: u8 = 2;

fn sealed(key: u8) -> StoredValue {
    StoredValue::Sealed(SealedBytes(vec![key, 7]))
}

/// Seals again what begins with the old key's number.
fn reseal(sealed: &SealedBytes) -> Option<SealedBytes> {
    (sealed.0[0] == OLD).then(|| SealedBytes(vec![NEW, sealed.0[1]]))
}

async fn settings(stage: &Stage) -> Vec<String> {
    let all = "SELECT concat_ws(' ', name, value, encode(sealed, 'hex')) FROM tenant_settings ORDER BY name";
    stage.test.sql(all).await
}

async fn walk(stage: &Stage, most: u32) -> (u64, Vec<(TenantId, Vec<u8>)>) {
    let seen = std::sync::Mutex::new(Vec::new());
    let decide = |context: &[u8], value: &SealedBytes| {
        seen.lock().unwrap().push(context.to_vec());
        Ok(reseal(value))
    };
    let (mut after, mut resealed, mut tenants) = (None, 0, Vec::new());
    loop {
        let batch = store(stage).reseal_settings(&SYSTEM, after, most, &decide).await.unwrap();
        resealed += batch.resealed;
        assert!(batch.last > after || batch.last.is_none());
        after = batch.last;
        match batch.last {
            Some(SettingPosition { tenant, .. }) => tenants.push(tenant),
            None => break,
        }
    }
    (resealed, tenants.into_iter().zip(seen.into_inner().unwrap()).collect())
}

async fn two_homes(stage: &Stage) -> (Home, Home) {
    let (home, other) = (stage.fixtures.home("ada").await, stage.fixtures.home("grace").await);
    stage.fixtures.setting(&home, "a", sealed(OLD)).await;
    stage.fixtures.setting(&home, "b", StoredValue::Plain("plain".to_owned())).await;
    stage.fixtures.setting(&home, "c", sealed(NEW)).await;
    stage.fixtures.setting(&other, "d", sealed(OLD)).await;
    (home, other)
}

#[tokio::test]
async fn what_the_rule_answers_with_takes_the_place_of_each_sealed_setting() {
    for most in [1, 2, 200] {
        let stage = Stage::new().await;
        two_homes(&stage).await;
        let (resealed, _) = walk(&stage, most).await;
        assert_eq!(resealed, 2, "{most}");
        assert_eq!(settings(&stage).await, ["a 0207", "b plain", "c 0207", "d 0207"], "{most}");
        assert_eq!(walk(&stage, most).await.0, 0, "{most}");
    }
}

#[tokio::test]
async fn the_rule_is_told_where_each_setting_belongs() {
    let stage = Stage::new().await;
    let (home, other) = two_homes(&stage).await;
    let (_, seen) = walk(&stage, 1).await;
    let context = |tenant: TenantId, text: &str| {
        (tenant, setting::sealing_context(tenant, &SettingName::new(text).unwrap()))
    };
    let expected =
        [context(home.tenant, "a"), context(home.tenant, "c"), context(other.tenant, "d")];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_setting_that_does_not_open_is_named_and_its_batch_stays_as_it_was() {
    let stage = Stage::new().await;
    let (_, other) = two_homes(&stage).await;
    let broken = setting::sealing_context(other.tenant, &SettingName::new("d").unwrap());
    let decide = |context: &[u8], value: &SealedBytes| {
        if context == broken { Err(SealingError::Damaged) } else { Ok(reseal(value)) }
    };
    let outcome = store(&stage).reseal_settings(&SYSTEM, None, 200, &decide).await;
    let Err(ResealingError::Sealed { place, error: SealingError::Damaged }) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(place.contains('d') && place.contains(&other.tenant.to_string()), "{place}");
    assert_eq!(settings(&stage).await[0], "a 0107");
}

#[tokio::test]
async fn where_nothing_is_sealed_the_walk_is_over_at_once() {
    let stage = Stage::new().await;
    let home = stage.fixtures.home("ada").await;
    stage.fixtures.setting(&home, "b", StoredValue::Plain("plain".to_owned())).await;
    let decide = |_: &[u8], _: &SealedBytes| panic!("nothing is sealed");
    let batch = store(&stage).reseal_settings(&SYSTEM, None, 200, &decide).await.unwrap();
    assert_eq!(batch, ResealedBatch { resealed: 0, last: None });
}

#[tokio::test]
async fn the_role_that_seals_again_sees_nothing_that_is_not_sealed() {
    let stage = Stage::new().await;
    two_homes(&stage).await;
    let sql = "SELECT name AS cell FROM tenant_settings ORDER BY name";
    let seen: Result<_, StoreError> =
        stage.database.in_system(&SYSTEM, async |connection| cells(connection, sql).await).await;
    assert_eq!(seen.unwrap(), ["a", "c", "d"]);
}

#[tokio::test]
async fn signing_keys_are_sealed_again_where_they_belong() {
    let stage = Stage::new().await;
    let (old, new) = (fresh(), fresh());
    for (id, key) in [(old, OLD), (new, NEW)] {
        let sql = format!(
            "INSERT INTO signing_keys VALUES ('{id}', '', '\\x0{key}09', now(), now(), now())"
        );
        stage.test.sql(&sql).await;
    }
    let known = [old, new].map(|id| signing_key::sealing_context(SigningKeyId::new(id)));
    let decide = |context: &[u8], value: &SealedBytes| {
        assert!(known.iter().any(|known| known == context));
        Ok(reseal(value))
    };
    for expected in [1, 0] {
        let resealed = store(&stage).reseal_signing_keys(&SYSTEM, &decide).await.unwrap();
        assert_eq!(resealed, expected);
    }
    let keys = "SELECT DISTINCT encode(private_key, 'hex') FROM signing_keys";
    assert_eq!(stage.test.sql(keys).await, ["0209"]);
    let fail = |_: &[u8], _: &SealedBytes| Err(SealingError::OtherKey);
    let outcome = store(&stage).reseal_signing_keys(&SYSTEM, &fail).await;
    assert!(matches!(outcome, Err(ResealingError::Sealed { .. })), "{outcome:?}");
}
