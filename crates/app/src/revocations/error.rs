//! Why such a file can't be read or written.

use std::io;
use std::path::{Path, PathBuf};

/// Why the file does not serve.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RevocationFileError {
    /// It can't be read or written.
    #[error("the file of revocations, {}, can't be {act}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What was tried.
        act: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else writes it.
    #[error("another export writes the file of revocations, {}, at this moment; nothing was done with it", file.display())]
    Busy {
        /// The file.
        file: PathBuf,
    },
    /// It is something else, or was made by a later version.
    #[error("{} is no file of revocations that this version reads: line {line} {problem}", file.display())]
    Content {
        /// The file.
        file: PathBuf,
        /// Which line.
        line: u64,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Its end is missing.
    #[error("the file of revocations, {}, is empty or cut off: it does not end with the number of its lines; nothing was done with it", file.display())]
    CutOff {
        /// The file.
        file: PathBuf,
    },
}

impl RevocationFileError {
    /// What the system says when something is tried with a file.
    pub(super) fn io(file: &Path, act: &'static str) -> impl FnOnce(io::Error) -> Self {
        let file = file.to_owned();
        move |source| Self::Io { file, act, source }
    }
}
