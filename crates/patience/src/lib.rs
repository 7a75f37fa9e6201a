//! How long a request may be kept waiting in all: one budget for everything that it waits for, one thing after the other or several at a time.
//!
//! A turn of the queue before passwords, a connection, an answer of the database, and the next one: each has a bound, and bounds add up.
//! So whoever answers a request works within [`of_a_request`], and whatever may keep others waiting is asked through [`wait`], which takes
//! the time out of that request's budget. What a processor is busy with for a request is no waiting: nobody is refused because their own hash takes long.
//! Work that belongs to no request has the whole bound each time.

use std::cell::Cell;
use std::future::ready;
use std::time::Duration;

use futures_util::future::{Either, FutureExt as _};
use tokio::time::{Instant, timeout};

/// How long a request may wait in all, and anything else at a time, so that what is gone or frozen is told of within three seconds.
pub const PATIENCE: Duration = Duration::from_millis(2500);

tokio::task_local! {
    static BUDGET: Cell<Budget>;
}

/// What a request has left.
#[derive(Clone, Copy)]
struct Budget {
    /// As much, when nothing was waited for.
    left: Duration,
    /// Since when something is, and how many things are by now.
    since: Option<Instant>,
    waiting: u32,
}

impl Budget {
    const WHOLE: Self = Self { left: PATIENCE, since: None, waiting: 0 };

    /// What several things are waited for at the same time is paid once.
    fn now(self) -> Duration {
        self.left.saturating_sub(self.since.map(|since| since.elapsed()).unwrap_or_default())
    }

    fn begin(self) -> Self {
        Self {
            since: self.since.or_else(|| Some(Instant::now())),
            waiting: self.waiting + 1,
            ..self
        }
    }

    fn end(self) -> Self {
        match self.waiting {
            0 | 1 => Self { left: self.now(), since: None, waiting: 0 },
            others => Self { waiting: others - 1, ..self },
        }
    }
}

/// It took longer than whoever asked may wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfPatience;

impl std::fmt::Display for OutOfPatience {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("it takes longer than a request may wait")
    }
}

impl std::error::Error for OutOfPatience {}

/// Answers one request, which has this much patience for all that it waits for. Tasks that it starts have their own.
pub fn of_a_request<F: Future>(work: F) -> impl Future<Output = F::Output> {
    BUDGET.scope(Cell::new(Budget::WHOLE), work)
}

/// Waits for something for as long as there is patience left. Where there is none it is not even begun.
pub fn wait<F: Future>(awaited: F) -> impl Future<Output = Result<F::Output, OutOfPatience>> {
    wait_at_most(PATIENCE, awaited)
}

/// Waits for something for so long, or for as long as there is patience left if that is less.
pub fn wait_at_most<F: Future>(
    limit: Duration,
    awaited: F,
) -> impl Future<Output = Result<F::Output, OutOfPatience>> {
    let patience = at_most(limit);
    if patience.is_zero() {
        return Either::Left(ready(Err(OutOfPatience)));
    }
    let waiting = Waiting::begin();
    // Not `async`, which would keep what is awaited twice.
    Either::Right(timeout(patience, awaited).map(move |outcome| {
        drop(waiting);
        outcome.or(Err(OutOfPatience))
    }))
}

/// So long, or what is left if that is less.
pub fn at_most(limit: Duration) -> Duration {
    BUDGET.try_with(|budget| budget.get().now().min(limit)).unwrap_or(limit)
}

/// Takes the time that passes out of the budget, also where whoever waits gives up before. What belongs to no request has no budget.
struct Waiting;

impl Waiting {
    fn begin() -> Self {
        let _ = BUDGET.try_with(|budget| budget.set(budget.get().begin()));
        Self
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = BUDGET.try_with(|budget| budget.set(budget.get().end()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use tokio::time::sleep;

    async fn passes(milliseconds: u64) {
        sleep(Duration::from_millis(milliseconds)).await;
    }

    /// How long the clock of the test goes on meanwhile.
    async fn took(work: impl Future) -> Duration {
        let begun = Instant::now();
        work.await;
        // The clock of tests is exact to a millisecond.
        Duration::from_millis(u64::try_from(begun.elapsed().as_millis()).unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn all_that_one_request_waits_for_is_paid_out_of_one_budget() {
        let request = of_a_request(async {
            assert_eq!(wait(passes(1000)).await, Ok(()));
            assert_eq!(wait(passes(1000)).await, Ok(()));
            assert_eq!(wait(pending::<()>()).await, Err(OutOfPatience));
        });
        let took = took(request).await;
        assert!((2500..2510).contains(&took.as_millis()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_waited_for_at_the_same_time_is_paid_once() {
        of_a_request(async {
            assert_eq!(tokio::join!(wait(passes(1000)), wait(passes(600))), (Ok(()), Ok(())));
            let left = at_most(PATIENCE).as_millis();
            assert!((1490..=1500).contains(&left), "{left}");
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn who_begins_to_wait_while_others_do_has_no_more_left_than_they() {
        let late = async {
            passes(1500).await;
            wait(pending::<()>()).await
        };
        let request = of_a_request(async { tokio::join!(wait(pending::<()>()), late) });
        let took = took(request).await;
        assert!((2500..2510).contains(&took.as_millis()), "{took:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn where_nothing_is_left_nothing_is_begun() {
        of_a_request(async {
            assert_eq!(wait(pending::<()>()).await, Err(OutOfPatience));
            let mut begun = false;
            let after = took(wait(async { begun = true })).await;
            assert_eq!((begun, after), (false, Duration::ZERO));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_computed_is_not_waited_for() {
        of_a_request(async {
            passes(60_000).await;
            assert_eq!(wait(passes(2000)).await, Ok(()));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_before_has_waited_all_the_same() {
        of_a_request(async {
            let given_up = timeout(Duration::from_millis(900), wait(pending::<()>())).await;
            assert!(given_up.is_err());
            let left = at_most(PATIENCE).as_millis();
            assert!((1590..=1600).contains(&left), "{left}");
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn each_request_has_its_own_budget() {
        let request = || of_a_request(async { wait(passes(2000)).await });
        assert_eq!(tokio::join!(request(), request()), (Ok(()), Ok(())));
        assert_eq!(request().await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_belongs_to_no_request_has_the_whole_bound_each_time() {
        for _ in 0..3 {
            assert_eq!(wait(passes(2000)).await, Ok(()));
            assert_eq!(wait(pending::<()>()).await, Err(OutOfPatience));
        }
        of_a_request(async {
            assert_eq!(wait(passes(2000)).await, Ok(()));
            let apart = tokio::spawn(async { wait(passes(2000)).await });
            assert_eq!(apart.await.unwrap(), Ok(()));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_take_less_leaves_the_rest() {
        of_a_request(async {
            let bound = Duration::from_millis(1500);
            assert_eq!(wait_at_most(bound, pending::<()>()).await, Err(OutOfPatience));
            assert_eq!(wait(passes(900)).await, Ok(()));
            assert_eq!(wait_at_most(bound, passes(900)).await, Err(OutOfPatience));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_shorter_bound_holds_until_less_is_left() {
        let bound = Duration::from_millis(900);
        assert_eq!(at_most(bound), bound);
        of_a_request(async {
            assert_eq!(at_most(bound), bound);
            assert_eq!(wait(passes(2000)).await, Ok(()));
            assert!(at_most(bound) <= Duration::from_millis(500));
        })
        .await;
    }
}
