//! The worker: it takes messages from the outbox and has them sent, several at once, on every node.

use std::sync::Arc;
use std::time::Duration;

use tenantry_domain::notification::{Delivered, Delivery, MessageKind, OutboxMessage};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How many messages a node sends at once.
const AT_ONCE: usize = 16;

/// How often a node looks for messages when there were none.
const PAUSE: Duration = Duration::from_millis(500);

/// How long to wait when the outbox can't be read.
const RECOVERY: Duration = Duration::from_secs(2);

/// How long messages that are just being sent are waited for in the end. What is not done by then is sent again by whoever finds it.
const FAREWELL: Duration = Duration::from_secs(5);

/// Learns what became of messages.
pub trait DeliveryObserver: Send + Sync {
    /// A message was dealt with.
    fn delivered(&self, kind: MessageKind, outcome: Delivered);
}

/// Sends what waits until it is told to stop, by a word or by the sender's end.
pub async fn work(
    delivery: Arc<Delivery>,
    observer: Arc<dyn DeliveryObserver>,
    mut stop: oneshot::Receiver<()>,
) {
    let mut under_way = JoinSet::new();
    loop {
        while under_way.try_join_next().is_some() {}
        let pause = fill(&mut under_way, &delivery, &observer).await;
        tokio::select! {
            () = sleep(pause) => {}
            Some(_) = under_way.join_next(), if under_way.len() >= AT_ONCE => {}
            _ = &mut stop => break,
        }
    }
    if timeout(FAREWELL, async { while under_way.join_next().await.is_some() {} }).await.is_err() {
        tracing::warn!("left messages half sent; they will be sent again");
    }
}

/// Takes as many messages as there is room for, and says how long to wait before more are looked for.
async fn fill(
    under_way: &mut JoinSet<()>,
    delivery: &Arc<Delivery>,
    observer: &Arc<dyn DeliveryObserver>,
) -> Duration {
    let room = AT_ONCE.saturating_sub(under_way.len());
    if room == 0 {
        return PAUSE;
    }
    match delivery.claim(u32::try_from(room).unwrap_or(u32::MAX)).await {
        Ok(messages) => {
            let pause = if messages.len() < room { PAUSE } else { Duration::ZERO };
            for message in messages {
                under_way.spawn(deliver(Arc::clone(delivery), Arc::clone(observer), message));
            }
            pause
        }
        Err(error) => {
            tracing::warn!(error = %in_one_line(&error), "the outbox could not be read");
            RECOVERY
        }
    }
}

/// Neither the recipient nor anything of the message goes into the log: its id leads an operator to both.
async fn deliver(
    delivery: Arc<Delivery>,
    observer: Arc<dyn DeliveryObserver>,
    message: OutboxMessage,
) {
    let (id, kind) = (message.id, message.kind);
    match delivery.deliver(&message).await {
        Ok(outcome) => {
            observer.delivered(kind, outcome);
            let (kind, outcome_name) = (kind.as_str(), outcome.as_str());
            match outcome {
                Delivered::Sent | Delivered::Dropped => {
                    tracing::info!(message = %id, kind, outcome = outcome_name, "message");
                }
                Delivered::Postponed | Delivered::GivenUp => {
                    tracing::warn!(message = %id, kind, outcome = outcome_name, "message");
                }
            }
        }
        Err(error) => {
            let error = in_one_line(&error);
            tracing::warn!(message = %id, kind = kind.as_str(), %error, "a message could not be settled");
        }
    }
}

