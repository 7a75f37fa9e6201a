//! What is done beside answering requests, for as long as the service runs.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::access::SystemScope;
use tenantry_domain::change::ChangeTrimStore;
use tenantry_domain::clock::Clock;
use tenantry_domain::notification::{Delivered, Delivery, MessageKind};
use tenantry_domain::signing_key::SigningKeyStore;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::tenant::{Remains, TenantPurge};
use tenantry_domain::throttle::Throttle;
use tenantry_domain::usage::Usage;
use tenantry_domain::verification::ChallengeStore;
use tenantry_http::metrics::Metrics;
use tenantry_notify::{DeliveryObserver, work};
use tenantry_security::KeyRing;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::failure::in_one_line;
use crate::wiring::{NodeMemory, UpkeepParts};

/// How often the signing keys are looked at: what another node added is known within that time, long before it signs.
const KEY_REFRESH: Duration = Duration::from_mins(1);

/// How often the uses of credentials are kept, so that they are at most a second behind.
const USAGE_FLUSH: Duration = Duration::from_millis(500);

/// How often it is tried to keep them when the service stops.
const LAST_FLUSHES: u32 = 4;

/// How often the messages that wait are counted.
const OUTBOX_COUNT: Duration = Duration::from_secs(15);

/// How often what does not matter any more is removed.
const PURGE: Duration = Duration::from_mins(10);

/// How often deleted tenants are looked for, and how long others have the database for themselves between two steps.
const TENANT_PURGE: Duration = Duration::from_secs(5);
const TENANT_PURGE_PAUSE: Duration = Duration::from_millis(20);

/// How often the log of changes is read where nothing wakes it: well within the second that memory may be old.
const CHANGE_POLL: Duration = Duration::from_millis(40);

/// How long a change is kept at least after it was told: a node that has not read for two minutes forgets everything anyway.
const CHANGE_TRIM: Duration = Duration::from_mins(5);

/// How many changes are removed in one step, well within the time that one may take.
const TRIM_AT_ONCE: u32 = 10_000;

/// How often memory is counted.
const MEMORY_COUNT: Duration = Duration::from_secs(2);

/// The jobs.
pub(super) struct Upkeep {
    /// Those that may be ended at any moment.
    endless: Vec<JoinHandle<()>>,
    usage: JoinHandle<()>,
    no_more_uses: Option<oneshot::Sender<()>>,
    messages: JoinHandle<()>,
    no_more_messages: Option<oneshot::Sender<()>>,
}

impl Upkeep {
    /// Begins all of them.
    pub(super) fn start(parts: UpkeepParts, metrics: &Arc<Metrics>) -> Self {
        let UpkeepParts {
            ring,
            signing_keys,
            usage,
            delivery,
            throttle,
            challenges,
            memory,
            changes,
            tenants,
            clock,
        } = parts;
        let (no_more_uses, end_of_uses) = oneshot::channel();
        let (no_more_messages, end_of_messages) = oneshot::channel();
        let observer = Arc::new(CountingMessages(Arc::clone(metrics)));
        Self {
            endless: vec![
                tokio::spawn(keep_keys_fresh(ring, signing_keys)),
                tokio::spawn(count_messages(Arc::clone(&delivery), Arc::clone(metrics))),
                tokio::spawn(purge(throttle, challenges, clock)),
                tokio::spawn(purge_tenants(tenants)),
                tokio::spawn(follow_changes(Arc::clone(&memory))),
                tokio::spawn(count_memory(memory, Arc::clone(metrics))),
                tokio::spawn(trim_changes(changes)),
            ],
            usage: tokio::spawn(keep_usage(usage, end_of_uses)),
            no_more_uses: Some(no_more_uses),
            messages: tokio::spawn(work(delivery, observer, end_of_messages)),
            no_more_messages: Some(no_more_messages),
        }
    }

