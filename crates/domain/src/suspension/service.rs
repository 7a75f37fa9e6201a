//! What an operator does. A hand at the machine needs no further leave.

use std::sync::Arc;

use super::store::{Standing, Suspendable, SuspensionStore};
use crate::access::SystemScope;
use crate::clock::Clock;
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("suspension");

/// Why nothing was suspended or reactivated.
#[derive(Debug, thiserror::Error)]
pub enum SuspensionError {
    /// There is no such thing, or it was deleted.
    #[error("there is none with this id")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Suspends and reactivates tenants, organizations and people. Every credential that draws on them feels it at its next use;
/// nothing is ended by it, so that reactivating brings all of it back.
pub struct SuspensionService {
    store: Arc<dyn SuspensionStore>,
    clock: Arc<dyn Clock>,
}

impl SuspensionService {
    /// Kept in this store.
    pub fn new(store: Arc<dyn SuspensionStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Gives something this standing; that it has it already is no error.
    pub async fn set(
        &self,
        subject: Suspendable,
        standing: Standing,
    ) -> Result<(), SuspensionError> {
        if self.store.set(&SCOPE, subject, standing, self.clock.now()).await? {
            Ok(())
        } else {
            Err(SuspensionError::NotFound)
        }
    }
}
