//! A queue for what keeps the service busy: so many at a time, so many waiting, and no more.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tenantry_domain::password::{HashingError, PasswordQueue, Turn};
use tokio::sync::Semaphore;

use crate::hashing_pool::HashingPoolSize;

/// While some are hashed, as many others ask the database, so that no processor waits for it.
const TURNS_FOR_EACH_WORKER: usize = 2;

/// How long a turn is waited for: short enough that whoever has one has patience left for what follows, and is not hashed for nothing.
const WAIT: Duration = Duration::from_millis(1500);

/// Gives turns in the order of asking.
pub struct FairQueue {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
}

impl FairQueue {
    /// A queue before a pool of this size.
    pub fn before(size: HashingPoolSize) -> Self {
        let turns = turns(size.workers);
        let places = turns.saturating_add(size.waiting).min(Semaphore::MAX_PERMITS);
        let new = |permits| Arc::new(Semaphore::new(permits));
        Self { places: new(places), turns: new(turns) }
    }
}

fn turns(workers: NonZeroUsize) -> usize {
    workers.get().saturating_mul(TURNS_FOR_EACH_WORKER).min(Semaphore::MAX_PERMITS)
}

#[async_trait]
impl PasswordQueue for FairQueue {
    async fn turn(&self) -> Result<Turn, HashingError> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(HashingError::Busy);
        };
        let turn = Arc::clone(&self.turns).acquire_owned();
        match tenantry_patience::wait_at_most(WAIT, turn).await {
            Ok(turn) => turn
                .map(|turn| Turn::held_by((place, turn)))
                .map_err(|error| HashingError::Failed(error.into())),
            // More are before than are hashed within that time, or something else holds them up.
            Err(_) => Err(HashingError::Busy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(workers: usize, waiting: usize) -> FairQueue {
        let workers = NonZeroUsize::new(workers).unwrap();
        FairQueue::before(HashingPoolSize { workers, waiting })
    }

    fn poll_once<F: Future + Unpin>(future: &mut F) -> std::task::Poll<F::Output> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::Pin::new(future).poll(&mut context)
    }

    #[tokio::test]
    async fn two_for_each_worker_have_their_turn_and_the_next_waits_for_one_to_end() {
        let queue = queue(1, 1);
        let (first, _second) = (queue.turn().await.unwrap(), queue.turn().await.unwrap());
        let mut third = queue.turn();
        assert!(poll_once(&mut third).is_pending());
        drop(first);
        assert!(third.await.is_ok());
    }

    #[tokio::test]
    async fn where_too_many_wait_the_next_is_refused_at_once() {
        let queue = queue(1, 1);
        let held = [queue.turn().await.unwrap(), queue.turn().await.unwrap()];
        let mut waiting = queue.turn();
        assert!(poll_once(&mut waiting).is_pending());
        assert!(matches!(queue.turn().await, Err(HashingError::Busy)));
        // Whoever gives up leaves the place to others.
        drop(waiting);
        let mut next = queue.turn();
        assert!(poll_once(&mut next).is_pending());
        drop(held);
        assert!(next.await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_that_does_not_come_is_not_waited_for_for_ever() {
        let queue = queue(1, 1);
        let _held = [queue.turn().await.unwrap(), queue.turn().await.unwrap()];
        let asked = tokio::time::Instant::now();
        assert!(matches!(queue.turn().await, Err(HashingError::Busy)));
        assert_eq!(asked.elapsed().as_millis() / 10, WAIT.as_millis() / 10);
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_waited_for_a_turn_has_the_less_patience_for_what_follows() {
        let queue = queue(1, 1);
        let held = [queue.turn().await.unwrap(), queue.turn().await.unwrap()];
        let request = tenantry_patience::of_a_request(async {
            let _turn = queue.turn().await.unwrap();
            tenantry_patience::at_most(tenantry_patience::PATIENCE)
        });
        let others = async {
            tokio::time::sleep(Duration::from_millis(1400)).await;
            drop(held);
        };
        let (left, ()) = tokio::join!(request, others);
        assert!((1090..=1100).contains(&left.as_millis()), "{left:?}");
    }

    #[tokio::test]
    async fn turns_come_in_the_order_of_asking() {
        let queue = queue(1, 2);
        let (first, second) = (queue.turn().await.unwrap(), queue.turn().await.unwrap());
        let (mut third, mut fourth) = (queue.turn(), queue.turn());
        assert!(poll_once(&mut third).is_pending() && poll_once(&mut fourth).is_pending());
        drop(first);
        assert!(poll_once(&mut fourth).is_pending());
        let third = third.await.unwrap();
        drop((second, third));
        assert!(fourth.await.is_ok());
    }
}
