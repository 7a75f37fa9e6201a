//! Which master key is used, when one is made, and when the start is refused.

use std::sync::Mutex;

use async_trait::async_trait;
use tenantry_domain::access::SystemScope;
use tenantry_domain::signing_key::{DecideRotation, PublishedKeys as _, SigningKey};
use tenantry_domain::store_error::StoreError;
use tenantry_security::{SystemClock, TimeOrderedIds};
use time::{Duration, OffsetDateTime};

use super::*;

/// A database in memory, which several nodes may share.
#[derive(Default)]
struct KeysInMemory(Mutex<Vec<SigningKey>>);

#[async_trait]
impl SigningKeyStore for KeysInMemory {
    async fn rotate<'a>(
        &self,
        _: &SystemScope,
        decide: DecideRotation<'a>,
        _: OffsetDateTime,
    ) -> Result<Vec<SigningKey>, StoreError> {
        let mut keys = self.0.lock().unwrap();
        let added = decide(&keys)?;
        keys.extend(added);
        Ok(keys.clone())
    }
}

/// The same database, when another node is faster by a moment: it starts after this one has looked for its master key.
struct Overtaken {
    shared: Arc<KeysInMemory>,
    faster: PathBuf,
}

#[async_trait]
impl SigningKeyStore for Overtaken {
    async fn rotate<'a>(
        &self,
        scope: &SystemScope,
        decide: DecideRotation<'a>,
        at: OffsetDateTime,
    ) -> Result<Vec<SigningKey>, StoreError> {
        if self.shared.0.lock().unwrap().is_empty() {
            start(&self.shared, &self.faster, None).await.map_err(StoreError::failed)?;
        }
        self.shared.rotate(scope, decide, at).await
    }
}

fn parts(store: Arc<dyn SigningKeyStore>, data_dir: PathBuf) -> KeyParts {
    KeyParts {
        configured: None,
        data_dir,
        store,
        schedule: SigningKeySchedule { signs_for: Duration::days(30), overlap: Duration::days(1) },
        ids: Arc::new(TimeOrderedIds),
        clock: Arc::new(SystemClock),
        previous: None,
    }
}

const OLD: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const NEW: &str = "HxAeAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

async fn start(
    store: &Arc<KeysInMemory>,
    data_dir: &std::path::Path,
    configured: Option<MasterKey>,
) -> Result<Keys, KeysError> {
    let parts = parts(Arc::clone(store) as Arc<dyn SigningKeyStore>, data_dir.to_owned());
    KeyParts { configured, ..parts }.open().await
}

fn refusal(result: Result<Keys, KeysError>) -> String {
    let error = result.err().unwrap().to_string();
    assert!(error.contains("`secrets.master_key`"), "{error}");
    error
}

#[tokio::test]
async fn on_an_empty_database_a_master_key_is_made_and_found_again() {
    let (store, place) = (Arc::default(), tempfile::tempdir().unwrap());
    let data_dir = place.path().join("data");
    let first = start(&store, &data_dir, None).await.unwrap();
    let second = start(&store, &data_dir, None).await.unwrap();
    assert_eq!(first.master.id(), second.master.id());
    assert_eq!(first.ring.published(), second.ring.published());
    assert_eq!(first.ring.published().len(), 1);
}

#[tokio::test]
async fn a_configured_master_key_needs_no_file() {
    let (store, place) = (Arc::default(), tempfile::tempdir().unwrap());
    let key = MasterKey::generate();
    let id = key.id();
    let keys = start(&store, place.path(), Some(key)).await.unwrap();
    assert_eq!(keys.master.id(), id);
    assert_eq!(place.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn after_a_change_of_the_master_key_both_are_needed_until_all_is_sealed_again() {
    let (store, place) = (Arc::default(), tempfile::tempdir().unwrap());
    let (old, new) =
        (|| MasterKey::from_base64(OLD).unwrap(), || MasterKey::from_base64(NEW).unwrap());
    let before = start(&store, place.path(), Some(old())).await.unwrap();
    refusal(start(&store, place.path(), Some(new())).await);
    let parts = parts(Arc::clone(&store) as Arc<dyn SigningKeyStore>, place.path().to_owned());
    let both = KeyParts { configured: Some(new()), previous: Some(old()), ..parts };
    let after = both.open().await.unwrap();
    assert_eq!(after.ring.published(), before.ring.published());
    assert_eq!(after.master.id(), new().id());
}

#[tokio::test]
async fn a_master_key_that_got_lost_is_not_made_anew() {
    let (store, place) = (Arc::default(), tempfile::tempdir().unwrap());
    start(&store, place.path(), None).await.unwrap();
    std::fs::remove_file(place.path().join("master.key")).unwrap();
    let error = refusal(start(&store, place.path(), None).await);
    assert!(error.contains("there is none here"), "{error}");
    assert_eq!(place.path().read_dir().unwrap().count(), 0);
    assert_eq!(store.0.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn another_master_key_in_the_file_is_refused() {
    let (store, place) = (Arc::default(), tempfile::tempdir().unwrap());
    start(&store, place.path(), None).await.unwrap();
    let file = place.path().join("master.key");
    std::fs::write(&file, MasterKey::generate().to_base64().expose()).unwrap();
    let error = refusal(start(&store, place.path(), None).await);
    assert!(error.contains("another master key than the one in /"), "{error}");
    assert_eq!(store.0.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn another_configured_master_key_is_refused() {
    let (store, place) = (Arc::default(), tempfile::tempdir().unwrap());
    start(&store, place.path(), None).await.unwrap();
    let error = refusal(start(&store, place.path(), Some(MasterKey::generate())).await);
    assert!(error.contains("another master key than the one that is set"), "{error}");
}

#[tokio::test]
async fn of_two_nodes_that_found_at_once_the_slower_is_refused_and_leaves_no_key_behind() {
    let shared: Arc<KeysInMemory> = Arc::default();
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let overtaken = Overtaken { shared: Arc::clone(&shared), faster: there.path().to_owned() };
    refusal(parts(Arc::new(overtaken), here.path().to_owned()).open().await);
    assert_eq!(here.path().read_dir().unwrap().count(), 0);
    assert_eq!(shared.0.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn of_two_nodes_that_found_at_once_in_one_folder_both_use_the_faster_ones_key() {
    let shared: Arc<KeysInMemory> = Arc::default();
    let place = tempfile::tempdir().unwrap();
    let overtaken = Overtaken { shared: Arc::clone(&shared), faster: place.path().to_owned() };
    let slower = parts(Arc::new(overtaken), place.path().to_owned()).open().await.unwrap();
    let faster = start(&shared, place.path(), None).await.unwrap();
    assert_eq!(slower.master.id(), faster.master.id());
}
