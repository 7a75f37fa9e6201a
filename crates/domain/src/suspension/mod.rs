//! Suspension: what an operator closes for a while, and opens again as it was.

mod service;
mod store;

pub use service::{SuspensionError, SuspensionService};
pub use store::{Standing, Suspendable, SuspensionStore};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockSuspensionStore;

#[cfg(test)]
mod tests;
