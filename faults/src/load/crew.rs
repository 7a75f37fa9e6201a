//! What all tasks of a load share.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::tally::Tally;
use crate::ground::Ground;
use crate::http::{Client, Reply};
use crate::ledger::Ledger;

/// For whom was not served, before the next request.
const BREATH: Duration = Duration::from_millis(10);

pub(crate) struct Crew {
    pub(crate) gateway: String,
    pub(crate) ledger: Ledger,
    pub(crate) tally: Tally,
    addresses: Vec<SocketAddr>,
    /// Whether its clients do as load balancers do.
    asks_first: bool,
    is_over: AtomicBool,
    /// Since when the database answers nobody.
    blind: Mutex<Option<Instant>>,
}

impl Crew {
    pub(super) fn of(ground: &Ground, asks_first: bool) -> Self {
        Self {
            gateway: ground.gateway.clone(),
            ledger: Ledger::default(),
            tally: Tally::default(),
            addresses: ground.nodes.iter().map(|node| node.address).collect(),
            asks_first,
            is_over: AtomicBool::new(false),
            blind: Mutex::default(),
        }
    }

    /// One client of each node.
    pub(crate) fn clients(&self) -> Vec<Client> {
        let client = if self.asks_first { Client::that_asks_first } else { Client::of };
        self.addresses.iter().copied().map(client).collect()
    }

    /// From now on nobody can know whether anything holds; or they can again.
    pub(crate) fn is_blind(&self, since: Option<Instant>) {
        *self.blind.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    pub(super) fn blind_since(&self) -> Option<Instant> {
        *self.blind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Asks the node of this number, or the next one that listens, and counts what became of it; tells who was asked.
    pub(super) async fn ask(
        &self,
        clients: &mut [Client],
        first: usize,
        request: &[u8],
    ) -> (usize, Reply) {
        let count = clients.len().max(1);
        let mut asked = (first % count, Reply::Unreached);
        for offset in 0..count {
            let node = (first + offset) % count;
            let Some(client) = clients.get_mut(node) else { continue };
            asked = (node, client.ask(request).await);
            if !matches!(asked.1, Reply::Unreached) {
                break;
            }
        }
        self.tally.count(request, &asked.1);
        let served =
            matches!(&asked.1, Reply::Answer(answer) if ![429, 503].contains(&answer.status));
        if !served {
            tokio::time::sleep(BREATH).await;
        }
        asked
    }
}
