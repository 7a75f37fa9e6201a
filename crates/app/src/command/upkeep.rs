//! What is done beside answering requests, for as long as the service runs.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::api_key::KeyUsage;
use tenantry_domain::signing_key::SigningKeyStore;
use tenantry_security::KeyRing;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::failure::in_one_line;

/// How often the signing keys are looked at: what another node added is known within that time, long before it signs.
const KEY_REFRESH: Duration = Duration::from_mins(1);

/// How often the uses of API keys are kept, so that they are at most a second behind.
const USAGE_FLUSH: Duration = Duration::from_millis(500);

/// The jobs.
pub(super) struct Upkeep {
    keys: JoinHandle<()>,
    usage: JoinHandle<()>,
    no_more_uses: Option<oneshot::Sender<()>>,
}

impl Upkeep {
    /// Begins all of them.
    pub(super) fn start(
        ring: Arc<KeyRing>,
        signing_keys: Arc<dyn SigningKeyStore>,
        key_usage: Arc<KeyUsage>,
    ) -> Self {
        let (no_more_uses, end_of_uses) = oneshot::channel();
        Self {
            keys: tokio::spawn(keep_keys_fresh(ring, signing_keys)),
            usage: tokio::spawn(keep_usage(key_usage, end_of_uses)),
            no_more_uses: Some(no_more_uses),
        }
    }

    /// Ends them, and keeps what is still to be kept: to be called when the last request was answered.
    pub(super) async fn finish(&mut self) {
        self.keys.abort();
        self.no_more_uses.take();
        if let Err(error) = (&mut self.usage).await {
            tracing::error!(%error, "the uses of API keys could not be kept");
        }
    }
}

/// Takes over the signing keys that the store has, and adds the one that is due. When that fails the ones at hand serve on.
async fn keep_keys_fresh(ring: Arc<KeyRing>, store: Arc<dyn SigningKeyStore>) {
    let mut turns = turns(KEY_REFRESH);
    // The first comes at once, and the keys are fresh.
    turns.tick().await;
    loop {
        turns.tick().await;
        if let Err(error) = ring.refresh(&*store).await {
            tracing::error!(error = in_one_line(&error), "the signing keys could not be refreshed");
        }
    }
}

/// Keeps the uses of API keys in batches. It is never aborted: the batch that it has taken would be lost.
async fn keep_usage(usage: Arc<KeyUsage>, mut end_of_uses: oneshot::Receiver<()>) {
    let mut turns = turns(USAGE_FLUSH);
    loop {
        tokio::select! {
            _ = turns.tick() => flush(&usage).await,
            _ = &mut end_of_uses => break,
        }
    }
    flush(&usage).await;
}

async fn flush(usage: &KeyUsage) {
    if let Err(error) = usage.flush().await {
        tracing::warn!(error = in_one_line(&error), "the uses of API keys could not be kept yet");
    }
}

fn turns(length: Duration) -> Interval {
    let mut turns = interval(length);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turns
}
