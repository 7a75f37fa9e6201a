//! Changing the master key: what was sealed under the former one is sealed again under the one in force.

mod rotation;
mod store;

pub use rotation::{MasterKeyRotation, Resealed, ResealingError};
pub use store::{DecideResealing, ResealedBatch, SealedValueStore, SettingPosition};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockSealedValueStore;

#[cfg(test)]
mod tests;
