//! What the tests of this crate have in common.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tenantry_domain::access::SystemScope;
use tenantry_domain::clock::Clock;
use tenantry_domain::signing_key::{
    DecideRotation, SigningKey, SigningKeySchedule, SigningKeyStore,
};
use tenantry_domain::store_error::StoreError;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::{KeyRing, MasterKey, Sealer, TimeOrderedIds};

pub(crate) const START: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);

pub(crate) const SCHEDULE: SigningKeySchedule =
    SigningKeySchedule { signs_for: Duration::days(30), overlap: Duration::days(1) };

pub(crate) fn master_key() -> MasterKey {
    MasterKey::from_base64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap()
}

pub(crate) fn another_master_key() -> MasterKey {
    MasterKey::from_base64("/////////////////////////////////////////w8=").unwrap()
}

pub(crate) fn ring(master: &MasterKey, clock: &Arc<SetClock>) -> Arc<KeyRing> {
    let sealer = Arc::new(Sealer::new(master));
    Arc::new(KeyRing::new(sealer, SCHEDULE, Arc::new(TimeOrderedIds), clock.clone()))
}

/// A clock that stands where it was set.
pub(crate) struct SetClock(Mutex<OffsetDateTime>);

impl SetClock {
    pub(crate) fn at(moment: OffsetDateTime) -> Arc<Self> {
        Arc::new(Self(Mutex::new(moment)))
    }

    pub(crate) fn set(&self, moment: OffsetDateTime) {
        *self.0.lock().unwrap() = moment;
    }
}

impl Clock for SetClock {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

/// Signing keys kept in memory, by the rules that the port states.
#[derive(Default)]
pub(crate) struct KeysInMemory(pub(crate) Mutex<Vec<SigningKey>>);

#[async_trait]
impl SigningKeyStore for KeysInMemory {
    async fn rotate<'a>(
        &self,
        _: &SystemScope,
        decide: DecideRotation<'a>,
        at: OffsetDateTime,
    ) -> Result<Vec<SigningKey>, StoreError> {
        let mut keys = self.0.lock().unwrap();
        keys.retain(|key| at < key.believed_until);
        let due = decide(&keys)?;
        keys.extend(due);
        Ok(keys.clone())
    }
}
