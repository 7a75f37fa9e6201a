//! How often something may be tried: counted over all nodes, by what it is tried on and by where it comes from.

mod key;
mod limits;
mod network;
mod service;
mod store;
mod tally;

pub use key::{ThrottleKey, Throttled};
pub use limits::{Backoff, Window};
pub use network::Network;
pub use service::{Attempt, Throttle, ThrottleLimits};
pub use store::{DecideTallies, ThrottleError, ThrottleStore};
pub use tally::Tally;

#[cfg(any(test, feature = "mocks"))]
pub use store::MockThrottleStore;

#[cfg(test)]
mod tests;
