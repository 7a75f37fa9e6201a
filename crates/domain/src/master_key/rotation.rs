//! The walk through all that is sealed.

use std::sync::Arc;

use super::store::SealedValueStore;
use crate::access::{SystemScope, Trail};
use crate::audit::{Action, AuditStore, NewAuditEvent, Outcome};
use crate::clock::Clock;
use crate::secret::{SealedBytes, SealingError, SecretSealer};
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("master key rotation");
/// Few enough that nobody waits long for a setting that is locked.
const BATCH: u32 = 200;

/// Why the walk stopped. What it had done by then stays done; it can be begun again at any time.
#[derive(Debug, thiserror::Error)]
pub enum ResealingError {
    /// A value does not open.
    #[error("{place}: {error}")]
    Sealed {
        /// Where the value belongs.
        place: String,
        /// Why it does not.
        error: SealingError,
    },
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

/// What was sealed again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Resealed {
    /// So many secret settings of tenants.
    pub settings: u64,
    /// So many keys that sign access tokens.
    pub signing_keys: u64,
}

/// Seals again what is sealed under the former master key.
pub struct MasterKeyRotation {
    values: Arc<dyn SealedValueStore>,
    sealer: Arc<dyn SecretSealer>,
    audit: Arc<dyn AuditStore>,
    clock: Arc<dyn Clock>,
}

impl MasterKeyRotation {
    /// Goes through these values with both keys at hand.
    pub fn new(
        values: Arc<dyn SealedValueStore>,
        sealer: Arc<dyn SecretSealer>,
        audit: Arc<dyn AuditStore>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { values, sealer, audit, clock }
    }

    /// Goes through all of them. A second time there is nothing left to do.
    pub async fn run(&self) -> Result<Resealed, ResealingError> {
        let decide = |context: &[u8], sealed: &SealedBytes| self.sealer.reseal(sealed, context);
        let signing_keys = self.values.reseal_signing_keys(&SCOPE, &decide).await?;
        let mut resealed = Resealed { settings: 0, signing_keys };
        let mut after = None;
        loop {
            let batch = self.values.reseal_settings(&SCOPE, after, BATCH, &decide).await?;
            resealed.settings += batch.resealed;
            match batch.last {
                Some(last) => after = Some(last),
                None => break,
            }
        }
        self.tell().await?;
        Ok(resealed)
    }

    /// It is an operator's act and no tenant's.
    async fn tell(&self) -> Result<(), StoreError> {
        let event = NewAuditEvent {
            tenant: None,
            user: None,
            organization: None,
            action: Action::MasterKeyRotate,
            outcome: Outcome::Success,
            target: None,
            trail: Trail::of_operator(),
        };
        self.audit.record(&SCOPE, event, self.clock.now()).await
    }
}
