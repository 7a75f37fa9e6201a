//! Passwords: which are good enough, and the port that hashes them.

mod hasher;
mod own_words;
mod policy;

pub use hasher::{HashingError, PasswordHash, PasswordHasher, Verdict};
pub use policy::{PasswordPolicy, WeakPassword};

#[cfg(any(test, feature = "mocks"))]
pub use hasher::MockPasswordHasher;
