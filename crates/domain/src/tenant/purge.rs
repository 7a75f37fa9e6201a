//! Taking away what deleted tenants leave behind, a little at a time.

use std::sync::Arc;

use async_trait::async_trait;

use crate::access::SystemScope;
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("purge of deleted tenants");
/// Few enough that other tenants notice nothing.
const MOST: u32 = 500;

/// Whether there is more to take away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remains {
    /// There may be.
    Something,
    /// There is nothing, or other nodes are at all of it.
    Nothing,
}

/// Takes rows of deleted tenants away.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait TenantPurgeStore: Send + Sync {
    /// Takes at most so many rows of one deleted tenant away, at which no other node is, what refers to others first and the
    /// tenant itself last. The audit log stays.
    async fn purge(&self, scope: &SystemScope, most: u32) -> Result<Remains, StoreError>;
}

/// The purge. Each step is complete in itself, so that it may stop and begin anywhere.
pub struct TenantPurge {
    store: Arc<dyn TenantPurgeStore>,
}

impl TenantPurge {
    /// Purges this store.
    pub fn new(store: Arc<dyn TenantPurgeStore>) -> Self {
        Self { store }
    }

    /// One step.
    pub async fn step(&self) -> Result<Remains, StoreError> {
        self.store.purge(&SCOPE, MOST).await
    }
}
