//! What an answer draws on.

use tenantry_domain::change::Subject;

/// What one answer draws on: at most six things.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Subjects([Option<Subject>; 6]);

impl Subjects {
    /// All of these that are there.
    pub const fn new(subjects: [Option<Subject>; 6]) -> Self {
        Self(subjects)
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = Subject> + '_ {
        self.0.iter().copied().flatten()
    }
}
