//! How often and when credentials were good for something: counted in memory, so that a verification writes nothing, and kept in
//! batches.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use time::OffsetDateTime;

use crate::access::SystemScope;
use crate::id::{
    ApiKeyId, PersonalAccessTokenId, ServiceCredentialId, SessionId, TenantApiKeyId, TenantId,
};
use crate::store_error::StoreError;

const SCOPE: SystemScope = SystemScope::for_job("usage of credentials");
/// The most that are handed on at once: few enough to be kept well within any deadline, however many have gathered meanwhile.
const TOGETHER: usize = 4096;

/// A credential whose use is of interest to somebody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum UsedCredential {
    /// A project's API key.
    ApiKey(ApiKeyId),
    /// A personal access token.
    PersonalAccessToken(PersonalAccessTokenId),
    /// A tenant's API key.
    TenantApiKey(TenantApiKeyId),
    /// A session, by any of its access tokens.
    Session(SessionId),
    /// The credential of another service.
    ServiceCredential(ServiceCredentialId),
}

/// What one credential was good for since the last batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CredentialUse {
    /// The tenant that it acts in, if it acts in one.
    pub tenant: Option<TenantId>,
    /// The credential.
    pub credential: UsedCredential,
    /// How often it was verified.
    pub count: u64,
    /// When it was last.
    pub last_used_at: OffsetDateTime,
}

/// Keeps how often and when credentials were used.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait UsageStore: Send + Sync {
    /// Adds to what is kept of these credentials; those that are gone meanwhile are passed over.
    async fn add(&self, scope: &SystemScope, uses: Vec<CredentialUse>) -> Result<(), StoreError>;
}

/// Counts, and hands the counts on when somebody asks it to.
pub struct Usage {
    store: Arc<dyn UsageStore>,
    counts: Mutex<HashMap<UsedCredential, CredentialUse>>,
}

impl Usage {
    /// Counts for this store.
    pub fn new(store: Arc<dyn UsageStore>) -> Self {
        Self { store, counts: Mutex::default() }
    }

    /// Counts a verification.
    pub fn record(&self, tenant: Option<TenantId>, credential: UsedCredential, at: OffsetDateTime) {
        self.add(CredentialUse { tenant, credential, count: 1, last_used_at: at });
    }

    /// Hands on what was counted since the last time. What can't be kept now is kept with the next batch.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let counted = std::mem::take(&mut *self.lock());
        let mut uses: Vec<CredentialUse> = counted.into_values().collect();
        // In the order in which a store keeps them, so that neighbours are written one after the other.
        uses.sort_unstable_by_key(|each| (each.tenant, each.credential));
        while !uses.is_empty() {
            let later = uses.split_off(uses.len().min(TOGETHER));
            if let Err(error) = self.store.add(&SCOPE, uses.clone()).await {
                uses.into_iter().chain(later).for_each(|each| self.add(each));
                return Err(error);
            }
            uses = later;
        }
        Ok(())
    }

    fn add(&self, each: CredentialUse) {
        self.lock()
            .entry(each.credential)
            .and_modify(|known| {
                known.count += each.count;
                known.last_used_at = known.last_used_at.max(each.last_used_at);
            })
            .or_insert(each);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<UsedCredential, CredentialUse>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
