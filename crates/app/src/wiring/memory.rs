//! The memory of credentials and sessions, and what keeps it current.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::authentication::CredentialDirectory;
use tenantry_domain::session::SessionDirectory;
use tenantry_http::services::CatchUp;
use tenantry_postgres::{Database, PostgresChangeLog};
use tenantry_verifier::{
    Capacity, Freshness, Ledger, MemoryCounts, RememberingCredentials, RememberingSessions,
    SystemMonotonicClock, Tail, TailState,
};

use crate::settings::Settings;

/// Nothing that is older is answered.
const BOUND: Duration = Duration::from_secs(1);
/// How many things that changed are told apart; beyond that everything counts as changed.
const CHANGES: usize = 200_000;
/// How many things are remembered that there are not.
const UNKNOWN: usize = 65_536;
/// How long the answer to a change waits for this node to know of it, if its request has so much patience left. Then memory answers
/// nothing until it does.
const PATIENCE: Duration = Duration::from_millis(900);

/// What this node remembers.
pub(crate) struct NodeMemory {
    tail: Tail<PostgresChangeLog>,
    credentials: Arc<RememberingCredentials>,
    sessions: Arc<RememberingSessions>,
}

impl NodeMemory {
    /// An empty memory before these directories.
    pub(super) fn new(
        settings: &Settings,
        database: &Database,
        credentials: Arc<dyn CredentialDirectory>,
        sessions: Arc<dyn SessionDirectory>,
    ) -> Self {
        let freshness = Arc::new(Freshness::new(Arc::new(SystemMonotonicClock::start()), BOUND));
        let ledger = Arc::new(Ledger::new(CHANGES));
        let bytes = u64::from(settings.memory.mebibytes.get()) * 1024 * 1024;
        let part = |quarters: u64| Capacity { bytes: bytes / 4 * quarters, unknown: UNKNOWN };
        let log = PostgresChangeLog::new(database.clone());
        Self {
            credentials: Arc::new(RememberingCredentials::new(
                credentials,
                part(3),
                &ledger,
                &freshness,
            )),
            sessions: Arc::new(RememberingSessions::new(
                sessions,
                part(1),
                Arc::clone(&ledger),
                Arc::clone(&freshness),
            )),
            tail: Tail::new(log, ledger, freshness),
        }
    }

    /// The directory of credentials, remembered.
    pub(super) fn credentials(&self) -> Arc<dyn CredentialDirectory> {
        Arc::clone(&self.credentials) as _
    }

    /// The directory of sessions, remembered.
    pub(super) fn sessions(&self) -> Arc<dyn SessionDirectory> {
        Arc::clone(&self.sessions) as _
    }

    /// Follows the log of changes, for ever.
    pub(crate) async fn follow(&self, interval: Duration) {
        self.tail.run(interval).await;
    }

    /// How often it was of use so far, by kind.
    pub(crate) fn counts(&self) -> Vec<(&'static str, MemoryCounts)> {
        let sessions = ("session", self.sessions.counts());
        self.credentials.counts().into_iter().chain([sessions]).collect()
    }

    /// How old the proof is that it is current, and how many readings of the log there were.
    pub(crate) fn state(&self) -> TailState {
        self.tail.state()
    }
}

#[async_trait]
impl CatchUp for NodeMemory {
    async fn catch_up(&self) {
        self.tail.catch_up(tenantry_patience::at_most(PATIENCE)).await;
    }
}
