//! What is wrong with which field: gathered over a whole request, so that a person mends it in one go.

use std::fmt::Display;

use crate::problem::{Detail, Problem};

/// The complaints about a request so far.
#[derive(Default)]
pub(crate) struct Fields(Vec<Detail>);

impl Fields {
    /// A field's value, or a complaint.
    pub(crate) fn check<T, E: Display>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        value
            .map_err(|error| {
                self.0.push(Detail { field: field.to_owned(), message: error.to_string() });
            })
            .ok()
    }

    /// The value of a field that may be absent, or a complaint.
    pub(crate) fn optional<T, U, E: Display>(
        &mut self,
        field: &str,
        value: Option<T>,
        read: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<Option<U>> {
        value.map_or(Some(None), |value| self.check(field, read(value)).map(Some))
    }

    /// The value of a field that may be absent, or null, or a complaint.
    pub(crate) fn nullable<T, U, E: Display>(
        &mut self,
        field: &str,
        value: Option<Option<T>>,
        read: impl FnOnce(T) -> Result<U, E>,
    ) -> Option<Option<Option<U>>> {
        match value {
            None => Some(None),
            Some(None) => Some(Some(None)),
            Some(Some(value)) => self.check(field, read(value)).map(|value| Some(Some(value))),
        }
    }

    /// The complaints, as the answer.
    pub(crate) fn problem(self) -> Problem {
        Problem::fields(self.0)
    }
}

/// What a parser says, told by field and in words that repeat nothing of the request.
pub(super) fn complaint(at: &str, reason: &str) -> Problem {
    let named = || reason.split('`').nth(1).unwrap_or(at).to_owned();
    if reason.starts_with("missing field") {
        Problem::field(named(), "is required")
    } else if reason.starts_with("unknown field") {
        Problem::field(named(), "is not a known field")
    } else if reason.starts_with("duplicate field") {
        Problem::field(named(), "is given twice")
    } else if let Some((_, expected)) = reason.rsplit_once(", expected ") {
        let expected = match expected.split(" at line ").next().unwrap_or(expected) {
            "i64" => "a whole number",
            expected => expected,
        };
        Problem::field(at, format!("must be {expected}"))
    } else {
        Problem::field(at, "is not valid")
    }
}