    /// Ends them, and keeps what is still to be kept: to be called when the last request was answered.
    pub(super) async fn finish(&mut self) {
        self.endless.iter().for_each(JoinHandle::abort);
        self.no_more_uses.take();
        self.no_more_messages.take();
        if let Err(error) = (&mut self.usage).await {
            tracing::error!(%error, "the uses of credentials could not be kept");
        }
        if let Err(error) = (&mut self.messages).await {
            tracing::error!(%error, "the sending of messages broke off");
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

/// Keeps the uses of credentials in batches. It is never aborted: the batch that it has taken would be lost.
async fn keep_usage(usage: Arc<Usage>, mut end_of_uses: oneshot::Receiver<()>) {
    let mut turns = turns(USAGE_FLUSH);
    loop {
        tokio::select! {
            _ = turns.tick() => drop(flush(&usage).await),
            _ = &mut end_of_uses => break,
        }
    }
    for _ in 0..LAST_FLUSHES {
        if flush(&usage).await.is_ok() {
            break;
        }
        turns.tick().await;
    }
}

async fn flush(usage: &Usage) -> Result<(), StoreError> {
    usage.flush().await.inspect_err(|error| {
        tracing::warn!(error = in_one_line(error), "the uses of credentials could not be kept yet");
    })
}

/// Tells the metrics what became of messages.
struct CountingMessages(Arc<Metrics>);

impl DeliveryObserver for CountingMessages {
    fn delivered(&self, kind: MessageKind, outcome: Delivered) {
        self.0.count_message(kind.as_str(), outcome.as_str());
    }
}

async fn count_messages(delivery: Arc<Delivery>, metrics: Arc<Metrics>) {
    let mut turns = turns(OUTBOX_COUNT);
    loop {
        turns.tick().await;
        match delivery.depth().await {
            Ok(depth) => metrics.set_outbox(depth.waiting, depth.given_up),
            Err(error) => {
                tracing::warn!(error = in_one_line(&error), "the outbox could not be counted");
            }
        }
    }
}

async fn purge(
    throttle: Arc<Throttle>,
    challenges: Arc<dyn ChallengeStore>,
    clock: Arc<dyn Clock>,
) {
    const SCOPE: SystemScope = SystemScope::for_job("purge");
    let mut turns = turns(PURGE);
    loop {
        turns.tick().await;
        log_purge("tallies", throttle.purge().await);
        log_purge("challenges", challenges.purge(&SCOPE, clock.now()).await);
    }
}

/// Keeps what is remembered of credentials current.
async fn follow_changes(memory: Arc<NodeMemory>) {
    memory.follow(CHANGE_POLL).await;
}

async fn count_memory(memory: Arc<NodeMemory>, metrics: Arc<Metrics>) {
    let mut turns = turns(MEMORY_COUNT);
    loop {
        turns.tick().await;
        for (kind, counts) in memory.counts() {
            metrics.set_memory(kind, counts.hits, counts.misses, counts.entries, counts.bytes);
        }
        let state = memory.state();
        metrics.set_change_log(
            state.age.map_or(f64::INFINITY, |age| age.as_secs_f64()),
            state.readings,
        );
    }
}

/// Removes from the log of changes what was told before a moment that every node has passed long ago, or has given up the log.
async fn trim_changes(changes: Arc<dyn ChangeTrimStore>) {
    const SCOPE: SystemScope = SystemScope::for_job("trim of the log of changes");
    let mut turns = turns(CHANGE_TRIM);
    loop {
        turns.tick().await;
        let Ok(passed) = changes.horizon(&SCOPE).await else { continue };
        turns.tick().await;
        loop {
            let outcome = changes.trim(&SCOPE, passed, TRIM_AT_ONCE).await;
            let goes_on = matches!(outcome, Ok(removed) if removed == u64::from(TRIM_AT_ONCE));
            log_purge("changes", outcome);
            if !goes_on {
                break;
            }
        }
    }
}

/// Takes away what deleted tenants left, in small steps with a pause between, so that nobody else waits for it.
async fn purge_tenants(tenants: Arc<TenantPurge>) {
    let mut turns = turns(TENANT_PURGE);
    loop {
        turns.tick().await;
        loop {
            match tenants.step().await {
                Ok(Remains::Something) => tokio::time::sleep(TENANT_PURGE_PAUSE).await,
                Ok(Remains::Nothing) => break,
                Err(error) => {
                    log_purge("deleted tenants", Err(error));
                    break;
                }
            }
        }
    }
}

fn log_purge(what: &str, outcome: Result<u64, StoreError>) {
    match outcome {
        Ok(0) => {}
        Ok(removed) => tracing::debug!(what, removed, "removed what does not matter any more"),
        Err(error) => tracing::warn!(what, error = in_one_line(&error), "could not be purged"),
    }
}

fn turns(length: Duration) -> Interval {
    let mut turns = interval(length);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    turns
}
