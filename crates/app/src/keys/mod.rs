//! The keys of the installation: which master key it has, and the signing keys that are sealed under it.
//!
//! A master key is made by itself only while the database holds nothing encrypted. Whether it does is asked under the same lock
//! under which the first encrypted row is written, so that of several nodes that start at once on an empty database one makes
//! its key, and the others are refused, or find it where they share a folder.

mod error;
mod file;
mod founding;

use std::path::PathBuf;
use std::sync::Arc;

use tenantry_domain::clock::Clock;
use tenantry_domain::id::Ids;
use tenantry_domain::signing_key::{SigningKeySchedule, SigningKeyStore};
use tenantry_security::{KeyRing, KeyRingError, MasterKey, Sealer};

use error::KeySource;
pub(crate) use error::KeysError;
pub(crate) use file::MasterKeyFile;
use founding::FoundingStore;

/// What the keys are opened with.
pub(crate) struct KeyParts {
    /// The master key that the settings give.
    pub(crate) configured: Option<MasterKey>,
    /// The one before it, which still opens what was sealed under it.
    pub(crate) previous: Option<MasterKey>,
    /// Where one is kept that nobody gave.
    pub(crate) data_dir: PathBuf,
    /// Where signing keys are kept.
    pub(crate) store: Arc<dyn SigningKeyStore>,
    /// How they follow each other.
    pub(crate) schedule: SigningKeySchedule,
    /// Where their names come from.
    pub(crate) ids: Arc<dyn Ids>,
    /// What time it is.
    pub(crate) clock: Arc<dyn Clock>,
}

/// The keys, opened.
pub(crate) struct Keys {
    /// The master key.
    pub(crate) master: MasterKey,
    /// What seals under it.
    pub(crate) sealer: Arc<Sealer>,
    /// The signing keys in force.
    pub(crate) ring: Arc<KeyRing>,
}

impl KeyParts {
    /// Finds or makes the master key, and opens the signing keys with it.
    pub(crate) async fn open(mut self) -> Result<Keys, KeysError> {
        if let Some(master) = self.configured.take() {
            return self.open_with(master, KeySource::Setting).await;
        }
        let file = MasterKeyFile::in_folder(&self.data_dir);
        if let Some(master) = file.read()? {
            return self.open_with(master, KeySource::File(file.path().to_owned())).await;
        }
        let refused = match self.found(&file).await {
            Ok(keys) => return Ok(keys),
            Err(refused) => refused,
        };
        // Another process with the same folder may have been the faster one; then its key is ours too.
        match file.read()? {
            Some(master) => self.open_with(master, KeySource::File(file.path().to_owned())).await,
            None => Err(refused),
        }
    }

    async fn open_with(&self, master: MasterKey, source: KeySource) -> Result<Keys, KeysError> {
        let sealer = self.sealer(&master);
        let ring = self.ring(&sealer);
        ring.refresh(&*self.store).await.map_err(|error| KeysError::of_ring(error, source))?;
        Ok(Keys { master, sealer, ring })
    }

    async fn found(&self, file: &MasterKeyFile) -> Result<Keys, KeysError> {
        crate::data_directory::prepare(&self.data_dir)?;
        let master = MasterKey::generate();
        let sealer = self.sealer(&master);
        let ring = self.ring(&sealer);
        let store = FoundingStore::new(&*self.store, file, &master);
        match ring.refresh(&store).await {
            Ok(()) => {
                tracing::info!(file = %file.path().display(), "made the master key; keep a copy of it");
                Ok(Keys { master, sealer, ring })
            }
            Err(_) if store.came_too_late() => {
                Err(KeysError::Missing { file: file.path().to_owned() })
            }
            Err(KeyRingError::Store(error)) => Err(KeysError::Ring(error.into())),
            Err(error) => Err(KeysError::Ring(error)),
        }
    }

    fn sealer(&self, master: &MasterKey) -> Arc<Sealer> {
        let sealer = Sealer::new(master);
        Arc::new(match &self.previous {
            Some(previous) => sealer.after(previous),
            None => sealer,
        })
    }

    fn ring(&self, sealer: &Arc<Sealer>) -> Arc<KeyRing> {
        let (ids, clock) = (Arc::clone(&self.ids), Arc::clone(&self.clock));
        Arc::new(KeyRing::new(Arc::clone(sealer), self.schedule, ids, clock))
    }
}

#[cfg(test)]
mod tests;
