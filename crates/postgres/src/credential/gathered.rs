//! Look-ups of API keys that go together. After a restart, or where there are more keys than memory holds, they come by the thousand:
//! while one question is on its way others gather, and are asked together when it is back.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel_async::RunQueryDsl as _;
use tenantry_domain::authentication::ApiKeyFacts;
use tenantry_domain::secret::SecretDigest;
use tenantry_domain::store_error::StoreError;
use tokio::sync::oneshot;

use super::api_key::{FindApiKeys, KeyRow, api_key_facts};
use crate::database::{Database, within_the_deadline};

/// The most that are asked for together.
const TOGETHER: usize = 64;
/// How many questions are on their way at a time. While the answer to one is read the server works on the other.
const AT_A_TIME: usize = 2;

type Answer = Result<Option<ApiKeyFacts>, StoreError>;

struct Asked {
    digest: SecretDigest,
    answer: oneshot::Sender<Answer>,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Asked>,
    on_their_way: usize,
}

/// Looks up API keys, as many together as happen to come at a time.
#[derive(Clone)]
pub(super) struct GatheredApiKeys {
    database: Database,
    queue: Arc<Mutex<Queue>>,
}

impl GatheredApiKeys {
    pub(super) fn over(database: Database) -> Self {
        Self { database, queue: Arc::default() }
    }

    /// What there is by this digest.
    pub(super) async fn find(&self, digest: SecretDigest) -> Answer {
        let (answer, told) = oneshot::channel();
        let asks_now = {
            let mut queue = lock(&self.queue);
            queue.waiting.push(Asked { digest, answer });
            let asks_now = queue.on_their_way < AT_A_TIME;
            queue.on_their_way += usize::from(asks_now);
            asks_now
        };
        if asks_now {
            // By itself, because whoever came first may give up while others wait.
            drop(self.database.connector().at_home(self.clone().ask_all()));
        }
        within_the_deadline(async { told.await.map_err(StoreError::unavailable)? }).await
    }

    /// Asks until nobody waits.
    async fn ask_all(self) {
        let mut turn = Turn { queue: &self.queue, is_over: false };
        while let Some(asked) = turn.next() {
            self.ask(asked).await;
        }
    }

    async fn ask(&self, asked: Vec<Asked>) {
        let digests: Vec<&[u8]> =
            asked.iter().map(|asked| asked.digest.as_bytes().as_slice()).collect();
        let find = FindApiKeys { digests: &digests };
        let found =
            self.database.look_up(async |connection| find.load::<KeyRow>(connection).await).await;
        match found {
            Ok(rows) => {
                let facts: HashMap<Vec<u8>, ApiKeyFacts> =
                    rows.into_iter().map(api_key_facts).collect();
                for Asked { digest, answer } in asked {
                    let known = facts.get(digest.as_bytes().as_slice()).cloned();
                    // Nobody listens where the request has ended.
                    let _ = answer.send(Ok(known));
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for Asked { answer, .. } in asked {
                    let _ = answer.send(Err(told_to_each(&error)));
                }
            }
        }
    }
}

/// One of the questions that may be on their way. It ends with whoever asks, also where that one panics.
struct Turn<'a> {
    queue: &'a Mutex<Queue>,
    is_over: bool,
}

impl Turn<'_> {
    /// Those who are to be asked about next; when nobody waits the turn is over, before anybody can come.
    fn next(&mut self) -> Option<Vec<Asked>> {
        let mut queue = lock(self.queue);
        // Who has given up needs no answer.
        queue.waiting.retain(|asked| !asked.answer.is_closed());
        if queue.waiting.is_empty() {
            queue.on_their_way -= 1;
            self.is_over = true;
            return None;
        }
        let most = queue.waiting.len().min(TOGETHER);
        Some(queue.waiting.drain(..most).collect())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            lock(self.queue).on_their_way -= 1;
        }
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The one failure of those who asked together.
fn told_to_each(error: &Arc<StoreError>) -> StoreError {
    let shared = Arc::clone(error);
    match **error {
        StoreError::Unavailable(_) => StoreError::unavailable(shared),
        StoreError::Failed(_) => StoreError::failed(shared),
    }
}

impl std::fmt::Debug for GatheredApiKeys {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("GatheredApiKeys")
    }
}
