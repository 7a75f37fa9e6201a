//! Showing that an e-mail address, a phone number, or an account whose password is forgotten is one's own: by a secret that was
//! sent there.

mod challenge;
mod error;
mod service;
mod store;

pub use challenge::{Challenge, Code, InvalidCode, Purpose, SecretLifetimes, challenge_digest};
pub use error::{PhoneError, VerificationError};
pub use service::{VerificationParts, VerificationService};
pub use store::{ChallengeStore, DecidePhone, PhoneOnRecord};

#[cfg(any(test, feature = "mocks"))]
pub use store::MockChallengeStore;

#[cfg(test)]
mod tests;
