//! The registry's log of changes, as the memory's tail reads it.

use std::sync::Arc;

use async_trait::async_trait;
use tenantry_domain::change::{ChangeLog, Reading};
use tenantry_domain::store_error::StoreError;

use super::registry::Registry;

/// The log of this registry. A place in it is how many entries come before.
pub(crate) struct RegistryLog(pub(crate) Arc<Registry>);

/// Whoever reads on from a cursor must be told of everything since: more than once if need be, and never of less.
#[async_trait]
impl ChangeLog for RegistryLog {
    type Cursor = usize;

    async fn end(&self) -> Result<usize, StoreError> {
        self.0.log_ends()
    }

    /// A log that can be trimmed, or can become another one, answers `None` to a cursor that it does not know any more.
    async fn read(&self, after: &usize) -> Result<Option<Reading<usize>>, StoreError> {
        self.0.read_log(*after).map(Some)
    }

    async fn woken(&self) {
        self.0.rings().await;
    }
}
