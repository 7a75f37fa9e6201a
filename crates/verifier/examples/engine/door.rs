//! Where callers show their keys: the memory, and what keeps it current.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::change::Subject;
use tenantry_domain::credential::{CredentialFormat, CredentialKind};
use tenantry_domain::store_error::StoreError;
use tenantry_verifier::{
    Capacity, Freshness, Ledger, Memory, Remembered, Subjects, SystemMonotonicClock, Tail,
};

use super::log::RegistryLog;
use super::registry::{Digest, Grant, Registry};

/// Nothing that is older is answered.
const BOUND: Duration = Duration::from_secs(1);
/// How many things that changed are told apart; beyond that everything counts as changed.
const CHANGES: usize = 10_000;
/// How long to wait for the log. Then memory answers nothing until it was read.
const PATIENCE: Duration = Duration::from_millis(900);

/// What an answer draws on: a change of any of it has the registry asked again.
impl Remembered<Digest> for Grant {
    fn subjects(&self, _: &Digest) -> Subjects {
        let (key, tenant) = (Subject::Credential(self.key.uuid()), Subject::Tenant(self.tenant));
        Subjects::new([Some(key), Some(tenant), None, None, None, None])
    }

    fn bytes(&self) -> usize {
        self.made_for.len()
    }
}

/// Why somebody is not served.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// It can't be a key, which is seen without asking anybody.
    #[error("no key")]
    Malformed,
    /// Nobody knows it.
    #[error("unknown")]
    Unknown,
    /// It was revoked.
    #[error("revoked")]
    Revoked,
    /// It was made for something else.
    #[error("made for something else")]
    Elsewhere,
}

/// Lets callers in, or not.
pub(crate) struct Door {
    registry: Arc<Registry>,
    format: CredentialFormat,
    memory: Memory<Digest, Grant>,
    tail: Tail<RegistryLog>,
}

impl Door {
    /// One that goes by this registry.
    pub(crate) fn new(registry: Arc<Registry>, format: CredentialFormat) -> Self {
        let freshness = Arc::new(Freshness::new(Arc::new(SystemMonotonicClock::start()), BOUND));
        let ledger = Arc::new(Ledger::new(CHANGES));
        let capacity = Capacity { bytes: 64 << 20, unknown: 10_000 };
        let memory = Memory::new(capacity, Arc::clone(&ledger), Arc::clone(&freshness));
        let tail = Tail::new(RegistryLog(Arc::clone(&registry)), ledger, freshness);
        Self { registry, format, memory, tail }
    }

    /// Follows the log, for ever: a task of its own.
    pub(crate) async fn follow(&self, interval: Duration) {
        self.tail.run(interval).await;
    }

    /// Waits until all is known that was told so far.
    pub(crate) async fn catch_up(&self) {
        self.tail.catch_up(PATIENCE).await;
    }

    /// What this key is good for, or why it is not. An error is neither: nobody is served who can't be checked.
    pub(crate) async fn check(
        &self,
        shown: &str,
        wanted: &str,
    ) -> Result<Result<Grant, Refusal>, StoreError> {
        let recognised = self.format.recognise(shown);
        let Some(key) = recognised.filter(|shown| shown.kind == CredentialKind::ApiKey) else {
            return Ok(Err(Refusal::Malformed));
        };
        let digest = *key.digest.as_bytes();
        let found = self.memory.find(digest, async || self.registry.find(digest)).await?;
        Ok(match found {
            None => Err(Refusal::Unknown),
            Some(grant) if grant.revoked => Err(Refusal::Revoked),
            Some(grant) if grant.made_for != wanted => Err(Refusal::Elsewhere),
            Some(grant) => Ok(grant),
        })
    }
}
