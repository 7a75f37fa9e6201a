//! Why a scenario came to no end.

use std::fmt::Display;

/// What went wrong, in words for whoever ran the program.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failure(String);

/// A result, or why there is none.
pub(crate) type Outcome<T> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

/// Says what was being done when something failed.
pub(crate) trait While<T> {
    /// `doing` completes the sentence "could not …".
    fn when(self, doing: impl Display) -> Outcome<T>;
}

impl<T, E: Display> While<T> for Result<T, E> {
    fn when(self, doing: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("could not {doing}: {error}")))
    }
}

impl<T> While<T> for Option<T> {
    fn when(self, doing: impl Display) -> Outcome<T> {
        self.ok_or_else(|| Failure(format!("could not {doing}")))
    }
}
