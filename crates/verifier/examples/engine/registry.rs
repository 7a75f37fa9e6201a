//! What the door asks and is told by: here a table and a list in memory. A service of yours has a database and a log in it, or somebody to
//! ask over the network and a feed of changes. What counts is that every change is in the log before whoever made it hears that it is made.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tenantry_domain::change::{Change, Reading, Subject};
use tenantry_domain::credential::{CredentialFormat, CredentialKind, MintedCredential};
use tenantry_domain::id::{ApiKeyId, TenantId};
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::store_error::StoreError;
use tokio::sync::Notify;
use uuid::Uuid;

/// What a key is looked up by. The key itself is kept nowhere.
pub(crate) type Digest = [u8; 32];

const TENANT: TenantId = TenantId::new(Uuid::from_u128(1));

/// What a key is good for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Grant {
    /// The key.
    pub(crate) key: ApiKeyId,
    /// Whose it is.
    pub(crate) tenant: TenantId,
    /// What it was made for.
    pub(crate) made_for: String,
    /// Whether it was ended.
    pub(crate) revoked: bool,
}

#[derive(Default)]
struct Content {
    grants: HashMap<Digest, Grant>,
    log: Vec<Change>,
    asked: usize,
    down: bool,
}

/// All keys, and the log of what changed.
#[derive(Default)]
pub(crate) struct Registry {
    content: Mutex<Content>,
    bell: Notify,
}

impl Registry {
    /// Makes a key.
    pub(crate) fn issue(
        &self,
        format: &CredentialFormat,
        made_for: &str,
        entropy: [u8; 32],
    ) -> MintedCredential {
        let minted = format.mint(CredentialKind::ApiKey, entropy);
        let mut content = self.content();
        let number = u128::try_from(content.grants.len()).unwrap_or_default();
        let key = ApiKeyId::new(Uuid::from_u128(number + 1));
        let grant = Grant { key, tenant: TENANT, made_for: made_for.to_owned(), revoked: false };
        content.grants.insert(*minted.digest.as_bytes(), grant);
        // Some may remember that there is no such key.
        content.log.push(Change::NewCredential);
        self.bell.notify_one();
        minted
    }

    /// Ends a key.
    pub(crate) fn revoke(&self, digest: SecretDigest) {
        let mut content = self.content();
        let Some(grant) = content.grants.get_mut(digest.as_bytes()) else { return };
        grant.revoked = true;
        let changed = Change::To(Subject::Credential(grant.key.uuid()));
        content.log.push(changed);
        self.bell.notify_one();
    }

    /// What the key with this digest is good for.
    pub(crate) fn find(&self, digest: Digest) -> Result<Option<Grant>, StoreError> {
        let mut content = self.reached()?;
        content.asked += 1;
        Ok(content.grants.get(&digest).cloned())
    }

    /// How often it was asked about a key.
    pub(crate) fn asked(&self) -> usize {
        self.content().asked
    }

    /// Whether it can't be reached from now on.
    pub(crate) fn is_down(&self, down: bool) {
        self.content().down = down;
    }

    /// How long the log is.
    pub(crate) fn log_ends(&self) -> Result<usize, StoreError> {
        Ok(self.reached()?.log.len())
    }

    /// All of the log from there on.
    pub(crate) fn read_log(&self, after: usize) -> Result<Reading<usize>, StoreError> {
        let content = self.reached()?;
        let numbered = content.log.iter().enumerate().skip(after);
        let changes =
            numbered.map(|(at, change)| (u64::try_from(at).unwrap_or(u64::MAX), *change)).collect();
        Ok(Reading { changes, next: content.log.len() })
    }

    /// Waits until something is told.
    pub(crate) async fn rings(&self) {
        self.bell.notified().await;
    }

    fn reached(&self) -> Result<MutexGuard<'_, Content>, StoreError> {
        let content = self.content();
        if content.down { Err(StoreError::unavailable("it is down")) } else { Ok(content) }
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
