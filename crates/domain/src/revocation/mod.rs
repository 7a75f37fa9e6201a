//! Revocation by whoever holds a credential (RFC 7009): to have it is leave enough to end it.

mod service;
mod store;

pub use service::RevocationService;
pub use store::{HeldSecret, RevocationStore};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockRevocationStore;

#[cfg(test)]
mod tests;
