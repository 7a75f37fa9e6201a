//! The folder for what the service itself keeps: the private database and the master key.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// The folder can't be made.
#[derive(Debug, thiserror::Error)]
#[error(
    "the folder {} can't be made: set `data_dir` to one that this user may write to", folder.display()
)]
pub(crate) struct DataDirectoryError {
    folder: PathBuf,
    source: io::Error,
}

/// Makes the folder unless it is there.
pub(crate) fn prepare(folder: &Path) -> Result<(), DataDirectoryError> {
    // Root's PostgreSQL runs as another user, who passes through to its own part; every secret beside it is a file of mode 0600.
    let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
    DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(folder)
        .map_err(|source| DataDirectoryError { folder: folder.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn the_folder_is_made_with_all_above_it_and_nobody_else_may_list_it() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a/b");
        prepare(&folder).unwrap();
        prepare(&folder).unwrap();
        let mode = folder.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o066, 0, "{mode:o}");
    }

    #[test]
    fn a_folder_that_cant_be_made_is_refused_by_the_settings_name() {
        let place = tempfile::NamedTempFile::new().unwrap();
        let error = prepare(&place.path().join("data")).unwrap_err();
        assert!(error.to_string().contains("`data_dir`"), "{error}");
    }
}
