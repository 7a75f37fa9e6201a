//! A bounded place for work that keeps a processor busy: so many at once, so many waiting, and no more.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use tenantry_domain::password::HashingError;
use tokio::sync::Semaphore;
use tokio::task;

/// At some 22 ms a hash, whoever waits at the end of a full queue has their turn within a second and a half. On a slower machine they are
/// refused after that time, by the queue.
const WAITING_FOR_EACH_WORKER: usize = 64;

/// How much a pool takes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HashingPoolSize {
    /// How many jobs run at once.
    pub workers: NonZeroUsize,
    /// How many more may wait for their turn.
    pub waiting: usize,
}

impl HashingPoolSize {
    /// So many jobs at once, and 64 times as many waiting.
    pub const fn of_workers(workers: NonZeroUsize) -> Self {
        Self { workers, waiting: workers.get().saturating_mul(WAITING_FOR_EACH_WORKER) }
    }
}

impl Default for HashingPoolSize {
    /// As many workers as the machine has cores: more would only make each of them slower.
    fn default() -> Self {
        Self::of_workers(thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }
}

/// Runs jobs off the threads that answer requests.
#[derive(Clone, Debug)]
pub struct HashingPool {
    size: HashingPoolSize,
    places: Arc<Semaphore>,
    workers: Arc<Semaphore>,
}

impl HashingPool {
    /// A pool that takes on this much.
    pub fn new(size: HashingPoolSize) -> Self {
        let workers = size.workers.get().min(Semaphore::MAX_PERMITS);
        let places = workers.saturating_add(size.waiting).min(Semaphore::MAX_PERMITS);
        Self {
            size,
            places: Arc::new(Semaphore::new(places)),
            workers: Arc::new(Semaphore::new(workers)),
        }
    }

    /// How much it takes on.
    pub const fn size(&self) -> HashingPoolSize {
        self.size
    }

    /// Runs a job when its turn comes, or says at once that there is no room. Turns come in the order of asking.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashingError> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(HashingError::Busy);
        };
        let worker = Arc::clone(&self.workers).acquire_owned().await.map_err(failed)?;
        task::spawn_blocking(move || {
            // The job goes on when its request is gone, so its place is free only when it has ended.
            let _held = (place, worker);
            give_way();
            job()
        })
        .await
        .map_err(failed)
    }
}

/// Lets the threads that answer requests go first, and the database: a hash takes long anyway. On Linux a priority is a thread's own.
fn give_way() {
    /// Half as much as can be given away.
    const NICENESS: i32 = 10;
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "hashing goes on at the usual priority");
    }
}

fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> HashingError {
    HashingError::Failed(cause.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    fn pool(workers: usize, waiting: usize) -> HashingPool {
        let workers = NonZeroUsize::new(workers).unwrap();
        HashingPool::new(HashingPoolSize { workers, waiting })
    }

    /// A job that has begun and ends when it is told to.
    async fn occupy(
        pool: &HashingPool,
    ) -> (JoinHandle<Result<(), HashingError>>, mpsc::Sender<()>) {
        let (release, released) = mpsc::channel::<()>();
        let (start, started) = oneshot::channel();
        let pool = pool.clone();
        let job = move || {
            start.send(()).unwrap();
            let _ = released.recv();
        };
        let request = tokio::spawn(async move { pool.run(job).await });
        started.await.unwrap();
        (request, release)
    }

    #[tokio::test]
    async fn a_full_pool_refuses_at_once_and_takes_on_again_when_there_is_room() {
        let pool = pool(1, 0);
        let (first, release) = occupy(&pool).await;
        assert!(matches!(pool.run(|| ()).await, Err(HashingError::Busy)));
        release.send(()).unwrap();
        first.await.unwrap().unwrap();
        assert_eq!(pool.run(|| 7).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn so_many_wait_and_no_more() {
        let pool = pool(1, 1);
        let (first, release) = occupy(&pool).await;
        let mut second = Box::pin(pool.run(|| "done"));
        assert!(poll_once(&mut second).is_pending());
        assert!(matches!(pool.run(|| ()).await, Err(HashingError::Busy)));
        release.send(()).unwrap();
        first.await.unwrap().unwrap();
        assert_eq!(second.await.unwrap(), "done");
    }

    #[tokio::test]
    async fn whoever_gives_up_waiting_leaves_the_place_to_others() {
        let pool = pool(1, 1);
        let (first, release) = occupy(&pool).await;
        let mut gone = Box::pin(pool.run(|| ()));
        assert!(poll_once(&mut gone).is_pending());
        drop(gone);
        let mut next = Box::pin(pool.run(|| "done"));
        assert!(poll_once(&mut next).is_pending());
        release.send(()).unwrap();
        first.await.unwrap().unwrap();
        assert_eq!(next.await.unwrap(), "done");
    }

    #[tokio::test]
    async fn a_job_whose_request_was_cancelled_keeps_its_worker_until_it_ends() {
        let pool = pool(1, 1);
        let (request, release) = occupy(&pool).await;
        request.abort();
        assert!(request.await.unwrap_err().is_cancelled());
        let mut next = Box::pin(pool.run(|| "done"));
        assert!(poll_once(&mut next).is_pending());
        assert_eq!(pool.workers.available_permits(), 0);
        release.send(()).unwrap();
        assert_eq!(next.await.unwrap(), "done");
    }

    #[tokio::test]
    async fn jobs_give_way_to_what_answers_requests() {
        let niceness = || rustix::process::getpriority_process(None).unwrap();
        let usual = niceness();
        assert!(pool(1, 0).run(niceness).await.unwrap() > usual);
        assert_eq!(niceness(), usual);
    }

    #[tokio::test]
    async fn a_job_that_panics_fails_alone() {
        let pool = pool(1, 0);
        let result = pool.run(|| panic!("on purpose")).await;
        assert!(matches!(result, Err(HashingError::Failed(_))));
        assert_eq!(pool.run(|| 7).await.unwrap(), 7);
    }

    #[test]
    fn the_queue_is_64_times_as_long_as_there_are_workers() {
        let size = HashingPoolSize::of_workers(NonZeroUsize::new(3).unwrap());
        assert_eq!((size.workers.get(), size.waiting), (3, 192));
    }

    fn poll_once<F: Future + Unpin>(future: &mut F) -> std::task::Poll<F::Output> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::Pin::new(future).poll(&mut context)
    }
}
