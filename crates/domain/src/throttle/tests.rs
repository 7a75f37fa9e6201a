//! What the tests of limits share.

use time::Duration;

use super::*;

mod backoff;
mod keys;
mod messages;
mod passwords;
mod window;

const INSTANT: Duration = Duration::MICROSECOND;

/// A refusal that ends after so long, whatever anybody does.
const fn until(retry_after: Duration) -> Throttled {
    Throttled { retry_after, passing: false }
}

/// A refusal that ends as soon as somebody else's try does.
const PASSING: Throttled = Throttled { retry_after: Duration::SECOND, passing: true };

#[track_caller]
fn refused<T>(answer: Result<T, ThrottleError>) -> Throttled {
    match answer {
        Err(ThrottleError::Throttled(throttled)) => throttled,
        Err(ThrottleError::Store(error)) => panic!("{error:?}"),
        Ok(_) => panic!("let through"),
    }
}
