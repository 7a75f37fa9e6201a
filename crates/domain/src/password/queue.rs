//! The queue for everything that asks for a password to be hashed. A storm of sign-ins waits here, before it asks anything of the
//! database, and leaves the rest of the service its share of both database and processors.

use std::any::Any;

use async_trait::async_trait;

use super::hasher::HashingError;

/// Somebody's turn. It ends when this is dropped.
#[must_use = "a turn that is not held is over"]
pub struct Turn(Box<dyn Any + Send>);

impl Turn {
    /// A turn that ends when this is dropped.
    pub fn held_by(guard: impl Any + Send) -> Self {
        Self(Box::new(guard))
    }
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let held = &*self.0;
        write!(formatter, "Turn({:?})", held.type_id())
    }
}

/// Gives turns in the order of asking.
#[cfg_attr(any(test, feature = "mocks"), mockall::automock)]
#[async_trait]
pub trait PasswordQueue: Send + Sync {
    /// Waits for a turn, or says at once that too many wait already.
    async fn turn(&self) -> Result<Turn, HashingError>;
}