fn in_one_line(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |cause| cause.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use tenantry_domain::clock::MockClock;
    use tenantry_domain::credential::CredentialFormat;
    use tenantry_domain::id::MessageId;
    use tenantry_domain::invitation::MockInvitationStore;
    use tenantry_domain::notification::{
        DeliveryParts, MockMailer, MockOutboxStore, MockTextMessenger, Occurrence, Recipient,
    };
    use tenantry_domain::secret::MockSecretSource;
    use tenantry_domain::store_error::StoreError;
    use tenantry_domain::user::{EmailAddress, MockAccountDirectory};
    use tenantry_domain::verification::{MockChallengeStore, SecretLifetimes};
    use time::OffsetDateTime;
    use tokio::sync::mpsc;

    const NOW: OffsetDateTime = time::macros::datetime!(2026-03-01 12:00 UTC);

    fn message(number: u128) -> OutboxMessage {
        OutboxMessage {
            id: MessageId::new(uuid::Uuid::from_u128(number)),
            kind: MessageKind::PasswordChanged,
            recipient: Recipient::Email(EmailAddress::new("ada@example.com").unwrap()),
            user: None,
            invitation: None,
            occurrence: Occurrence { at: NOW, origin: Arc::default() },
            expires_at: None,
            attempts: 1,
            next_attempt_at: NOW,
            given_up_at: None,
            last_error: None,
        }
    }

    /// Delivery from this outbox, to addresses that nobody has.
    fn delivery(outbox: MockOutboxStore) -> Arc<Delivery> {
        let (mut accounts, mut clock) = (MockAccountDirectory::new(), MockClock::new());
        accounts.expect_find_account().returning(|_| Ok(None));
        clock.expect_now().return_const(NOW);
        let minutes = time::Duration::minutes;
        Arc::new(Delivery::new(DeliveryParts {
            outbox: Arc::new(outbox),
            accounts: Arc::new(accounts),
            challenges: Arc::new(MockChallengeStore::new()),
            invitations: Arc::new(MockInvitationStore::new()),
            mailer: Arc::new(MockMailer::new()),
            messenger: Arc::new(MockTextMessenger::new()),
            secrets: Arc::new(MockSecretSource::new()),
            format: CredentialFormat::new("nc").unwrap(),
            lifetimes: SecretLifetimes { code: minutes(10), password_reset: minutes(30) },
            clock: Arc::new(clock),
        }))
    }

    struct Told(mpsc::UnboundedSender<(MessageKind, Delivered)>);

    impl DeliveryObserver for Told {
        fn delivered(&self, kind: MessageKind, outcome: Delivered) {
            self.0.send((kind, outcome)).unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_is_dealt_with_also_after_the_outbox_could_not_be_read() {
        let (settled, turn) = (Arc::new(Mutex::new(Vec::new())), AtomicU32::new(0));
        let mut outbox = MockOutboxStore::new();
        outbox.expect_claim().returning(move |_, _, _, _| {
            match turn.fetch_add(1, Ordering::Relaxed) {
                0 => Ok(vec![message(1), message(2)]),
                1 => Err(StoreError::unavailable("the database is gone")),
                2 => Ok(vec![message(3)]),
                _ => Ok(vec![]),
            }
        });
        let kept = Arc::clone(&settled);
        outbox.expect_settle().returning(move |_, id, _, _| {
            kept.lock().unwrap().push(id.uuid().as_u128());
            Ok(())
        });
        let (tell, mut told) = mpsc::unbounded_channel();
        let (stop, stopped) = oneshot::channel();
        let worker = tokio::spawn(work(delivery(outbox), Arc::new(Told(tell)), stopped));
        for _ in 0..3 {
            let expected = (MessageKind::PasswordChanged, Delivered::Dropped);
            assert_eq!(told.recv().await, Some(expected));
        }
        drop(stop);
        worker.await.unwrap();
        let mut settled = settled.lock().unwrap().clone();
        settled.sort_unstable();
        assert_eq!(settled, [1, 2, 3]);
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_is_taken_than_can_be_sent_at_once() {
        let mut outbox = MockOutboxStore::new();
        let (tell, mut told) = mpsc::unbounded_channel();
        outbox.expect_claim().returning(move |_, most, _, _| {
            tell.send(most).unwrap();
            Ok(vec![])
        });
        let (stop, stopped) = oneshot::channel();
        let (observer, _nobody) = mpsc::unbounded_channel();
        let worker = tokio::spawn(work(delivery(outbox), Arc::new(Told(observer)), stopped));
        assert_eq!(told.recv().await, Some(16));
        drop(stop);
        worker.await.unwrap();
    }
}
