//! The store of signing keys as the maker of a master key sees it: good for the very first key, and for nothing after.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use tenantry_domain::access::SystemScope;
use tenantry_domain::signing_key::{DecideRotation, SigningKey, SigningKeyStore};
use tenantry_domain::store_error::StoreError;
use tenantry_security::MasterKey;
use time::OffsetDateTime;

use super::file::MasterKeyFile;

/// There is a key already, which the new master key can't open.
#[derive(Debug, thiserror::Error)]
#[error("there are signing keys already")]
struct TooLate;

/// Puts the master key into its file at the moment when the first key is sealed under it, while no other node can add one.
pub(crate) struct FoundingStore<'a> {
    store: &'a dyn SigningKeyStore,
    file: &'a MasterKeyFile,
    master: &'a MasterKey,
    too_late: AtomicBool,
}

impl<'a> FoundingStore<'a> {
    /// Founds this store on this master key.
    pub(crate) fn new(
        store: &'a dyn SigningKeyStore,
        file: &'a MasterKeyFile,
        master: &'a MasterKey,
    ) -> Self {
        Self { store, file, master, too_late: AtomicBool::new(false) }
    }

    /// Whether there turned out to be keys already, so that nothing was done.
    pub(crate) fn came_too_late(&self) -> bool {
        self.too_late.load(Ordering::Acquire)
    }
}

#[async_trait]
impl SigningKeyStore for FoundingStore<'_> {
    async fn rotate<'a>(
        &self,
        scope: &SystemScope,
        decide: DecideRotation<'a>,
        at: OffsetDateTime,
    ) -> Result<Vec<SigningKey>, StoreError> {
        let found = |keys: &[SigningKey]| {
            if !keys.is_empty() {
                self.too_late.store(true, Ordering::Release);
                return Err(StoreError::failed(TooLate));
            }
            let first = decide(keys)?;
            // Before the row: a master key that sealed nothing does no harm, a row that nobody can open does.
            self.file.write(self.master).map_err(StoreError::failed)?;
            Ok(first)
        };
        self.store.rotate(scope, &found, at).await
    }
}
