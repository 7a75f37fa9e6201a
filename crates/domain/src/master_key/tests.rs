use std::sync::{Arc, Mutex};

use uuid::Uuid;

use super::*;
use crate::access::CredentialUsed;
use crate::audit::{Action, MockAuditStore};
use crate::fixtures::{NOW, TENANT, clock, outage};
use crate::id::SettingId;
use crate::secret::{MockSecretSealer, SealedBytes, SealingError, SecretSealer};

const CONTEXT: &[u8] = b"where it belongs";

/// Sealed values in memory, which are walked through as the port promises.
#[derive(Clone)]
struct Values {
    settings: Arc<Mutex<Vec<SealedBytes>>>,
    keys: Arc<Mutex<Vec<SealedBytes>>>,
    /// How many settings each step found to look at.
    steps: Arc<Mutex<Vec<u32>>>,
}

impl Values {
    fn new(settings: Vec<SealedBytes>, keys: Vec<SealedBytes>) -> Self {
        let (settings, keys) = (Mutex::new(settings).into(), Mutex::new(keys).into());
        Self { settings, keys, steps: Arc::default() }
    }

    fn store(&self) -> Arc<MockSealedValueStore> {
        let mut store = MockSealedValueStore::new();
        let values = self.clone();
        store.expect_reseal_settings().returning(move |scope, after, most, decide| {
            assert_eq!(scope.job(), "master key rotation");
            values.step(after, most, decide)
        });
        let keys = Arc::clone(&self.keys);
        store
            .expect_reseal_signing_keys()
            .returning(move |_, decide| reseal(&mut keys.lock().unwrap(), decide));
        Arc::new(store)
    }

    fn step(
        &self,
        after: Option<SettingPosition>,
        most: u32,
        decide: DecideResealing<'_>,
    ) -> Result<ResealedBatch, ResealingError> {
        let mut settings = self.settings.lock().unwrap();
        let first = after.map_or(0, |last| usize::try_from(number(last)).unwrap() + 1);
        let end = settings.len().min(first + usize::try_from(most).unwrap());
        self.steps.lock().unwrap().push(u32::try_from(end - first).unwrap());
        let resealed = reseal(&mut settings[first..end], decide)?;
        Ok(ResealedBatch { resealed, last: (first < end).then(|| position(end - 1)) })
    }
}

fn position(index: usize) -> SettingPosition {
    let number = u128::try_from(index).unwrap();
    SettingPosition { tenant: TENANT, setting: SettingId::new(Uuid::from_u128(number)) }
}

fn number(position: SettingPosition) -> u128 {
    position.setting.uuid().as_u128()
}

fn reseal(values: &mut [SealedBytes], decide: DecideResealing<'_>) -> Result<u64, ResealingError> {
    let mut resealed = 0;
    for value in values {
        let place = "a value".to_owned();
        let decided = decide(CONTEXT, value)
            .map_err(|error| ResealingError::Sealed { place: place.clone(), error })?;
        if let Some(new) = decided {
            *value = new;
            resealed += 1;
        }
    }
    Ok(resealed)
}

fn former() -> SealedBytes {
    SealedBytes(b"former".to_vec())
}

fn current() -> SealedBytes {
    SealedBytes(b"current".to_vec())
}

fn damaged() -> SealedBytes {
    SealedBytes(b"damaged".to_vec())
}

/// A sealer with both keys at hand.
fn sealer() -> Arc<dyn SecretSealer> {
    let mut sealer = MockSecretSealer::new();
    sealer.expect_reseal().returning(|sealed, context| {
        assert_eq!(context, CONTEXT);
        if *sealed == damaged() {
            Err(SealingError::Damaged)
        } else {
            Ok((*sealed == former()).then(current))
        }
    });
    Arc::new(sealer)
}

async fn run(values: &Values) -> Result<Resealed, ResealingError> {
    rotation(values.store(), 1).run().await
}

/// A rotation of which the audit log is told at most so many times.
fn rotation(values: Arc<MockSealedValueStore>, most: usize) -> MasterKeyRotation {
    let mut audit = MockAuditStore::new();
    audit
        .expect_record()
        .times(..=most)
        .withf(|_, event, at| {
            let by_operator = event.trail.credential == Some(CredentialUsed::Operator);
            (event.action, *at) == (Action::MasterKeyRotate, NOW) && by_operator
        })
        .returning(|_, _, _| Ok(()));
    MasterKeyRotation::new(values, sealer(), Arc::new(audit), clock())
}

