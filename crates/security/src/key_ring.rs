//! The signing keys in force, opened and ready, and how they are renewed.

use std::sync::{Arc, PoisonError, RwLock};

use tenantry_domain::access::SystemScope;
use tenantry_domain::clock::Clock;
use tenantry_domain::id::{Ids, SigningKeyId};
use tenantry_domain::secret::SealingError;
use tenantry_domain::signing_key::{
    KeyRotation, PublishedKey, PublishedKeys, SigningKey, SigningKeySchedule, SigningKeyStore,
};
use tenantry_domain::store_error::StoreError;
use time::OffsetDateTime;

use crate::es256::{self, Es256Key, Term};
use crate::sealing::Sealer;

const SCOPE: SystemScope = SystemScope::for_job("signing keys");

/// Why the keys are not the ones that the store has.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// A key was sealed under a master key that is not ours.
    #[error("the signing key {key} was sealed under another master key")]
    OtherMasterKey {
        /// Which one.
        key: SigningKeyId,
    },
    /// A key was altered in the store.
    #[error("the signing key {key} is damaged")]
    Damaged {
        /// Which one.
        key: SigningKeyId,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Holds the signing keys in force.
pub struct KeyRing {
    sealer: Arc<Sealer>,
    schedule: SigningKeySchedule,
    ids: Arc<dyn Ids>,
    clock: Arc<dyn Clock>,
    /// The newest first.
    keys: RwLock<Vec<Arc<Es256Key>>>,
}

impl KeyRing {
    /// A ring without keys: it signs and believes nothing before the first [`refresh`](Self::refresh).
    pub fn new(
        sealer: Arc<Sealer>,
        schedule: SigningKeySchedule,
        ids: Arc<dyn Ids>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { sealer, schedule, ids, clock, keys: RwLock::default() }
    }

    /// Adds the key that is due to the store, if one is, and takes over all that are there. When that fails, the keys at
    /// hand stay in force.
    pub async fn refresh(&self, store: &dyn SigningKeyStore) -> Result<(), KeyRingError> {
        let now = self.clock.now();
        let decide = |keys: &[SigningKey]| self.due(keys, now);
        let stored = store.rotate(&SCOPE, &decide, now).await?;
        let mut opened = stored.iter().map(|key| self.open(key)).collect::<Result<Vec<_>, _>>()?;
        opened.sort_by_key(|key| std::cmp::Reverse((key.signs_from, key.id())));
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = opened;
        Ok(())
    }

    /// The key to sign with at this moment. Where none has begun it is the one that will: tokens count whole seconds, and
    /// clocks of nodes differ, so that a moment may lie before the beginning of the very first key.
    pub(crate) fn signing_key(&self, now: OffsetDateTime) -> Option<Arc<Es256Key>> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter()
            .find(|key| key.signs_from <= now && now < key.believed_until)
            .or_else(|| keys.iter().rev().find(|key| now < key.signs_from))
            .cloned()
    }

    /// The key of this name, while what it signed is believed.
    pub(crate) fn believed_key(
        &self,
        id: SigningKeyId,
        now: OffsetDateTime,
    ) -> Option<Arc<Es256Key>> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().find(|key| key.id() == id && now < key.believed_until).cloned()
    }

    fn due(
        &self,
        keys: &[SigningKey],
        now: OffsetDateTime,
    ) -> Result<Option<SigningKey>, StoreError> {
        // Under a wrong master key none is added: the start is about to be refused for the ones that don't open.
        if keys.iter().any(|key| self.open(key).is_err()) {
            return Ok(None);
        }
        match self.schedule.rotation(keys, now) {
            KeyRotation::Keep => Ok(None),
            KeyRotation::Add { signs_from, believed_until } => {
                let term = Term { created_at: now, signs_from, believed_until };
                es256::generate(SigningKeyId::next(&*self.ids), &term, &self.sealer)
                    .map(Some)
                    .map_err(StoreError::failed)
            }
        }
    }

    fn open(&self, stored: &SigningKey) -> Result<Arc<Es256Key>, KeyRingError> {
        Es256Key::open(stored, &self.sealer).map(Arc::new).map_err(|error| match error {
            SealingError::OtherKey => KeyRingError::OtherMasterKey { key: stored.id },
            SealingError::Damaged | SealingError::Failed => {
                KeyRingError::Damaged { key: stored.id }
            }
        })
    }
}

impl PublishedKeys for KeyRing {
    fn published(&self) -> Vec<PublishedKey> {
        let now = self.clock.now();
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().filter(|key| now < key.believed_until).map(|key| key.published).collect()
    }
}

#[cfg(test)]
mod tests;
