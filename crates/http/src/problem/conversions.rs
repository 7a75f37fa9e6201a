//! From each of the domain's errors to the problem that it is for a client. Exhaustive, so that a new refusal can't go unanswered.
//! Here are those that several errors hold.

mod accounts;
mod credentials;
mod members;
mod resources;
mod sessions;
#[cfg(test)]
mod tests;

use tenantry_domain::access::Denied;
use tenantry_domain::password::{HashingError, WeakPassword};
use tenantry_domain::session::InvalidAccessToken;
use tenantry_domain::store_error::StoreError;
use tenantry_domain::throttle::Throttled;

use super::{Problem, ProblemKind};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::of(ProblemKind::Unavailable).because(error),
            StoreError::Failed(_) => Self::of(ProblemKind::Internal).because(error),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Forbidden => Self::of(ProblemKind::Forbidden),
            Denied::NotFound => Self::of(ProblemKind::NotFound),
            Denied::SessionRequired => Self::of(ProblemKind::SessionRequired),
        }
    }
}

impl From<HashingError> for Problem {
    fn from(error: HashingError) -> Self {
        match error {
            HashingError::Busy => Self::of(ProblemKind::Unavailable).because(error),
            HashingError::Failed(_) => Self::of(ProblemKind::Internal).because(error),
        }
    }
}

impl From<Throttled> for Problem {
    fn from(throttled: Throttled) -> Self {
        Self::of(ProblemKind::RateLimited(throttled.retry_after_seconds()))
    }
}

/// A token that we couldn't sign ourselves.
impl From<InvalidAccessToken> for Problem {
    fn from(error: InvalidAccessToken) -> Self {
        Self::of(ProblemKind::Internal).because(error)
    }
}

impl Problem {
    /// A password that would be guessed, in the field that it was given in.
    fn weak_password(weak: &WeakPassword, field: &str) -> Self {
        Self::new(ProblemKind::WeakPassword, weak.to_string()).at(field)
    }

    /// The password that somebody who is signed in was asked for is another.
    fn wrong_password(words: String) -> Self {
        Self::new(ProblemKind::InvalidCredentials, words)
    }
}