#[tokio::test]
async fn all_that_is_under_the_former_key_is_sealed_again_in_batches() {
    let values = Values::new(vec![former(); 450], vec![former(), current()]);
    let resealed = run(&values).await.unwrap();
    assert_eq!(resealed, Resealed { settings: 450, signing_keys: 1 });
    assert_eq!(*values.steps.lock().unwrap(), [200, 200, 50, 0]);
    assert_eq!(*values.settings.lock().unwrap(), vec![current(); 450]);
    assert_eq!(*values.keys.lock().unwrap(), vec![current(); 2]);
}

#[tokio::test]
async fn a_second_time_there_is_nothing_left_to_do() {
    let values = Values::new(vec![former(); 3], vec![former()]);
    run(&values).await.unwrap();
    assert_eq!(run(&values).await.unwrap(), Resealed::default());
}

#[tokio::test]
async fn batches_without_anything_to_do_do_not_end_the_walk() {
    let mut settings = vec![current(); 400];
    settings.push(former());
    let resealed = run(&Values::new(settings, Vec::new())).await.unwrap();
    assert_eq!(resealed, Resealed { settings: 1, signing_keys: 0 });
}

#[tokio::test]
async fn where_nothing_is_sealed_nothing_is_done() {
    let values = Values::new(Vec::new(), Vec::new());
    assert_eq!(run(&values).await.unwrap(), Resealed::default());
}

#[track_caller]
fn assert_damaged(outcome: &Result<Resealed, ResealingError>) {
    let Err(ResealingError::Sealed { error: SealingError::Damaged, .. }) = outcome else {
        panic!("{outcome:?}")
    };
}

#[tokio::test]
async fn the_walk_stops_at_a_value_that_does_not_open_and_keeps_what_it_did() {
    let mut settings = vec![former(); 201];
    settings[200] = damaged();
    settings.extend(vec![former(); 300]);
    let values = Values::new(settings, Vec::new());
    assert_damaged(&run(&values).await);
    let settings = values.settings.lock().unwrap();
    assert_eq!(settings[..200], vec![current(); 200]);
    assert_eq!(settings[201..], vec![former(); 300]);
}

#[tokio::test]
async fn a_signing_key_that_does_not_open_stops_it_before_any_setting() {
    let values = Values::new(vec![former()], vec![damaged()]);
    assert_damaged(&run(&values).await);
    assert_eq!(*values.steps.lock().unwrap(), []);
}

#[test]
fn whoever_runs_it_learns_where_it_stopped_and_why() {
    let place = "setting smtp.password of a tenant".to_owned();
    let error = ResealingError::Sealed { place, error: SealingError::OtherKey };
    let told = "setting smtp.password of a tenant: the value was sealed under another master key";
    assert_eq!(error.to_string(), told);
}

#[tokio::test]
async fn a_failure_of_the_store_ends_the_walk() {
    let mut store = MockSealedValueStore::new();
    store.expect_reseal_signing_keys().returning(|_, _| Ok(0));
    store
        .expect_reseal_settings()
        .once()
        .returning(|_, _, _, _| Ok(ResealedBatch { resealed: 200, last: Some(position(199)) }));
    store
        .expect_reseal_settings()
        .once()
        .withf(|_, after, _, _| *after == Some(position(199)))
        .returning(|_, _, _, _| Err(outage().into()));
    let failure = rotation(Arc::new(store), 0).run().await;
    assert!(matches!(failure, Err(ResealingError::Store(_))), "{failure:?}");
}

#[tokio::test]
async fn the_log_is_told_once_it_is_done_and_a_log_that_can_not_be_told_is_a_failure() {
    let mut audit = MockAuditStore::new();
    audit.expect_record().once().returning(|_, _, _| Err(outage()));
    let values = Values::new(vec![former()], Vec::new());
    let rotation = MasterKeyRotation::new(values.store(), sealer(), Arc::new(audit), clock());
    assert!(matches!(rotation.run().await, Err(ResealingError::Store(_))));
    assert_eq!(*values.settings.lock().unwrap(), [current()]);
}
