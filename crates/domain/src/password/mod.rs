//! Passwords: which are good enough, what hashes them, who gets past them, and how they are changed.

mod error;
mod gate;
mod hasher;
mod own_words;
mod policy;
mod queue;
mod service;
mod store;

pub use error::{ChangePasswordError, ForgotPasswordError, ResetPasswordError};
pub use gate::{GateError, GateParts, PasswordGate};
pub use hasher::{HashingError, PasswordHash, PasswordHasher, Verdict};
pub use policy::{PasswordPolicy, WeakPassword};
pub use queue::{PasswordQueue, Turn};
pub use service::{PasswordParts, PasswordService};
pub use store::{PasswordChange, PasswordReset, PasswordStore};

#[cfg(any(test, feature = "mocks"))]
pub use hasher::MockPasswordHasher;
#[cfg(any(test, feature = "mocks"))]
pub use queue::MockPasswordQueue;
#[cfg(any(test, feature = "mocks"))]
pub use store::MockPasswordStore;

#[cfg(test)]
mod tests;
