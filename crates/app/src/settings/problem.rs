//! What can be wrong with the settings, told so that whoever reads it knows which one to change, where, and to what.

use std::path::PathBuf;

use super::origin::Origin;

/// Why the settings can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    /// A file can't be read.
    #[error("could not read {}, which {role}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What it is for.
        role: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{} is not valid TOML: line {line}: {problem}", file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// The line, counting from one.
        line: usize,
        /// What is wrong there, without the line's text: it may hold a secret.
        problem: String,
    },
    /// A variable holds bytes that are no text.
    #[error("the environment variable {variable} is not UTF-8 text")]
    NotText {
        /// The variable.
        variable: String,
    },
    /// There is no such setting.
    #[error("`{key}` ({origin}) is not a setting; expected {allowed}{hint}")]
    Unknown {
        /// What was given.
        key: String,
        /// What there is at that place.
        allowed: String,
        /// Where it was given.
        origin: Origin,
        /// What was probably meant.
        hint: String,
    },
    /// A setting has a value that it can't have.
    #[error("`{key}` {problem} ({origin})")]
    Wrong {
        /// The setting.
        key: String,
        /// What is wrong with its value, and what is allowed.
        problem: String,
        /// Where it was given.
        origin: Origin,
    },
    /// A setting without a default is not set: `data_dir`, where there is no home to put it.
    #[error("`{key}` must be set: nothing here says what it could be otherwise")]
    Missing {
        /// The setting.
        key: String,
    },
    /// A setting that doesn't go with the others.
    #[error("`{key}` {problem}")]
    Conflict {
        /// The setting to change.
        key: &'static str,
        /// Why, and how.
        problem: String,
    },
    /// The sources can't be brought together.
    #[error("the settings can't be read: {0}")]
    Unmergeable(String),
}

impl SettingsError {
    /// A setting that doesn't go with the others.
    pub(super) fn conflict(key: &'static str, problem: impl Into<String>) -> Self {
        Self::Conflict { key, problem: problem.into() }
    }
}
