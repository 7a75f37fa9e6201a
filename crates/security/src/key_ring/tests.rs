//! Keys that follow each other, on one node and on several.

use super::*;
use crate::fixtures::{KeysInMemory, START, SetClock, another_master_key, master_key, ring};
use tenantry_domain::signing_key::MockSigningKeyStore;
use time::Duration;

fn stored(store: &KeysInMemory) -> Vec<SigningKeyId> {
    store.0.lock().unwrap().iter().map(|key| key.id).collect()
}

fn published(ring: &KeyRing) -> Vec<SigningKeyId> {
    ring.published().iter().map(|key| key.id).collect()
}

fn signs_at(ring: &KeyRing, at: OffsetDateTime) -> Option<SigningKeyId> {
    ring.signing_key(at).map(|key| key.id())
}

#[test]
fn a_ring_that_was_never_refreshed_signs_and_shows_nothing() {
    let ring = ring(&master_key(), &SetClock::at(START));
    assert_eq!(signs_at(&ring, START), None);
    assert_eq!(published(&ring), []);
}

#[tokio::test]
async fn the_first_refresh_makes_a_key_that_signs_at_once() {
    let store = KeysInMemory::default();
    let ring = ring(&master_key(), &SetClock::at(START));
    ring.refresh(&store).await.unwrap();
    let [only] = stored(&store)[..] else { panic!("there is not one key") };
    assert_eq!(signs_at(&ring, START), Some(only));
    assert_eq!(published(&ring), [only]);
}

#[tokio::test]
async fn the_first_key_signs_for_moments_just_before_it_too() {
    let store = KeysInMemory::default();
    let made = START + Duration::milliseconds(700);
    let ring = ring(&master_key(), &SetClock::at(made));
    ring.refresh(&store).await.unwrap();
    let [only] = stored(&store)[..] else { panic!("there is not one key") };
    assert_eq!(signs_at(&ring, made.truncate_to_second()), Some(only));
    assert_eq!(signs_at(&ring, made - Duration::seconds(5)), Some(only));
    assert!(ring.believed_key(only, made - Duration::seconds(5)).is_some());
}

#[tokio::test]
async fn a_second_node_takes_over_the_key_that_is_there() {
    let store = KeysInMemory::default();
    let clock = SetClock::at(START);
    let nodes = [ring(&master_key(), &clock), ring(&master_key(), &clock)];
    for node in &nodes {
        node.refresh(&store).await.unwrap();
    }
    assert_eq!(stored(&store).len(), 1);
    assert_eq!(nodes[0].published(), nodes[1].published());
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_start_at_once_share_one_key() {
    let store = Arc::new(KeysInMemory::default());
    let clock = SetClock::at(START);
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let (node, store) = (ring(&master_key(), &clock), Arc::clone(&store));
            tokio::spawn(async move { node.refresh(&*store).await.map(|()| published(&node)) })
        })
        .collect();
    for start in starts {
        assert_eq!(start.await.unwrap().unwrap(), stored(&store));
    }
    assert_eq!(stored(&store).len(), 1);
}

#[tokio::test]
async fn a_successor_is_shown_before_it_signs_and_its_predecessor_is_believed_after_it_stopped() {
    let store = KeysInMemory::default();
    let clock = SetClock::at(START);
    let ring = ring(&master_key(), &clock);
    ring.refresh(&store).await.unwrap();
    let first = stored(&store)[0];

    clock.set(START + Duration::days(29));
    ring.refresh(&store).await.unwrap();
    let second = stored(&store)[1];
    assert_eq!(published(&ring), [second, first]);
    assert_eq!(signs_at(&ring, clock.now()), Some(first));

    clock.set(START + Duration::days(30));
    ring.refresh(&store).await.unwrap();
    assert_eq!(signs_at(&ring, clock.now()), Some(second));
    assert!(ring.believed_key(first, clock.now()).is_some());
    assert_eq!(published(&ring), [second, first]);

    // Believed no longer, even before the next refresh drops it.
    clock.set(START + Duration::days(31));
    assert!(ring.believed_key(first, clock.now()).is_none());
    assert_eq!(published(&ring), [second]);
    ring.refresh(&store).await.unwrap();
    assert_eq!(stored(&store), [second]);
}

#[tokio::test]
async fn a_key_that_nobody_knows_is_not_believed() {
    let [ours, foreign] = [KeysInMemory::default(), KeysInMemory::default()];
    let clock = SetClock::at(START);
    let ring = ring(&master_key(), &clock);
    ring.refresh(&foreign).await.unwrap();
    ring.refresh(&ours).await.unwrap();
    assert!(ring.believed_key(stored(&foreign)[0], START).is_none());
    assert!(ring.believed_key(stored(&ours)[0], START).is_some());
}

#[tokio::test]
async fn a_key_of_another_master_key_is_reported_and_none_is_added_beside_it() {
    let store = KeysInMemory::default();
    let clock = SetClock::at(START);
    ring(&master_key(), &clock).refresh(&store).await.unwrap();
    let only = stored(&store)[0];

    clock.set(START + Duration::days(29));
    let other = ring(&another_master_key(), &clock);
    let refusal = other.refresh(&store).await;
    assert!(matches!(refusal, Err(KeyRingError::OtherMasterKey { key }) if key == only));
    assert_eq!(stored(&store), [only]);
    assert_eq!(published(&other), []);
}

#[tokio::test]
async fn a_key_that_was_altered_in_the_store_is_reported() {
    let store = KeysInMemory::default();
    let ring = ring(&master_key(), &SetClock::at(START));
    ring.refresh(&store).await.unwrap();
    let only = stored(&store)[0];
    store.0.lock().unwrap()[0].public[1] ^= 1;
    let refusal = ring.refresh(&store).await;
    assert!(matches!(refusal, Err(KeyRingError::Damaged { key }) if key == only));
}

#[tokio::test]
async fn while_the_store_is_away_the_keys_at_hand_stay_in_force() {
    let store = KeysInMemory::default();
    let ring = ring(&master_key(), &SetClock::at(START));
    ring.refresh(&store).await.unwrap();
    let mut away = MockSigningKeyStore::new();
    away.expect_rotate().returning(|_, _, _| Err(StoreError::unavailable("gone")));
    let refusal = ring.refresh(&away).await;
    assert!(matches!(refusal, Err(KeyRingError::Store(StoreError::Unavailable(_)))));
    assert_eq!(signs_at(&ring, START), Some(stored(&store)[0]));
}
