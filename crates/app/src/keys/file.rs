//! The file that holds a master key which nobody configured.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use secrecy::zeroize::Zeroizing;
use tenantry_security::{MasterKey, MasterKeyError};

/// Why the file does not serve.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MasterKeyFileError {
    /// It holds something else.
    #[error("the file {} holds no master key: its content {problem}", file.display())]
    Content {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        problem: MasterKeyError,
    },
    /// It can't be read or written.
    #[error("the file of the master key, {}, can't be {act}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What was tried.
        act: &'static str,
        /// What the system says.
        source: io::Error,
    },
}

/// The file `master.key` of a folder.
pub(crate) struct MasterKeyFile {
    path: PathBuf,
}

impl MasterKeyFile {
    /// The one of this folder.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join("master.key") }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The key in it, if it is there.
    pub(crate) fn read(&self) -> Result<Option<MasterKey>, MasterKeyFileError> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed("read", error)),
        };
        MasterKey::from_base64(&text)
            .map(Some)
            .map_err(|problem| MasterKeyFileError::Content { file: self.path.clone(), problem })
    }

    /// Puts a key into it, whole and for good, or fails where there is one already.
    pub(crate) fn write(&self, key: &MasterKey) -> Result<(), MasterKeyFileError> {
        let draft = self.path.with_extension(format!("key.{}", std::process::id()));
        let written = self.write_by_way_of(&draft, key);
        // Linked under its name by now, or of no use.
        let removed = fs::remove_file(&draft);
        written.and(removed).map_err(|error| self.failed("written", error))
    }

    fn write_by_way_of(&self, draft: &Path, key: &MasterKey) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(draft)?;
        writeln!(file, "{}", key.to_base64().expose())?;
        file.sync_all()?;
        // A link, in contrast to renaming, never takes the place of another file.
        fs::hard_link(draft, &self.path)?;
        self.path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }

    fn failed(&self, act: &'static str, source: io::Error) -> MasterKeyFileError {
        MasterKeyFileError::Io { file: self.path.clone(), act, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_written_key_is_read_again_and_nobody_else_can_read_it() {
        let place = tempfile::tempdir().unwrap();
        let file = MasterKeyFile::in_folder(place.path());
        let key = MasterKey::generate();
        assert!(file.read().unwrap().is_none());
        file.write(&key).unwrap();
        assert_eq!(file.read().unwrap().map(|key| key.id()), Some(key.id()));
        let mode = file.path().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(place.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn a_key_never_takes_the_place_of_another() {
        let place = tempfile::tempdir().unwrap();
        let file = MasterKeyFile::in_folder(place.path());
        let first = MasterKey::generate();
        file.write(&first).unwrap();
        assert!(file.write(&MasterKey::generate()).is_err());
        assert_eq!(file.read().unwrap().map(|key| key.id()), Some(first.id()));
        assert_eq!(place.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_holds_something_else_is_refused_without_its_content() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("master.key"), "s3cret!").unwrap();
        let error = MasterKeyFile::in_folder(place.path()).read().err().unwrap().to_string();
        assert!(error.contains("master.key") && !error.contains("s3cret"), "{error}");
    }
}
