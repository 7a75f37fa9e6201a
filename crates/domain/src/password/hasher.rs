//! What a password turns into before it is kept.

use async_trait::async_trait;

use crate::secret::PlainSecret;

/// A password's hash as a PHC string. Not the password, yet worth guessing at, so it prints as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The hash that is spelt like this.
    pub fn new(phc: impl Into<String>) -> Self {
        Self(phc.into())
    }

    /// Its spelling, for the store and the hasher.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PasswordHash")
    }
}

/// What a comparison showed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is another password.
    Wrong,
    /// It is the password.
    Right,
    /// It is the password, and its hash is weaker than new ones are: time to replace it.
    RightButOutdated,
}

/// Why nothing was hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashingError {
    /// Too many wait already; later there will be room.
    #[error("too many passwords are waiting to be hashed")]
    Busy,
    /// The hash can't be read or made.
    #[error("hashing failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Hashes passwords slowly, on purpose, and not too many at once.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a new password with a salt of its own.
    async fn hash(&self, password: PlainSecret) -> Result<PasswordHash, HashingError>;

    /// Compares a password with a hash. Without a hash it takes as long and is always wrong, so that an account that does
    /// not exist can't be told by the time.
    async fn verify(
        &self,
        password: PlainSecret,
        hash: Option<PasswordHash>,
    ) -> Result<Verdict, HashingError>;
}
