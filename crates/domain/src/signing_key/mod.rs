//! The keys that sign access tokens, as they are kept: the public part in the clear, the private part sealed.

mod entity;
mod published;
mod store;

pub use entity::{KeyRotation, SigningKey, SigningKeySchedule, sealing_context};
pub use published::{PublishedKey, PublishedKeys};
pub use store::{DecideRotation, SigningKeyStore};

#[cfg(any(test, feature = "mocks"))]
pub use published::MockPublishedKeys;
#[cfg(any(test, feature = "mocks"))]
pub use store::MockSigningKeyStore;
